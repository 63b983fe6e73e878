// `npm run screenshot`: the picture in the README, from a real training post with a real scan in a real window.
import { ensureBuilt } from './build.mjs';
import { prepare, runUnderProjectNode } from './prepare.mjs';

await prepare();
await ensureBuilt(['screen']);
await runUnderProjectNode('scripts/take-screenshot.mjs', process.argv.slice(2));
