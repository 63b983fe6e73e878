import { createHash } from 'node:crypto';
import type { PostedReading } from './body.ts';
import { lookUp } from './field-path.ts';
import { readJpegHead } from './jpeg.ts';
import { Refusal } from './refusal.ts';
import type { PlateReaderSettings } from './settings.ts';

/** A reading as the reader told it. */
export interface Reading {
  /** The reader's own number of it, if it has one. */
  readonly id: string | null;
  /** SHA-256 of all it said, picture included. */
  readonly hash: string;
  /** Whether `hash` tells this reading from the next of the same plate: it says a number, a time, or has a picture. */
  readonly distinct: boolean;
  readonly plate: string | null;
  readonly container: string | null;
  readonly country: string | null;
  readonly confidence: number | null;
  readonly camera: string | null;
  /** A whole JPEG. */
  readonly picture: { readonly bytes: Uint8Array; readonly sha256: string } | null;
  /** What could not be used and was left out, in sentences. A plate is worth more than its picture. */
  readonly warnings: readonly string[];
}

/** Looks up the fields where the settings say they are. Throws Refusal where there is neither plate nor container. */
export function readingOf(posted: PostedReading, settings: PlateReaderSettings): Reading {
  const { fields } = settings;
  const warnings: string[] = [];
  const told = (path: string) => lookUp(posted.document, path);
  const plate = told(fields.plate);
  const container = told(fields.container);
  if (plate === undefined && container === undefined) {
    const places = [fields.plate, fields.container].filter((path) => path !== '').map((path) => `"${path}"`);
    throw new Refusal(
      422,
      'NO_PLATE',
      `There is nothing at ${places.join(' nor at ')}: set where the plate is.`,
    );
  }
  const picture = pictureOf(posted, told(fields.image), warnings);
  const id = words(told(fields.id));
  return {
    id,
    hash: hashOf(posted.said),
    distinct: id !== null || picture !== null || words(told(fields.time)) !== null,
    plate: words(plate),
    container: words(container),
    country: words(told(fields.country)),
    confidence: confidenceOf(told(fields.confidence), settings.confidenceScale, warnings),
    camera: words(told(fields.camera)),
    picture,
    warnings,
  };
}

/** Longer than any plate, container number, or camera's name. */
const maxWords = 64;

function words(value: string | number | undefined): string | null {
  if (value === undefined) return null;
  const text = String(value)
    .slice(0, 1_000)
    .replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '')
    .trim()
    .slice(0, maxWords);
  return text === '' ? null : text;
}

function confidenceOf(
  value: string | number | undefined,
  scale: PlateReaderSettings['confidenceScale'],
  warnings: string[],
): number | null {
  if (value === undefined || value === '') return null;
  const number = typeof value === 'number' ? value : Number(value.trim().replace(/%$/, '').replace(',', '.'));
  const most = scale === '0-1' ? 1 : 100;
  if (number >= 0 && number <= most) return number / most;
  warnings.push(
    `The confidence ${String(value).slice(0, 40)} is not from 0 to ${most}: set how it is counted.`,
  );
  return null;
}

function pictureOf(
  { picture }: PostedReading,
  field: string | number | undefined,
  warnings: string[],
): Reading['picture'] {
  let bytes = picture;
  if (bytes === null && typeof field === 'string' && field.trim() !== '') {
    const text = field.replace(/^\s*data:image\/[\w.+-]{1,40};base64,/, '');
    if (!/^[A-Za-z0-9+/_=\s-]*$/.test(text)) {
      warnings.push('The picture is not base64 of a JPEG; a path or an address is never followed.');
      return null;
    }
    bytes = Buffer.from(text, 'base64');
  }
  if (bytes === null) return null;
  const head = readJpegHead(bytes);
  if ('refused' in head) {
    warnings.push(`The picture ${head.refused}; the reading was taken without it.`);
    return null;
  }
  return { bytes, sha256: createHash('sha256').update(bytes).digest('hex') };
}

function hashOf(said: readonly Uint8Array[]): string {
  const hash = createHash('sha256');
  for (const part of said) hash.update(`${part.length}\n`).update(part);
  return hash.digest('hex');
}
