import { BridgeError } from '../../errors.ts';
import type { DriverDefinition } from '../driver.ts';
import { PlateReaderDriver } from './plate-reader-driver.ts';
import { type PlateReaderSettings, plateReaderSettings } from './settings.ts';

/** Readers of number plates and container numbers that post JSON or XML, with or without a JPEG. */
export const plateReader: DriverDefinition<'plate-reader', PlateReaderSettings> = {
  name: 'plate-reader',
  role: 'plate-reader',
  links: ['listen'],
  settings: plateReaderSettings,
  create({ link, ...parts }) {
    if (link.kind !== 'listen') {
      throw new BridgeError('LINK_ADDRESS_INVALID', 'plate-reader needs a port to listen on.');
    }
    return new PlateReaderDriver({ ...parts, listen: link });
  },
};
