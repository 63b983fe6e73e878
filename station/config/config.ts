import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { languages } from '../api/views.pure.ts';
import { StationError } from '../errors.ts';

const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'a time of day is written HH:MM');
const lane = z.string().trim().min(1).max(20);

const postConfig = z
  .strictObject({
    post: z
      .strictObject({
        name: z.string().trim().min(1).max(80).default('Scanpost'),
        /** IANA name. */
        timeZone: z
          .string()
          .refine(isTimeZone, 'is not a time zone; write one like Asia/Almaty')
          .default(() => Intl.DateTimeFormat().resolvedOptions().timeZone),
      })
      .prefault({}),
    lanes: z.array(lane).min(1).max(40).default(['1']),
    /** Each shift lasts until the next one starts; the last until the first. */
    shifts: z
      .array(z.strictObject({ name: z.string().trim().min(1).max(20), start: timeOfDay }))
      .min(1)
      .max(8)
      .default([
        { name: 'A', start: '08:00' },
        { name: 'B', start: '20:00' },
      ]),
    scanners: z
      .array(
        z.strictObject({
          id: z.string().trim().min(1).max(40),
          lane,
          /** `line-stream:tcp://HOST:PORT` or `line-stream:serial:PATH?baudRate=N`. */
          address: z.string().regex(/^line-stream:(tcp:\/\/|serial:)./, scannerAddressHelp()),
        }),
      )
      .max(40)
      .default([]),
    language: z.enum(languages).default('en'),
  })
  .superRefine((config, context) => {
    const repeat = (
      values: readonly string[],
      path: (index: number) => (string | number)[],
      what: string,
    ) => {
      for (const [index, value] of values.entries()) {
        if (values.indexOf(value) === index) continue;
        context.addIssue({ code: 'custom', path: path(index), message: `${what} ${value} is there twice` });
      }
    };
    repeat(config.lanes, (index) => ['lanes', index], 'lane');
    repeat(
      config.scanners.map((scanner) => scanner.id),
      (index) => ['scanners', index, 'id'],
      'scanner',
    );
    repeat(
      config.scanners.map((scanner) => scanner.lane),
      (index) => ['scanners', index, 'lane'],
      'a scanner for lane',
    );
    repeat(
      config.shifts.map((shift) => shift.start),
      (index) => ['shifts', index, 'start'],
      'a shift from',
    );
    for (const [index, scanner] of config.scanners.entries()) {
      if (config.lanes.includes(scanner.lane)) continue;
      context.addIssue({
        code: 'custom',
        path: ['scanners', index, 'lane'],
        message: `lane ${scanner.lane} is not one of the lanes`,
      });
    }
  });

/** How this post is set up, as an administrator writes it in `DIR/config.json`. */
export type PostConfig = z.output<typeof postConfig>;
export type ScannerConfig = PostConfig['scanners'][number];

/**
 * Reads the post's configuration; a missing file means every default. Never writes.
 * Throws StationError CONFIG_INVALID naming the file, the place (line and column, or path) and the reason.
 */
export function readConfig(file: string): PostConfig {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return parseConfig('{}', file);
    throw invalid(file, 'the file', 'it cannot be read', fault);
  }
  return parseConfig(text, file);
}

/** `readConfig` on text that is already there. */
export function parseConfig(text: string, file: string): PostConfig {
  let written: unknown;
  try {
    written = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : String(fault);
    throw invalid(file, placeOfSyntaxFault(text), withoutPlace(reason), fault);
  }
  const parsed = postConfig.safeParse(written);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const place = issue && issue.path.length > 0 ? issue.path.map(String).join('.') : 'the top level';
  throw invalid(file, place, issue?.message ?? 'it does not fit', parsed.error);
}

/** Says what an address may look like. */
export function scannerAddressHelp(): string {
  return 'a scanner address is line-stream:tcp://HOST:PORT or line-stream:serial:PATH?baudRate=N';
}

function invalid(file: string, place: string, reason: string, cause: unknown): StationError {
  return new StationError(
    'CONFIG_INVALID',
    `${file} has a mistake at ${place}: ${reason}. Correct it and start again; nothing was changed.`,
    { cause, details: { file, place, reason } },
  );
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/**
 * V8 says the position only sometimes. The start of a right text is right or just ends too early, so the mistake
 * is where the shortest wrong start ends.
 */
function placeOfSyntaxFault(text: string): string {
  let right = 0;
  let wrong = text.length + 1;
  while (wrong - right > 1) {
    const middle = (right + wrong) >> 1;
    if (mayGoOn(text.slice(0, middle))) right = middle;
    else wrong = middle;
  }
  const lines = text.slice(0, right).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

function mayGoOn(start: string): boolean {
  try {
    JSON.parse(start);
    return true;
  } catch (fault) {
    const reason = fault instanceof Error ? fault.message : '';
    return /end of JSON|Unterminated/.test(reason) || reason.includes(`position ${start.length}`);
  }
}

function withoutPlace(reason: string): string {
  return reason
    .replace(/, (\.\.\.)?".*is not valid JSON$/s, '')
    .replace(/ (in JSON )?at position \d+.*$/s, '')
    .replace(/[.\s]+$/, '');
}
