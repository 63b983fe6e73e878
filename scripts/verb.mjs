// Runs a TypeScript entry under the project's own Node: `node scripts/verb.mjs ENTRY [ARGS…]`.
// The entry owns stdout from its first byte, so everything said here goes to stderr.
import { prepare, runUnderProjectNode } from './prepare.mjs';

const [entry, ...args] = process.argv.slice(2);
await prepare({ renderer: entry === 'station/cli/station.ts' });
await runUnderProjectNode(entry, args);
