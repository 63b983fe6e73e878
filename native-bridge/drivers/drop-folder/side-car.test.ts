import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BridgeError } from '../../errors.ts';
import { fuzzSideCar } from './side-car.fuzz.ts';
import { maxSideCarBytes, readSideCar, sideCarKinds } from './side-car.ts';

const read = (text: string, kind: (typeof sideCarKinds)[number]) => readSideCar(Buffer.from(text), kind);

test('JSON, XML and text say the same of a truck', () => {
  const about = {
    plate: '123 ABC 02',
    container: 'CSQU3054383',
    takenAt: '2026-02-28T13:05:00+05:00',
    reference: 'A & B',
  };
  expect(read(JSON.stringify({ ...about, operator: { name: 'x' } }), 'json')).toEqual(about);
  expect(
    read(
      `<?xml version="1.0"?><!-- c --><s:scan xmlns:s="urn:x" PLATE="123 ABC 02"><container>CSQU3054383</container>
       <takenAt>2026-02-28T13:05:00+05:00</takenAt><s:Reference>A &amp; B</s:Reference><deep><plate>no</plate></deep></s:scan>`,
      'xml',
    ),
  ).toEqual(about);
  expect(
    read(
      'Plate = 123 ABC 02\r\ncontainer: CSQU3054383\ntakenat=2026-02-28T13:05:00+05:00\nno field\nreference= A & B ',
      'txt',
    ),
  ).toEqual(about);
});

test('UTF-8 and UTF-16 with their marks are read', () => {
  const utf16 = Buffer.from('\ufeffplate=777 АА 01', 'utf16le');
  expect(readSideCar(utf16, 'txt')).toEqual({ plate: '777 АА 01' });
  expect(readSideCar(utf16.swap16(), 'txt')).toEqual({ plate: '777 АА 01' });
  expect(read('\ufeff{"plate": 5}', 'json')).toEqual({ plate: '5' });
});

test.each([
  ['json', '[1]', 'not a JSON object'],
  ['json', '{', 'not JSON'],
  ['json', '{"plate":{"a":1}}', 'plate is not text'],
  ['json', '{"plate":"a","Plate":"b"}', 'names plate twice'],
  ['json', JSON.stringify({ plate: 'x'.repeat(101) }), 'longer than 100'],
  ['json', '{"plate":"a\\u0000b"}', 'not printable'],
  ['json', '{"takenAt":"yesterday"}', 'not a time'],
  ['xml', '<a><plate>1</plate>', 'not XML'],
  ['xml', '<!DOCTYPE a SYSTEM "http://x/y"><a/>', 'document type'],
  ['xml', '<a><!ENTITY b "c"><plate>&b;</plate></a>', 'document type'],
  ['txt', 'plate=a\nplate=b', 'names plate twice'],
] as const)('%s %s is refused: %s', (kind, text, reason) => {
  expect(() => read(text, kind)).toThrow(reason);
});

test('an entity of no document type stays text', () => {
  expect(read('<a><reference>&x; &#65; &amp;lt;</reference></a>', 'xml')).toEqual({
    reference: '&x; &#65; &lt;',
  });
});

test('one byte too many, depth without end, and bytes that are no text are refused', () => {
  expect(() => readSideCar(Buffer.alloc(maxSideCarBytes + 1, 0x20), 'txt')).toThrow('larger than 64 KB');
  expect(() => read('['.repeat(60_000), 'json')).toThrow(BridgeError);
  expect(() => read(`${'<a>'.repeat(8000)}${'</a>'.repeat(8000)}`, 'xml')).toThrow(BridgeError);
  expect(() => readSideCar(Buffer.from([0x70, 0xe0, 0xe1]), 'txt')).toThrow('UTF-8');
});

test('what is written is what is read, in every kind', () => {
  const value = fc
    .string({ unit: 'grapheme', minLength: 1, maxLength: 30 })
    .map((text) => text.replaceAll(/[\p{C}\p{Z}]/gu, '').trim())
    .filter((text) => text !== '');
  fc.assert(
    fc.property(value, value, (plate, reference) => {
      expect(read(JSON.stringify({ plate, reference }), 'json')).toEqual({ plate, reference });
      expect(read(`plate=${plate}\nreference:${reference}`, 'txt')).toEqual({ plate, reference });
      const escaped = [plate, reference].map((text) => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;'));
      const document = `<a><plate>${escaped[0]}</plate><reference>${escaped[1]}</reference></a>`;
      expect(read(document, 'xml')).toEqual({ plate, reference });
    }),
  );
});

test('whatever the bytes are, it is four short texts or a BridgeError', () => {
  const words = [
    'plate',
    '<a>',
    '</a>',
    '<!ENTITY',
    '<![CDATA[',
    ']]>',
    '&x;',
    '{',
    '":',
    '[',
    '=',
    '__proto__',
  ];
  const text = fc.array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 40 });
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    text.map((parts): Uint8Array => Buffer.from(parts.join(''))),
    fc.json().map((json): Uint8Array => Buffer.from(json)),
  );
  fc.assert(fc.property(bytes, fc.constantFrom(...sideCarKinds), fuzzSideCar), { numRuns: 500 });
});
