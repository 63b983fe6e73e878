import { crc16 } from '../../../native-bridge/drivers/modbus/crc16.ts';
import { fuzzMbap, fuzzRtuAnswer } from '../../../native-bridge/drivers/modbus/modbus.fuzz.ts';
import type { FuzzTarget } from '../target.ts';

const answer = Buffer.from([1, 3, 4, 0x12, 0x34, 0x56, 0x78]);
const crc = crc16(answer);

export const modbusTargets: readonly FuzzTarget[] = [
  {
    name: 'Modbus TCP',
    seeds: () => [
      Buffer.from([0, 1, 0, 0, 0, 7, 1, 3, 4, 0x12, 0x34, 0x56, 0x78]),
      Buffer.from([0, 1, 0, 0, 0, 3, 1, 0x83, 2, 0, 2, 0, 0, 0, 4, 1, 1, 1, 5]),
    ],
    run: fuzzMbap,
  },
  {
    name: 'Modbus RTU',
    seeds: () => [
      Buffer.concat([Buffer.from([1, 3, 0, 0, 0, 2]), answer, Buffer.from([crc & 0xff, crc >> 8])]),
      Buffer.from([1, 1, 0, 0, 0, 8, 1, 1, 1, 0x55, 0, 0]),
    ],
    run: fuzzRtuAnswer,
  },
];
