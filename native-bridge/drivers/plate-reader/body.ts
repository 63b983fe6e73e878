import { decodeText, parseJson, parseXml } from './document.ts';
import { Refusal, unreadable } from './refusal.ts';

/** What a request brought, before its fields are looked up. */
export interface PostedReading {
  /** Nested records, as `parseXml` describes them; the fields of a form by their names. */
  readonly document: unknown;
  /** Picture that came as a part of its own. */
  readonly picture: Uint8Array | null;
  /** What the reader said, without what differs from one sending to the next. */
  readonly said: readonly Uint8Array[];
}

const maxParts = 16;

/** Takes a body apart by its content type. Nothing in it is ever taken for a path or an address. Throws Refusal. */
export async function parseBody(
  bytes: Uint8Array,
  contentType: string,
  imagePart: string,
): Promise<PostedReading> {
  const [type = '', ...parameters] = contentType.split(';');
  const kind = type.trim().toLowerCase();
  if (kind === 'multipart/form-data') return await parseForm(bytes, contentType, imagePart);
  const charset = parameters
    .map((parameter) => /^\s*charset=["']?([\w.:-]{1,40})["']?\s*$/i.exec(parameter)?.[1])
    .find((name) => name !== undefined);
  const document = parseDocument(bytes, kind, charset ?? null);
  if (document === undefined) {
    throw new Refusal(
      415,
      'CONTENT_TYPE',
      `"${kind.slice(0, 60)}" is not taken: post application/json, application/xml or multipart/form-data.`,
    );
  }
  return { document, picture: null, said: [bytes] };
}

/** undefined where the type is neither. Without a type, by the first character. */
function parseDocument(bytes: Uint8Array, kind: string, charset: string | null): unknown {
  if (/^(application|text)\/(.+\+)?json$/.test(kind)) return parseJson(decodeText(bytes, charset));
  if (/^(application|text)\/(.+\+)?xml$/.test(kind)) return parseXml(decodeText(bytes, charset));
  if (kind !== '' && kind !== 'text/plain' && kind !== 'application/octet-stream') return undefined;
  const first = Buffer.from(bytes.subarray(0, 64))
    .toString('latin1')
    .replace(/^\xef\xbb\xbf/, '')
    .trimStart()[0];
  if (first === '{' || first === '[') return parseJson(decodeText(bytes, charset));
  return first === '<' ? parseXml(decodeText(bytes, charset)) : undefined;
}

async function parseForm(bytes: Uint8Array, contentType: string, imagePart: string): Promise<PostedReading> {
  boundParts(bytes, contentType);
  let form: FormData;
  try {
    const body = Uint8Array.from(bytes);
    form = await new Response(body, { headers: { 'content-type': contentType } }).formData();
  } catch {
    throw unreadable('The parts of the multipart body cannot be told apart: it is damaged, or not whole.');
  }
  const fields: Record<string, string> = {};
  const said: Uint8Array[] = [];
  let document: unknown;
  let picture: Uint8Array | null = null;
  for (const [name, value] of form) {
    const part = typeof value === 'string' ? Buffer.from(value) : new Uint8Array(await value.arrayBuffer());
    said.push(Buffer.from(`${name}\n`), part);
    const kind = typeof value === 'string' ? '' : (value.type.split(';')[0] ?? '').trim().toLowerCase();
    const isPicture =
      typeof value !== 'string' && (name === imagePart || kind.startsWith('image/') || startsAsJpeg(part));
    if (isPicture) picture ??= part;
    else {
      const its = looksLikeDocument(part) || kind.includes('json') || kind.includes('xml');
      const parsed = its ? parseDocument(part, kind, null) : undefined;
      if (parsed !== undefined) document ??= parsed;
      else if (typeof value === 'string') fields[name] = value;
    }
  }
  return { document: document === undefined ? fields : within(fields, document), picture, said };
}

/** The fields of a form beside its document, whose own names come first. */
function within(fields: Readonly<Record<string, string>>, document: unknown): unknown {
  if (typeof document !== 'object' || document === null || Array.isArray(document)) return document;
  return { ...fields, ...document };
}

/** Before they are taken apart: a body of nothing but boundaries would become a hundred thousand parts. */
function boundParts(bytes: Uint8Array, contentType: string): void {
  const match = /;\s*boundary=(?:"([^"]{1,70})"|([^\s;"]{1,70}))/i.exec(contentType);
  const boundary = match?.[1] ?? match?.[2];
  if (boundary === undefined) throw unreadable('The multipart body names no boundary.');
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let parts = 0;
  for (let at = all.indexOf(mark); at >= 0; at = all.indexOf(mark, at + mark.length)) {
    parts += 1;
    if (parts > maxParts + 1) throw unreadable(`The multipart body has more than ${maxParts} parts.`);
  }
}

function startsAsJpeg(bytes: Uint8Array): boolean {
  return bytes[0] === 0xff && bytes[1] === 0xd8;
}

function looksLikeDocument(bytes: Uint8Array): boolean {
  const first = Buffer.from(bytes.subarray(0, 64)).toString('latin1').trimStart()[0];
  return first === '{' || first === '[' || first === '<';
}
