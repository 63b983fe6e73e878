// `npm run dev`: the screen from source with hot reload, beside a training station that starts again on every change.
import { prepare, runUnderProjectNode } from './prepare.mjs';

await prepare();
await runUnderProjectNode('scripts/dev-server.mjs', process.argv.slice(2));
