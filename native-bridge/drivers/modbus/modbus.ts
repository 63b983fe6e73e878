import { BridgeError } from '../../errors.ts';
import type { DriverDefinition } from '../driver.ts';
import { ModbusDriver } from './modbus-driver.ts';
import { type ModbusSettings, modbusSettings } from './settings.ts';

/** PLCs by Modbus TCP, RTU on a serial line, and RTU behind a serial server. */
export const modbus: DriverDefinition<'plc', ModbusSettings> = {
  name: 'modbus',
  role: 'plc',
  links: ['tcp', 'serial'],
  settings: modbusSettings,
  create({ link, ...parts }) {
    if (link.kind !== 'bytes') throw new BridgeError('LINK_ADDRESS_INVALID', 'modbus needs a byte link.');
    return new ModbusDriver({ ...parts, connection: link.connection });
  },
};
