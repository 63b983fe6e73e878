import { BridgeError } from '../../native-bridge/errors.ts';
import { StationError } from '../errors.ts';

/** Ends the process in good order, once, when it is asked to: by a signal, or by calling what is returned. */
export function endWith(close: () => Promise<void>): () => void {
  let ending = false;
  const end = () => {
    if (ending) return;
    ending = true;
    close().then(
      () => process.exit(0),
      (fault: unknown) => failWith(fault),
    );
  };
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.on(signal, end);
  return end;
}

/** Says on stderr, as one line with its code, why the station cannot go on, and ends the process with 1. */
export function failWith(fault: unknown): never {
  const { code, message } = describeFailure(fault);
  process.stderr.write(`${code}: ${message}\n`);
  process.exit(1);
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

export function describeFailure(fault: unknown): Failure {
  if (fault instanceof StationError || fault instanceof BridgeError) {
    return { code: fault.code, message: fault.message.replaceAll(/\s*\n\s*/g, ' '), details: fault.details };
  }
  const reason = (fault instanceof Error ? fault.message : String(fault)).split('\n', 1)[0] ?? '';
  return {
    code: 'START_FAILED',
    message: `The station cannot run: ${reason}. Look into the log of the data folder.`,
    details: { reason },
  };
}
