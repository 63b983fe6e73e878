import { XMLParser } from 'fast-xml-parser';
import { BridgeError } from '../../errors.ts';
import type { ReceivedImage } from '../image-source.ts';

export type SideCarKind = 'json' | 'txt' | 'xml';
export const sideCarKinds: readonly SideCarKind[] = ['json', 'txt', 'xml'];

/** Larger ones are not read. */
export const maxSideCarBytes = 64 * 1024;

const fields = ['plate', 'container', 'takenAt', 'reference'] as const;
type Field = (typeof fields)[number];
const maxValueLength = 100;

/**
 * What the small file beside a picture says of the truck. It holds `plate`, `container`, `takenAt` (ISO 8601) and
 * `reference`, each optional and named in any case: as members of a JSON object, as elements or attributes of an XML
 * root, or as lines `name = value` or `name: value` of text. Anything else in it is passed over. XML with a document
 * type is refused, so that entities go nowhere.
 *
 * Throws BridgeError DEVICE_PROTOCOL, whatever the bytes are.
 */
export function readSideCar(bytes: Uint8Array, kind: SideCarKind): ReceivedImage['about'] {
  if (bytes.length > maxSideCarBytes) throw unreadable(`it is larger than ${maxSideCarBytes / 1024} KB`);
  const text = decode(bytes);
  const found = kind === 'json' ? fromJson(text) : kind === 'xml' ? fromXml(text) : fromLines(text);
  const about: { [K in Field]?: string } = {};
  for (const [name, raw] of found) {
    const field = fields.find((each) => each.toLowerCase() === name.trim().toLowerCase());
    if (field === undefined) continue;
    const value = fieldValue(field, raw);
    if (value === '') continue;
    if (about[field] !== undefined && about[field] !== value) throw unreadable(`it names ${field} twice`);
    about[field] = value;
  }
  return about;
}

function fromJson(text: string): Iterable<[string, unknown]> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw unreadable('it is not JSON', cause);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw unreadable('it is not a JSON object');
  }
  return Object.entries(parsed);
}

function fromXml(text: string): Iterable<[string, unknown]> {
  if (/<!(?!--|\[CDATA\[)/.test(text)) throw unreadable('it has a document type, which is not read');
  let parsed: unknown;
  try {
    parsed = xml.parse(text, true);
  } catch (cause) {
    throw unreadable('it is not XML', cause);
  }
  const roots = typeof parsed === 'object' && parsed !== null ? Object.values(parsed) : [];
  const [root] = roots;
  if (roots.length !== 1) throw unreadable('it is not XML with one root');
  if (typeof root !== 'object' || root === null) return [];
  return Object.entries(root).map(([name, value]) => [
    name,
    typeof value === 'string' ? withPredefinedEntities(value) : value,
  ]);
}

const xml = new XMLParser({
  processEntities: false,
  ignoreAttributes: false,
  attributeNamePrefix: '',
  ignoreDeclaration: true,
  ignorePiTags: true,
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
});

/** The five that XML has without a document type (XML 1.0, 4.6). */
function withPredefinedEntities(text: string): string {
  const characters: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", amp: '&' };
  return text.replaceAll(/&(lt|gt|quot|apos|amp);/g, (_, name: string) => characters[name] as string);
}

function* fromLines(text: string): Iterable<[string, unknown]> {
  for (const line of text.split(/\r\n|\n|\r/)) {
    const match = /^([^=:]{1,40})[=:](.*)$/.exec(line);
    if (match) yield [match[1] as string, match[2]];
  }
}

function fieldValue(field: Field, raw: unknown): string {
  if (raw === null) return '';
  if (typeof raw !== 'string' && typeof raw !== 'number') throw unreadable(`${field} is not text`);
  const value = String(raw).trim();
  if (value.length > maxValueLength) throw unreadable(`${field} is longer than ${maxValueLength} characters`);
  if (/[\p{Cc}\p{Cf}\p{Co}\p{Cs}\p{Zl}\p{Zp}]/u.test(value)) throw unreadable(`${field} is not printable`);
  if (field !== 'takenAt' || value === '') return value;
  const isIso = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d([.,]\d{1,9})?)?(Z|[+-]\d\d:?\d\d)?$/.test(value);
  if (!isIso) throw unreadable('takenAt is not a time like 2026-02-28T13:05:00Z');
  return value;
}

/** UTF-8, or UTF-16 where its mark says so, as Windows' editors write it. */
function decode(bytes: Uint8Array): string {
  const [first, second] = bytes;
  const utf16 =
    first === 0xff && second === 0xfe ? 'utf-16le' : first === 0xfe && second === 0xff ? 'utf-16be' : null;
  try {
    return new TextDecoder(utf16 ?? 'utf-8', { fatal: true }).decode(bytes);
  } catch (cause) {
    throw unreadable('it is not text in UTF-8', cause);
  }
}

function unreadable(what: string, cause?: unknown): BridgeError {
  return new BridgeError('DEVICE_PROTOCOL', `The side-car cannot be read: ${what}.`, {
    cause,
    details: { what },
  });
}
