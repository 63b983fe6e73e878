// The station as the desktop shell's child: orders come and reports go over Electron's message channel, requests
// over the pipe that the launch order names. See ../launch.ts.
import type { Station } from '../host.ts';
import { type LaunchOrder, type LaunchReport, shellMessage, shellOrigin } from '../launch.ts';
import { describeFailure, endWith } from './process-end.ts';

/** What Electron puts into a utility process in the place of `process.send`. */
interface ParentPort {
  on(event: 'message', listener: (message: { readonly data: unknown }) => void): void;
  postMessage(message: LaunchReport): void;
}

let launched = false;
const closers: (() => Promise<void>)[] = [];
const end = endWith(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const parent = connectParent((message) => {
  const parsed = shellMessage.safeParse(message);
  if (!parsed.success) return;
  if (parsed.data.kind === 'stop') end();
  else if (!launched) {
    launched = true;
    void launch(parsed.data);
  }
});

async function launch(order: LaunchOrder): Promise<void> {
  try {
    // Loaded here, so that a fault in loading reaches the window as a sentence as well.
    const [{ createStation }, { listen }] = await Promise.all([
      import('../host.ts'),
      import('../http/listen.ts'),
    ]);
    const { dataFolder, mode, token, rendererFolder, scanner, pipe } = order;
    const opened = Promise.withResolvers<Station>();
    const listening = await listen(async (request) => (await opened.promise).fetch(request), { pipe });
    closers.push(() => listening.close());
    const station = await createStation({ dataFolder, mode, token, rendererFolder, scanner });
    closers.unshift(() => station.close());
    station.answerTo(shellOrigin);
    opened.resolve(station);
    parent.send({ kind: 'ready', pipe, pid: process.pid });
  } catch (fault) {
    parent.send({ kind: 'failed', ...describeFailure(fault) });
    process.exitCode = 1;
    // The report is under way to another process: exiting at once would lose it.
    setTimeout(() => process.exit(1), 200);
  }
}

/** In Electron the parent is at `process.parentPort`; in a plain Node child it is at `process.send`. */
function connectParent(take: (message: unknown) => void): { send(report: LaunchReport): void } {
  const port = (process as { parentPort?: ParentPort }).parentPort;
  if (port) {
    port.on('message', ({ data }) => take(data));
    return { send: (report) => port.postMessage(report) };
  }
  process.on('message', take);
  process.on('disconnect', end);
  return { send: (report) => void process.send?.(report) };
}
