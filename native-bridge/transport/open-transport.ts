import { parseAddress } from './address.ts';
import { serialTransport } from './serial.ts';
import { tcpTransport } from './tcp.ts';
import type { Transport } from './transport.ts';

/** The transport for an address as `parseAddress` reads it. Throws BridgeError LINK_ADDRESS_INVALID. */
export function openTransport(address: string): Transport {
  const parsed = parseAddress(address);
  return parsed.kind === 'tcp' ? tcpTransport(parsed, address) : serialTransport(parsed, address);
}
