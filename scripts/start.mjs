// `npm start`: installs and builds what is missing, then opens the workstation.
import { ensureBuilt } from './build.mjs';
import { prepare, runUnderProjectNode } from './prepare.mjs';

await prepare();
await ensureBuilt(['screen']);
await runUnderProjectNode('scripts/open.mjs', process.argv.slice(2));
