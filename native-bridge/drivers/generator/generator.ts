import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { DriverDefinition, DriverParts } from '../driver.ts';
import type { GeneratorStatus } from '../generator.ts';
import { lineDriver } from '../lines/line-driver.ts';
import { Paced } from '../lines/paced.ts';
import { readAnswer, unknownStatus } from './answer.ts';
import { checksum, checksumKinds, encodeFrame, endOfFrame, startOfFrame } from './frame.ts';

const bit = z
  .string()
  .regex(/^!?[1-8]\.[0-3]$/, 'must be DIGIT.BIT, 1.0 for instance, with ! before it where 0 means yes')
  .nullable();

const generatorSettings = z
  .strictObject({
    poll: z
      .string()
      .regex(
        /^[A-RT-Z][A-Za-z0-9]{0,15}$/,
        'must be a command that asks: one that begins with S sets outputs',
      )
      .default('Q')
      .meta({
        title: 'Question',
        description:
          'The command that asks for the status, without its checksum. It is the only one that is ever sent; one that begins with S would set outputs, and is refused.',
        examples: ['Q'],
      }),
    pollSeconds: z.number().min(0.25).max(60).default(1).meta({
      title: 'Ask every (s)',
    }),
    answer: z
      .string()
      .regex(/^[A-Za-z]{0,8}$/)
      .default('R')
      .meta({ title: 'Answers begin with', examples: ['R'] }),
    layout: z
      .string()
      .regex(/^[VCS-]{1,64}$/)
      .default('VVVCCC---SSS')
      .meta({
        title: 'Layout of the answer',
        description:
          'A letter for each character between the beginning and the checksum: V kilovolts, C milliamperes, S status, - not used. V, C and S are hexadecimal digits.',
        examples: ['VVVCCC---SSS'],
      }),
    checksum: z.enum(checksumKinds).default('sum').meta({ title: 'Checksum' }),
    checksumCovers: z.enum(['data', 'letter-and-data']).default('data').meta({
      title: 'The checksum of an answer covers',
      description:
        'The data alone, or what answers begin with as well. That of the question always covers all of it.',
    }),
    fullScaleCounts: z
      .int()
      .min(1)
      .max(0xffffff)
      .default(0x3ff)
      .meta({
        title: 'Counts at full scale',
        description: 'What V and C are at full scale: 1023 for ten bits.',
        examples: [1023, 4095],
      }),
    kilovoltsFullScale: z
      .number()
      .positive()
      .max(100_000)
      .nullable()
      .default(null)
      .meta({
        title: 'Full scale (kV)',
        description: 'Without it the kilovolts are not shown.',
        examples: [160],
      }),
    milliamperesFullScale: z
      .number()
      .positive()
      .max(100_000)
      .nullable()
      .default(null)
      .meta({
        title: 'Full scale (mA)',
        description: 'Without it the milliamperes are not shown.',
        examples: [10],
      }),
    bits: z
      .strictObject({
        arc: bit.default('1.0'),
        regulation: bit.default('1.1'),
        overTemperature: bit.default('1.2'),
        interlockOpen: bit.default('1.3'),
        cooling: bit.default('2.0'),
        overCurrent: bit.default('2.1'),
        overVoltage: bit.default('2.3'),
        remote: bit.default('3.0'),
      })
      .prefault({})
      .meta({
        title: 'Status bits',
        description:
          'Where each flag is: the digit of S, counted from the left from 1, and its bit, counted from 0, the lowest. Empty where the generator does not tell.',
        examples: [{ interlockOpen: '!1.3' }],
      }),
    lostAfterSeconds: z.int().min(2).max(600).default(8).meta({
      title: 'Lost after (s)',
      description: 'Without an answer for so long the link is opened anew.',
    }),
  })
  .superRefine(({ layout, bits, pollSeconds, lostAfterSeconds }, context) => {
    const digits = layout.split('S').length - 1;
    for (const [name, place] of Object.entries(bits)) {
      if (place !== null && Number(place.replace('!', '')[0]) > digits) {
        const message = `is in digit ${place}, and the layout has ${digits} status digits`;
        context.addIssue({ code: 'custom', path: ['bits', name], message });
      }
    }
    if (lostAfterSeconds < pollSeconds * 3) {
      const message = 'must be three questions at least';
      context.addIssue({ code: 'custom', path: ['lostAfterSeconds'], message });
    }
  });
type GeneratorSettings = z.infer<typeof generatorSettings>;

/** X-ray generators that answer a status question with a checksum (PROTOCOL.md). Asks and never orders. */
export const generator: DriverDefinition<'generator', GeneratorSettings> = {
  name: 'generator',
  role: 'generator',
  links: ['tcp', 'serial'],
  settings: generatorSettings,
  create: generatorDriver,
};

function generatorDriver(parts: DriverParts<'generator', GeneratorSettings>) {
  const { link, sink, settings } = parts;
  const question = encodeFrame(settings.poll, settings.checksum);
  const echo = settings.poll + checksum(settings.poll, settings.checksum);
  const pollMs = settings.pollSeconds * 1000;
  /** Three questions without an answer. */
  const staleMs = Math.max(3 * pollMs, leastStaleMs);
  const lostAfterMs = settings.lostAfterSeconds * 1000;
  return lineDriver(
    parts,
    {
      called: 'generator',
      format: { maxLength: maxFrameLength, ends: [endOfFrame, lineFeed], start: startOfFrame },
      silentAfterMs: Math.min(staleMs, lostAfterMs),
      lostAfterMs,
      lost: () => noAnswer(link.kind === 'bytes' ? link.connection.address : '', settings.lostAfterSeconds),
    },
    ({ condition, now, post }) => {
      let known: GeneratorStatus = unknownStatus;
      let knownAt = 0;
      let askedAt = Number.NEGATIVE_INFINITY;
      const told = new Paced<GeneratorStatus>((status) => sink.status(status));
      const tell = (status: GeneratorStatus) => {
        if (isSame(known, status)) return;
        known = status;
        condition.set('DEVICE_REPORTS_FAULT', faultsOf(status));
        told.put(status);
      };
      return {
        line: (text) => {
          if (text === echo) return 'nothing';
          const status = readAnswer(text, settings);
          if (status === undefined) return 'unreadable';
          knownAt = now();
          tell(status);
          return 'read';
        },
        silent: () => tell(unknownStatus),
        tick: () => {
          if (now() - askedAt >= pollMs) {
            askedAt = now();
            post(question);
          }
          // Answers may come that cannot be read: then nothing is known either.
          if (now() - knownAt >= staleMs) tell(unknownStatus);
          told.tick();
        },
        ended: () => {
          tell(unknownStatus);
          told.tick();
        },
      };
    },
  );
}

function isSame(one: GeneratorStatus, other: GeneratorStatus): boolean {
  return Object.entries(one).every(([name, value]) => Reflect.get(other, name) === value);
}

/** An open interlock is no fault. */
function faultsOf(status: GeneratorStatus): string | null {
  const names = Object.entries(faultTexts).flatMap(([flag, text]) =>
    Reflect.get(status, flag) === true ? [text] : [],
  );
  return names.length === 0 ? null : names.join(', ');
}

const faultTexts = {
  arc: 'arc',
  regulation: 'out of regulation',
  overTemperature: 'over temperature',
  cooling: 'cooling failed',
  overCurrent: 'over current',
  overVoltage: 'over voltage',
} as const satisfies Partial<Record<keyof GeneratorStatus, string>>;

/** Longer than the longest answer that the settings can describe. */
const maxFrameLength = 128;
const lineFeed = 0x0a;
const leastStaleMs = 2_000;

function noAnswer(address: string, seconds: number): BridgeError {
  return new BridgeError(
    'DEVICE_TIMEOUT',
    `The generator at ${address} did not answer the status question within ${seconds} s: check that it is on, the cable, the baud rate and the question.`,
    { details: { what: 'the status question', seconds } },
  );
}
