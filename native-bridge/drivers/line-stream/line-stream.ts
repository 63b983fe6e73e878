import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { calibrationSettings } from '../calibration-settings.ts';
import type { DriverDefinition } from '../driver.ts';
import { fanSettings } from '../fan-settings.ts';
import { LineStreamDriver } from './line-stream-driver.ts';

const settings = z.strictObject({ calibration: calibrationSettings, fan: fanSettings });

export const lineStream: DriverDefinition<'scanner', z.output<typeof settings>> = {
  name: 'line-stream',
  role: 'scanner',
  links: ['tcp', 'serial'],
  settings,
  create({ link, sink, timers, random, settings: { calibration, fan } }) {
    if (link.kind !== 'bytes')
      throw new BridgeError('LINK_ADDRESS_INVALID', 'line-stream needs a byte link.');
    const session = random && 1 + Math.floor(random() * (2 ** 32 - 1));
    return new LineStreamDriver(link.connection, sink, {
      timers,
      calibration,
      fan,
      ...(session === undefined ? {} : { session }),
    });
  },
};
