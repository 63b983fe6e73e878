import { parseAddress } from './address.ts';
import type { Transport } from './transport.ts';

/**
 * The transport for an address as `parseAddress` reads it. What its kind of link needs is loaded when it is first
 * opened. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function openTransport(address: string): Transport {
  const parsed = parseAddress(address);
  return {
    address,
    open: async (signal) => {
      if (parsed.kind === 'tcp') {
        const { tcpTransport } = await import('./tcp.ts');
        return tcpTransport(parsed, address).open(signal);
      }
      const { serialTransport } = await import('./serial.ts');
      return serialTransport(parsed, address).open(signal);
    },
  };
}
