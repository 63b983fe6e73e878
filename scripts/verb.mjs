// Runs a program of the project under the project's own Node: `node scripts/verb.mjs ENTRY [ARGS…]`.
// The program owns stdout from its first byte, so everything said here goes to stderr.
import { ensureBuilt } from './build.mjs';
import { prepare, runUnderProjectNode } from './prepare.mjs';

const [entry, ...args] = process.argv.slice(2);
await prepare();
if (entry === 'station/cli/station.ts') await ensureBuilt(['screen']);
await runUnderProjectNode(entry, args);
