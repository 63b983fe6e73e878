// `npm run station`: the station without a desktop shell, on a port of the loopback address.
// stdout: one line of JSON, `{"ready":true,"url":"http://127.0.0.1:PORT/?token=…","pid":N}`. stderr: why it did not
// start, as one sentence with its code. Everything else is in the log of the data folder.
import { enableCompileCache, flushCompileCache } from 'node:module';

// Before anything else is loaded: what was compiled at the last start is ready a third sooner.
enableCompileCache();
const { runStation } = await import('./run-station.ts');
await runStation(process.argv.slice(2));
// Kept now: a power cut asks nobody.
flushCompileCache();
