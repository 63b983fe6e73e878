import { BridgeError } from '../../errors.ts';
import { writeAdvice } from '../../imaging/disk.ts';

/** Runs a step on the spool; what the disk says becomes BridgeError SPOOL_FAILED. */
export async function onSpool<T>(spool: string, step: () => Promise<T>): Promise<T> {
  try {
    return await step();
  } catch (cause) {
    if (cause instanceof BridgeError) throw cause;
    const reason = writeAdvice(cause);
    throw new BridgeError('SPOOL_FAILED', `Received pictures cannot be stored in ${spool}: ${reason}.`, {
      cause,
      details: { path: spool, reason },
    });
  }
}
