import type { FromWorker, ToWorker } from './messages.ts';
import { Stage } from './stage.ts';

/** The entry of the viewer's worker: messages in, messages out. */
const scope = globalThis as unknown as {
  postMessage(message: FromWorker): void;
  addEventListener(type: 'message', listener: (event: MessageEvent<ToWorker>) => void): void;
};

const stage = new Stage((message) => scope.postMessage(message));
scope.addEventListener('message', ({ data }) => stage.receive(data));
