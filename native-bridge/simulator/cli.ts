// `npm run simulator`: see run-simulator.ts.
import { enableCompileCache, flushCompileCache } from 'node:module';

// Before anything else is loaded: what was compiled once is ready in half the time.
enableCompileCache();
const { runSimulator } = await import('./run-simulator.ts');
await runSimulator(process.argv.slice(2));
// Nobody says goodbye to a simulator.
flushCompileCache();
