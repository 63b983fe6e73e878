import { BridgeError } from '../errors.ts';
import { parseAddress } from './address.ts';
import { limitSilence } from './silence-limit.ts';
import { systemTimers } from './timers.ts';
import type { Transport } from './transport.ts';

/**
 * The transport for an address of a byte link (`tcp`, `serial`) as `parseAddress` reads it. What its kind of link
 * needs is loaded when it is first opened. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function openTransport(address: string): Transport {
  const parsed = parseAddress(address);
  if (parsed.kind === 'listen' || parsed.kind === 'folder') {
    const why = 'bytes come over tcp:// or serial: only';
    throw new BridgeError('LINK_ADDRESS_INVALID', `The address "${address}" cannot be used here: ${why}.`, {
      details: { address, why },
    });
  }
  const open = async (signal: AbortSignal) => {
    if (parsed.kind === 'tcp') {
      const { tcpTransport } = await import('./tcp.ts');
      return tcpTransport(parsed, address).open(signal);
    }
    const { serialTransport } = await import('./serial.ts');
    return serialTransport(parsed, address).open(signal);
  };
  const { silenceSeconds } = parsed;
  if (silenceSeconds === null) return { address, open };
  return {
    address,
    open: async (signal) => limitSilence(await open(signal), silenceSeconds, systemTimers),
  };
}
