import { constants } from 'node:fs';
import { access, stat } from 'node:fs/promises';
import type { DriverLink } from '../drivers/driver.ts';
import { BridgeError } from '../errors.ts';
import { parseAddress } from '../transport/address.ts';
import { openTransport } from '../transport/open-transport.ts';
import { systemTimers, type Timers } from '../transport/timers.ts';

/** A folder on a server that is down may not answer at all. */
const folderTimeoutMs = 5_000;

/**
 * What a driver is given for an address as `parseAddress` reads it. A connection belongs to the caller, who closes it.
 * Throws BridgeError LINK_ADDRESS_INVALID, LINK_FAILED, LINK_TIMEOUT, or LINK_CLOSED when `signal` aborts first.
 */
export async function openLink(
  address: string,
  signal: AbortSignal,
  timers: Timers = systemTimers,
): Promise<DriverLink> {
  const parsed = parseAddress(address);
  switch (parsed.kind) {
    case 'listen':
      return parsed;
    case 'folder':
      await lookAt(parsed.path, address, signal, timers);
      return parsed;
    default:
      return { kind: 'bytes', connection: await openTransport(address).open(signal) };
  }
}

async function lookAt(folder: string, address: string, signal: AbortSignal, timers: Timers): Promise<void> {
  const late = Promise.withResolvers<never>();
  const seconds = folderTimeoutMs / 1000;
  const cancel = timers.after(folderTimeoutMs, () => {
    const message = `The folder ${folder} did not answer within ${seconds} s: check the server it is on and the network.`;
    late.reject(new BridgeError('LINK_TIMEOUT', message, { details: { address, seconds } }));
  });
  const onAbort = () =>
    late.reject(new BridgeError('LINK_CLOSED', `Opening ${address} was stopped.`, { details: { address } }));
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    await Promise.race([late.promise, mustBeFolder(folder, address)]);
  } finally {
    cancel();
    signal.removeEventListener('abort', onAbort);
  }
}

async function mustBeFolder(folder: string, address: string): Promise<void> {
  let why: string;
  let cause: unknown;
  try {
    if ((await stat(folder)).isDirectory()) {
      await access(folder, constants.R_OK | constants.X_OK);
      return;
    }
    why = 'it is a file; name the folder it is in';
  } catch (fault) {
    cause = fault;
    const { code, message } = fault as NodeJS.ErrnoException;
    why =
      {
        ENOENT: 'it is not there; make it, or connect its disk or network drive',
        ENOTDIR: 'a part of its path is a file',
        EACCES: 'this user may not read it; give it the right',
      }[code ?? ''] ?? message;
  }
  throw new BridgeError('LINK_FAILED', `The folder ${folder} cannot be used: ${why}.`, {
    cause,
    details: { address, why },
  });
}
