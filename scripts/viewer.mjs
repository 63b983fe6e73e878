// `npm run viewer -- [FILE…]`: installs and builds what is missing, then opens the viewer alone.
import { ensureBuilt } from './build.mjs';
import { prepare, runUnderProjectNode } from './prepare.mjs';

await prepare();
await ensureBuilt(['screen']);
await runUnderProjectNode('scripts/open-viewer.mjs', process.argv.slice(2));
