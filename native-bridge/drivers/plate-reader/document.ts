import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { unreadable } from './refusal.ts';

/** More than any reader says, and little enough to cost nothing. */
const maxDepth = 24;
const maxItems = 5_000;

/** A document's text in the encoding it says it has. Throws Refusal. */
export function decodeText(bytes: Uint8Array, charset: string | null): string {
  const opening = Buffer.from(bytes.subarray(0, 200)).toString('latin1');
  const declared = /^(?:\xef\xbb\xbf)?<\?xml[^>]*\bencoding=["']([\w.:-]{1,40})["']/.exec(opening)?.[1];
  const byMark = opening.startsWith('\xff\xfe')
    ? 'utf-16le'
    : opening.startsWith('\xfe\xff')
      ? 'utf-16be'
      : null;
  const label = byMark ?? charset ?? declared ?? 'utf-8';
  try {
    return new TextDecoder(label, { fatal: true }).decode(bytes);
  } catch {
    throw unreadable(`The text is not ${label}, or that encoding is not known here.`);
  }
}

/** Parses JSON. Its depth and the number of its items are bounded before anything is built. Throws Refusal. */
export function parseJson(text: string): unknown {
  boundJson(text);
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw unreadable(`The JSON cannot be read: ${(cause as Error).message.slice(0, 200)}`);
  }
}

/**
 * Parses XML into nested records: an element by its name, an attribute as `@name`, the text of an element with
 * attributes as `#text`, several elements of one name as an array; names without their prefix. It begins within the
 * root element, whatever that is called. There is no document type and no entity but the five of XML itself and characters by number. Throws Refusal.
 */
export function parseXml(text: string): unknown {
  boundXml(text);
  const valid = XMLValidator.validate(text);
  if (valid !== true) {
    throw unreadable(`The XML cannot be read: ${valid.err.msg.slice(0, 200)} (line ${valid.err.line}).`);
  }
  try {
    const [root] = Object.values(xml.parse(text) as Record<string, unknown>);
    return typeof root === 'object' ? root : { '#text': root };
  } catch (cause) {
    throw unreadable(`The XML cannot be read: ${(cause as Error).message.slice(0, 200)}`);
  }
}

const xml = new XMLParser({
  ignoreAttributes: false,
  attributeNamePrefix: '@',
  removeNSPrefix: true,
  parseTagValue: false,
  parseAttributeValue: false,
  processEntities: false,
  ignoreDeclaration: true,
  ignorePiTags: true,
  maxNestedTags: maxDepth,
  tagValueProcessor: (_name, value) => decodeEntities(value),
  attributeValueProcessor: (_name, value) => decodeEntities(value),
});

/** Each is one character: what it stands for is not read again. */
function decodeEntities(text: string): string {
  return text.replaceAll(
    /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));/g,
    (whole, name, tens, hex) => {
      if (typeof name === 'string') return named[name] ?? whole;
      const code = typeof tens === 'string' ? Number(tens) : Number.parseInt(String(hex), 16);
      return code > 0 && code <= 0x10_ffff ? String.fromCodePoint(code) : whole;
    },
  );
}

const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

function boundJson(text: string): void {
  let depth = 0;
  let items = 0;
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === '"') {
      // To the end of the string at once: a picture is a long one.
      at = endOfString(text, at);
    } else if (char === '{' || char === '[') {
      depth += 1;
      items += 1;
    } else if (char === '}' || char === ']') depth -= 1;
    else if (char === ',') items += 1;
    if (depth > maxDepth) throw unreadable(`The JSON is more than ${maxDepth} deep.`);
    if (items > maxItems) throw unreadable(`The JSON has more than ${maxItems} items.`);
  }
}

function endOfString(text: string, from: number): number {
  for (let at = text.indexOf('"', from + 1); at >= 0; at = text.indexOf('"', at + 1)) {
    let slashes = 0;
    while (text[at - 1 - slashes] === '\\') slashes += 1;
    if (slashes % 2 === 0) return at;
  }
  return text.length;
}

function boundXml(text: string): void {
  let items = 0;
  for (let at = text.indexOf('<'); at >= 0; at = text.indexOf('<', at + 1)) {
    items += 1;
    if (items > maxItems) throw unreadable(`The XML has more than ${maxItems} elements.`);
    const declares =
      text[at + 1] === '!' && !text.startsWith('<!--', at) && !text.startsWith('<![CDATA[', at);
    if (declares) throw unreadable('A document type and its entities are not taken: send the XML without.');
    const end = text.indexOf('>', at);
    if (text[at + 1] !== '!' && end - at > maxTag) throw unreadable('An element of the XML is too long.');
  }
}

/** Characters of one tag with its attributes. */
const maxTag = 10_000;
