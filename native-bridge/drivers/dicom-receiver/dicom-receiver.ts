import { BridgeError } from '../../errors.ts';
import type { DriverDefinition } from '../driver.ts';
import { inspectFile } from '../image-intake/inspect.ts';
import { DicomReceiverDriver } from './dicom-receiver-driver.ts';
import { type DicomReceiverSettings, dicomReceiverSettings } from './settings.ts';

/** Pictures that are sent here by DICOM C-STORE. */
export const dicomReceiver: DriverDefinition<'image-source', DicomReceiverSettings> = {
  name: 'dicom-receiver',
  role: 'image-source',
  links: ['listen'],
  settings: dicomReceiverSettings,
  create({ link, ...parts }) {
    if (link.kind !== 'listen') {
      throw new BridgeError('LINK_ADDRESS_INVALID', 'dicom-receiver needs an address to listen on.');
    }
    return new DicomReceiverDriver({ ...parts, host: link.host, port: link.port, inspect: inspectFile });
  },
};
