import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import type { DriverDefinition, DriverParts } from '../driver.ts';
import { lineDriver } from '../lines/line-driver.ts';
import { formatNames, type WeightFormat, weightFormats } from './formats.ts';
import { compilePattern } from './pattern.ts';
import { atFirst, takeReading } from './rest.ts';
import { readWeight, weightUnits } from './weight-line.ts';

const words = z.array(z.string().max(10)).max(16);

const weighbridgeSettings = z
  .strictObject({
    format: z
      .enum([...formatNames, 'pattern'])
      .default('st-gs')
      .meta({
        title: 'Format',
        description: 'How a line looks, or that a pattern of one’s own says it.',
        examples: ['st-gs'],
      }),
    pattern: z
      .string()
      .max(300)
      .default('')
      .meta({
        title: 'Pattern',
        description:
          'A regular expression with the groups weight and, where the line has them, sign, unit, stable and mode. No look-ahead, no references back.',
        examples: ['^(?<stable>[SD])\\s*(?<sign>[+-])?\\s*(?<weight>\\d+)\\s*(?<unit>kg|t)$'],
      }),
    stableWhen: words.default([]).meta({
      title: 'Stable when',
      description:
        'What the group stable holds when the scales are at rest. Only for a pattern of one’s own.',
      examples: [['S']],
    }),
    netWhen: words.default([]).meta({
      title: 'Net when',
      description:
        'What the group mode holds when a tare is set: such a weight is not all of the vehicle and is never recorded. Only for a pattern of one’s own.',
      examples: [['NT']],
    }),
    unit: z.enum(weightUnits).default('kg').meta({ title: 'Unit of lines that name none' }),
    emptyBelowKg: z.number().min(0).max(10_000).default(200).meta({
      title: 'Empty below (kg)',
      description: 'Less than this is an empty bridge.',
    }),
    restSeconds: z.number().min(0).max(60).default(1).meta({
      title: 'At rest for (s)',
      description:
        'So long a stable weight must stand. 0 for scales that print a line only when they are asked: then each is a weight.',
    }),
    bandKg: z.number().min(0).max(1_000).default(20).meta({
      title: 'Band (kg)',
      description: 'What may move while the bridge is at rest, and is no new weight.',
    }),
    poll: z
      .string()
      .regex(/^(?:[\x20-\x5b\x5d-\x7e]|\\x[0-9a-fA-F]{2}){1,32}$/, 'must be printable characters and \\xNN')
      .nullable()
      .default(null)
      .meta({
        title: 'Ask with',
        description:
          'For scales that speak when they are asked; \\x0d is CR. Never a command that tares or zeroes. Empty: they speak by themselves.',
        examples: ['W\\x0d\\x0a'],
      }),
    pollSeconds: z.number().min(0.25).max(60).default(0.5).meta({ title: 'Ask every (s)' }),
    silentAfterSeconds: z.int().min(2).max(86_400).default(10).meta({
      title: 'Silent after (s)',
      description: 'A day, 86400, for scales that print only when they are asked.',
    }),
    lostAfterSeconds: z.int().min(3).max(172_800).default(60).meta({
      title: 'Lost after (s)',
      description: 'The link is opened anew after so long a silence.',
    }),
  })
  .superRefine(({ format, pattern, silentAfterSeconds, lostAfterSeconds }, context) => {
    const issue = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    if (format === 'pattern') {
      const read = compilePattern(pattern);
      if ('problem' in read) issue('pattern', read.problem);
      else {
        const strange = read.pattern.groups.find((name) => !groupNames.includes(name));
        if (strange !== undefined)
          issue('pattern', `has a group ${strange}; there are ${groupNames.join(', ')}`);
        if (!read.pattern.groups.includes('weight')) issue('pattern', 'has no group (?<weight>…)');
      }
    } else if (pattern !== '') issue('pattern', 'is only for the format "pattern"');
    if (silentAfterSeconds >= lostAfterSeconds) {
      issue('lostAfterSeconds', 'must be longer than the time after which it is silent');
    }
  });
type WeighbridgeSettings = z.infer<typeof weighbridgeSettings>;

const groupNames: readonly string[] = ['weight', 'sign', 'unit', 'stable', 'mode'];

/** Scales that print their weight as ASCII lines (PROTOCOL.md). */
export const weighbridge: DriverDefinition<'weighbridge', WeighbridgeSettings> = {
  name: 'weighbridge',
  role: 'weighbridge',
  links: ['tcp', 'serial'],
  settings: weighbridgeSettings,
  create: weighbridgeDriver,
};

function weighbridgeDriver(parts: DriverParts<'weighbridge', WeighbridgeSettings>) {
  const { sink, settings, timers, utc } = parts;
  const { emptyBelowKg, bandKg, unit, poll } = settings;
  const format: WeightFormat = settings.format === 'pattern' ? settings : weightFormats[settings.format];
  const compiled = compilePattern(format.pattern);
  if ('problem' in compiled) throw badPattern(settings.format, compiled.problem);
  const reading = { pattern: compiled.pattern, stableWhen: format.stableWhen, netWhen: format.netWhen, unit };
  const restSettings = { emptyBelowKg, bandKg, restMs: settings.restSeconds * 1000 };
  const question = poll === null ? null : bytesOf(poll);
  return lineDriver(
    parts,
    {
      called: 'weighbridge',
      format: { maxLength: maxLineLength, ends: [carriageReturn, lineFeed, endOfText] },
      silentAfterMs: settings.silentAfterSeconds * 1000,
      lostAfterMs: settings.lostAfterSeconds * 1000,
    },
    ({ condition, now, post }) => {
      let rest = atFirst;
      let askedAt = Number.NEGATIVE_INFINITY;
      let shown: number | null | undefined;
      let shownAt = Number.NEGATIVE_INFINITY;
      let latest: number | null | undefined;
      const show = (kg: number | null) => {
        shown = kg;
        shownAt = timers.now();
        sink.moving(kg);
      };
      return {
        line: (text) => {
          const read = readWeight(text, reading);
          if (read === undefined) return 'unreadable';
          condition.set('DEVICE_REPORTS_FAULT', read.net ? 'the weight is net: clear the tare' : null);
          latest = read.kg;
          const taken = takeReading(
            rest,
            { kg: read.kg, stable: read.stable && !read.net },
            timers.now(),
            restSettings,
          );
          rest = taken.state;
          if (taken.weight === null) return 'read';
          return sink.weight({ kg: taken.weight, at: utc() }).then(() => 'read' as const);
        },
        silent: () => {
          // What comes after a silence stands there anew, unless it is what was told already.
          rest = { ...rest, since: null, emptySince: null };
          latest = null;
          if (shown !== null && shown !== undefined) show(null);
        },
        tick: () => {
          if (question !== null && now() - askedAt >= settings.pollSeconds * 1000) {
            askedAt = now();
            post(question);
          }
          if (latest !== undefined && latest !== shown && timers.now() - shownAt >= showEveryMs) show(latest);
        },
      };
    },
  );
}

function badPattern(format: string, problem: string): BridgeError {
  const reason = `the pattern ${problem}`;
  return new BridgeError(
    'DRIVER_SETTINGS_INVALID',
    `The format ${format} of the weighbridge cannot be used: ${reason}.`,
    {
      details: { driver: 'weighbridge', place: 'pattern', reason },
    },
  );
}

/** `\xNN` is that byte. */
function bytesOf(text: string): Buffer {
  const plain = text.replaceAll(/\\x([0-9a-fA-F]{2})/g, (_, code: string) =>
    String.fromCharCode(Number.parseInt(code, 16)),
  );
  return Buffer.from(plain, 'latin1');
}

const maxLineLength = 200;
const carriageReturn = 0x0d;
const lineFeed = 0x0a;
const endOfText = 0x03;
/** Twice a second: as fast as a person reads. */
const showEveryMs = 500;
