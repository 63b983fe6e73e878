import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { DriverDefinition } from '../driver.ts';
import { LineStreamDriver } from './line-stream-driver.ts';

export const lineStream: DriverDefinition<'scanner', Record<never, never>> = {
  name: 'line-stream',
  role: 'scanner',
  links: ['tcp', 'serial'],
  settings: z.strictObject({}),
  create({ link, sink, timers, random }) {
    if (link.kind !== 'bytes')
      throw new BridgeError('LINK_ADDRESS_INVALID', 'line-stream needs a byte link.');
    const session = random && 1 + Math.floor(random() * (2 ** 32 - 1));
    return new LineStreamDriver(link.connection, sink, {
      timers,
      ...(session === undefined ? {} : { session }),
    });
  },
};
