import { parseAddress } from '../../native-bridge/transport/address.ts';

const protocolPrefix = 'line-stream:';

/**
 * The link of a scanner address `line-stream:tcp://HOST:PORT` or `line-stream:serial:PATH?baudRate=N`.
 * Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function scannerLink(address: string): string {
  const link = address.startsWith(protocolPrefix) ? address.slice(protocolPrefix.length) : address;
  parseAddress(link);
  return link;
}
