import { BridgeError } from '../../errors.ts';
import { systemCode } from '../../imaging/disk.ts';
import type { Timers } from '../../transport/timers.ts';

const longestCallMs = 30_000;

/**
 * Folders with a call that the file system has not answered. A share whose server is gone may hold a call for ever,
 * and with it one of the few threads that all of Node's file calls share: there is never a second one.
 */
const stuck = new Set<string>();

/** Runs one call on the folder. Throws what it throws, or BridgeError LINK_TIMEOUT when the share does not answer. */
export async function onFolder<T>(folder: string, timers: Timers, call: () => Promise<T>): Promise<T> {
  if (stuck.has(folder)) throw silent(folder);
  const silence = Promise.withResolvers<never>();
  const running = call();
  const cancel = timers.after(longestCallMs, () => {
    stuck.add(folder);
    const answered = () => stuck.delete(folder);
    running.then(answered, answered);
    silence.reject(silent(folder));
  });
  try {
    return await Promise.race([running, silence.promise]);
  } finally {
    cancel();
  }
}

/** What ends the driver when the folder itself cannot be read. */
export function folderGone(folder: string, cause: unknown): BridgeError {
  if (cause instanceof BridgeError) return cause;
  const known: Readonly<Record<string, string>> = {
    ENOENT: 'it is not there',
    ENOTDIR: 'it is not a folder',
    EACCES: 'the station may not read it',
    EPERM: 'the station may not read it',
    ENOTCONN: 'the share is not connected',
    EHOSTDOWN: 'the computer that shares it does not answer',
    EHOSTUNREACH: 'the computer that shares it does not answer',
    ESTALE: 'the share was replaced; mount it again',
    EIO: 'the disk or the share reports an error',
  };
  const why = known[systemCode(cause) ?? ''] ?? (cause instanceof Error ? cause.message : String(cause));
  const address = `folder:${folder}`;
  return new BridgeError('LINK_FAILED', `The folder ${folder} cannot be watched: ${why}.`, {
    cause,
    details: { address, why },
  });
}

function silent(folder: string): BridgeError {
  const seconds = longestCallMs / 1000;
  return new BridgeError(
    'LINK_TIMEOUT',
    `The folder ${folder} has not answered for ${seconds} s: check the network and the computer that shares it.`,
    { details: { address: `folder:${folder}`, seconds } },
  );
}
