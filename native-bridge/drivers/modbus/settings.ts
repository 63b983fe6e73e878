import { z } from 'zod';
import { signalMeanings } from '../plc.ts';
import { isBit, signalTypes, tables, widthOf } from './registers.ts';
import { whyNotWritable } from './write-rules.ts';

const signal = z.strictObject({
  name: z
    .string()
    .trim()
    .min(1)
    .max(60)
    .meta({
      title: 'Name',
      description: 'As people at the post call it; each name once.',
      examples: ['Entry gate closed'],
    }),
  meaning: z.enum(signalMeanings).default('other').meta({
    title: 'Meaning',
    description:
      'What it says to the post. True is: interlock closed, emergency stop latched, barrier open, loop occupied.',
  }),
  table: z.enum(tables).meta({ title: 'Table', description: 'Where the PLC keeps it.' }),
  address: z
    .int()
    .min(0)
    .max(65_535)
    .meta({
      title: 'Address',
      description:
        'Counted from 0, as it goes over the wire: what a manual calls 40001, 30001, 10001 or coil 1 is 0.',
      examples: [0],
    }),
  type: z.enum(signalTypes).default('bit').meta({
    title: 'Type',
    description: 'Coils and discrete inputs are bit; registers are any of the others.',
  }),
  bit: z.int().min(0).max(15).optional().meta({
    title: 'Bit',
    description: 'For bit-of-register: 0 is the lowest.',
  }),
  scale: z
    .number()
    .refine((scale) => scale !== 0, 'the scale must not be 0')
    .default(1)
    .meta({ title: 'Scale', description: 'The value is what is read times this, plus the offset.' }),
  offset: z.number().default(0).meta({ title: 'Offset' }),
  unit: z
    .string()
    .trim()
    .max(12)
    .default('')
    .meta({ title: 'Unit', description: 'Of the value, after scaling.', examples: ['m/s', 's', '°C'] }),
  invert: z.boolean().default(false).meta({
    title: 'Inverted',
    description: 'The PLC says 0 where true is meant, as an emergency stop does that is wired to break.',
  }),
  writable: z.boolean().default(false).meta({
    title: 'May be written',
    description:
      'Off unless it is needed. Never for an interlock or an emergency stop, nor for what shares an address with one.',
  }),
});
export type SignalSettings = z.output<typeof signal>;

/** The register map of one PLC, and how it is asked. */
export const modbusSettings = z
  .strictObject({
    framing: z.enum(['auto', 'tcp', 'rtu']).default('auto').meta({
      title: 'Framing',
      description:
        'auto: Modbus TCP on a network link, RTU on a serial line. rtu on a network link is RTU behind a serial server.',
    }),
    unitId: z.int().min(0).max(255).default(1).meta({
      title: 'Unit',
      description: 'The address of the PLC behind the link. RTU: 1 to 247.',
    }),
    pollMs: z.int().min(20).max(5_000).default(250).meta({
      title: 'Polled every (ms)',
      description: 'From the beginning of one round to the next.',
    }),
    timeoutMs: z.int().min(50).max(10_000).default(1_000).meta({
      title: 'Answer within (ms)',
      description: 'On RTU, well above the slowest answer: RTU answers carry no number.',
    }),
    staleMs: z.int().min(500).max(60_000).default(3_000).meta({
      title: 'Unknown after (ms)',
      description: 'A value that was not read again for this long is unknown.',
    }),
    frameGapMs: z.int().min(1).max(200).default(5).meta({
      title: 'Silence before a request (ms)',
      description: 'RTU: at least 3.5 characters; 5 ms serve from 9600 baud.',
    }),
    wordOrder: z.enum(['big', 'little']).default('big').meta({
      title: 'Word order',
      description: 'Which half of a 32-bit value is in the lower register: big is the high half.',
    }),
    byteOrder: z
      .enum(['big', 'little'])
      .default('big')
      .meta({ title: 'Byte order', description: 'Within a register; big is what Modbus says.' }),
    maxGap: z.int().min(0).max(64).default(8).meta({
      title: 'Gap',
      description:
        'Addresses nobody asked for that are read along, so that one request does for two signals.',
    }),
    maxRegisters: z.int().min(2).max(125).default(125).meta({ title: 'Registers in a request' }),
    maxBits: z.int().min(1).max(2_000).default(2_000).meta({ title: 'Bits in a request' }),
    signals: z
      .array(signal)
      .min(1)
      .max(500)
      .meta({ title: 'Signals', description: 'What is read, by address.' }),
  })
  .superRefine((map, context) => {
    const problem = (message: string, ...path: (string | number)[]) =>
      context.addIssue({ code: 'custom', message, path });
    if (map.framing === 'rtu' && !rtuUnit(map.unitId)) problem('on RTU a unit is from 1 to 247', 'unitId');
    if (map.staleMs < map.pollMs * 2) problem('must be at least twice the polling', 'staleMs');
    const names = new Set<string>();
    map.signals.forEach((one, index) => {
      if (names.has(one.name)) problem('another signal has this name', 'signals', index, 'name');
      names.add(one.name);
      for (const [field, why] of signalProblems(one)) problem(why, 'signals', index, field);
      const why = one.writable ? whyNotWritable(map.signals, one) : null;
      if (why !== null) problem(why, 'signals', index, 'writable');
    });
  });
export type ModbusSettings = z.output<typeof modbusSettings>;

/** 0 is for everyone and answered by nobody; from 248 on is reserved (Modbus over serial line, 2.2). */
export function rtuUnit(unit: number): boolean {
  return unit >= 1 && unit <= 247;
}

/** Meanings that are true or false to the post, whatever the PLC makes of them. */
const eitherOr: readonly string[] = ['interlock', 'emergency-stop', 'barrier', 'loop'];

function* signalProblems(one: SignalSettings): Iterable<[field: string, why: string]> {
  const bits = one.table === 'coil' || one.table === 'discrete';
  if (bits && one.type !== 'bit') yield ['type', `a ${one.table} is a bit`];
  if (!bits && one.type === 'bit')
    yield ['type', 'a bit of a register is bit-of-register, with the bit named'];
  if (one.type === 'bit-of-register' && one.bit === undefined) yield ['bit', 'name the bit, from 0 to 15'];
  if (one.type !== 'bit-of-register' && one.bit !== undefined) yield ['bit', 'only for bit-of-register'];
  if (isBit(one) && (one.scale !== 1 || one.offset !== 0)) yield ['scale', 'a bit has no scale'];
  if (isBit(one) && one.unit !== '') yield ['unit', 'a bit has no unit'];
  if (!isBit(one) && one.invert) yield ['invert', 'only a bit can be inverted'];
  if (!isBit(one) && eitherOr.includes(one.meaning)) yield ['type', `${one.meaning} must be a bit`];
  if (one.address + widthOf(one) > 65_536) yield ['address', 'the value goes beyond the last register'];
}
