import path from 'node:path';
import { parseAddress } from '../../native-bridge/transport/address.ts';

/**
 * What a link takes for itself, so that two devices cannot both have it: a serial line, a port to listen on, a folder,
 * the far end of a TCP connection. null for a port of the system's choice. Throws BridgeError LINK_ADDRESS_INVALID.
 */
export function linkPlace(address: string): string | null {
  const link = parseAddress(address);
  switch (link.kind) {
    case 'tcp':
      return `tcp ${link.host.toLowerCase()} ${link.port}`;
    case 'serial':
      return link.port.by === 'usb' ? `serial usb ${link.port.serialNumber}` : `serial ${link.port.path}`;
    case 'listen':
      return link.port === 0 ? null : `listen ${link.port}`;
    case 'folder':
      return `folder ${path.resolve(link.path)}`;
  }
}
