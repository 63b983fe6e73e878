import { parseAddress } from '../../native-bridge/transport/address.ts';
import type { Transport } from '../../native-bridge/transport/transport.ts';

const protocolPrefix = 'line-stream:';

/**
 * The link of a scanner address `line-stream:tcp://HOST:PORT` or `line-stream:serial:PATH?baudRate=N`. What the
 * kind of link needs is loaded when it is first opened. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function scannerTransport(address: string): Transport {
  const link = address.startsWith(protocolPrefix) ? address.slice(protocolPrefix.length) : address;
  const parsed = parseAddress(link);
  return {
    address: link,
    open: async (signal) => {
      if (parsed.kind === 'tcp') {
        const { tcpTransport } = await import('../../native-bridge/transport/tcp.ts');
        return tcpTransport(parsed, link).open(signal);
      }
      const { serialTransport } = await import('../../native-bridge/transport/serial.ts');
      return serialTransport(parsed, link).open(signal);
    },
  };
}
