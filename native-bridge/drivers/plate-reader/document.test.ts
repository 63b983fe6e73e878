import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { platePicture } from '../../simulator/devices/plate-reader.ts';
import { parseBody } from './body.ts';
import { decodeText, parseJson, parseXml } from './document.ts';
import { lookUp } from './field-path.ts';
import { readJpegHead } from './jpeg.ts';
import { fuzzJpegHead, fuzzPlateBody, fuzzPlateJson, fuzzPlateXml } from './plate-reader.fuzz.ts';
import { readingOf } from './reading.ts';
import { Refusal } from './refusal.ts';
import { plateReaderSettings } from './settings.ts';

describe('XML', () => {
  test('is read by names, attributes and lists', () => {
    const document = parseXml(
      '<?xml version="1.0"?><a:Event xmlns:a="x"><plate conf="0.9">777 ABC&#x20;02</plate>' +
        '<cam><name>Gate &lt;1&gt; &amp;amp;</name></cam><hit>one</hit><hit>two</hit><raw><![CDATA[<x>]]></raw></a:Event>',
    );
    expect(lookUp(document, 'plate')).toBe('777 ABC 02');
    expect(lookUp(document, 'plate.@conf')).toBe('0.9');
    expect(lookUp(document, 'cam.name')).toBe('Gate <1> &amp;');
    expect(lookUp(document, 'hit')).toBe('one');
    expect(lookUp(document, 'hit.1')).toBe('two');
    expect(lookUp(document, 'raw')).toBe('<x>');
    expect(lookUp(document, 'cam')).toBeUndefined();
  });

  test.each([
    [
      'a billion laughs',
      `<!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, i) => `<!ENTITY ${'bcdefghij'[i]} "${`&${'abcdefghi'[i]};`.repeat(10)}">`).join('')}]><r><plate>&j;</plate></r>`,
    ],
    [
      'an external entity',
      '<!DOCTYPE r [<!ENTITY x SYSTEM "file:///etc/hostname">]><r><plate>&x;</plate></r>',
    ],
    ['an external document type', '<!DOCTYPE r SYSTEM "http://127.0.0.1:9/x.dtd"><r><plate>A</plate></r>'],
    ['a document type in small letters', '<!doctype r><r><plate>A</plate></r>'],
    ['a document type after the root', '<r><plate>A</plate></r><!DOCTYPE r [<!ENTITY a "b">]>'],
    ['a depth of a thousand', `${'<a>'.repeat(1000)}${'</a>'.repeat(1000)}`],
    ['a hundred thousand elements', `<r>${'<a/>'.repeat(100_000)}</r>`],
    ['an element of a megabyte', `<r ${'a '.repeat(500_000)}/>`],
    ['a tag that does not end', '<r><plate>A</plate'],
    ['nothing', ''],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseXml(text)).toThrow(Refusal);
  });

  test('has no entity but its own five: others stay as they are written', () => {
    expect(lookUp(parseXml('<r><plate>&x;&#0;&#1114112;&nbsp;</plate></r>'), 'plate')).toBe(
      '&x;&#0;&#1114112;&nbsp;',
    );
  });

  test('in the encoding it names is read in it, and in no other', () => {
    const cyrillic = Buffer.concat([
      Buffer.from('<?xml version="1.0" encoding="windows-1251"?><r><plate>'),
      Buffer.of(0xc0, 0xc2, 0xd1),
      Buffer.from('</plate></r>'),
    ]);
    expect(lookUp(parseXml(decodeText(cyrillic, null)), 'plate')).toBe('АВС');
    expect(() => decodeText(cyrillic, 'utf-8')).toThrow(Refusal);
    expect(() => decodeText(cyrillic, 'no-such-encoding')).toThrow(Refusal);
  });
});

describe('JSON', () => {
  test('of any shape gives at each path what it holds there', () => {
    fc.assert(
      fc.property(fc.jsonValue({ maxDepth: 4 }), fc.string(), (value, plate) => {
        const document = parseJson(JSON.stringify({ a: [{ b: plate }, value], c: value }));
        expect(lookUp(document, 'a.0.b')).toBe(plate);
        expect(lookUp(document, 'a.b')).toBe(plate);
      }),
    );
  });

  test.each([
    ['a depth of ten thousand', '['.repeat(10_000) + ']'.repeat(10_000)],
    ['a hundred thousand items', JSON.stringify(Array(100_000).fill(0))],
    ['half of it', '{"plate":"A'],
    ['more after its end', '{"plate":"A"}}'],
  ])('with %s is refused', (_what, text) => {
    expect(() => parseJson(text)).toThrow(Refusal);
  });

  test('with brackets in its strings is as deep as it is', () => {
    const plate = `${'['.repeat(100)}\\"${'{'.repeat(100)}`;
    expect(parseJson(JSON.stringify({ plate }))).toEqual({ plate });
  });

  test('has no inherited fields', () => {
    expect(lookUp(parseJson('{}'), 'constructor.name')).toBeUndefined();
    expect(lookUp(parseJson('{"__proto__":{"plate":"A"}}'), 'plate')).toBeUndefined();
  });
});

describe('A picture', () => {
  test('says its size, and is refused when a byte of its head or its end is missing', async () => {
    const picture = await platePicture('A1');
    expect(readJpegHead(picture)).toEqual({ width: 520, height: 112 });
    expect(readJpegHead(picture.subarray(0, -2))).toHaveProperty('refused');
    expect(readJpegHead(picture.subarray(0, 40))).toHaveProperty('refused');
    const huge = Buffer.from(picture);
    const frame = huge.indexOf(Buffer.of(0xff, 0xc0));
    huge.writeUInt16BE(65_000, frame + 5);
    expect(readJpegHead(huge)).toEqual({ refused: expect.stringContaining('larger') });
    expect(readJpegHead(Buffer.from('GIF89a'))).toEqual({ refused: 'is no JPEG' });
  });
});

describe('A reading', () => {
  const settings = plateReaderSettings.parse({});
  const read = async (body: object, more: object = {}) =>
    readingOf(
      await parseBody(Buffer.from(JSON.stringify(body)), 'application/json', 'image'),
      plateReaderSettings.parse(more),
    );

  test('is what its fields say, cleaned', async () => {
    const picture = await platePicture('A1');
    const reading = await read({
      id: 17,
      plate: ' 777\u0000AB\u202eC02 ',
      country: 'KZ',
      confidence: 0.9,
      camera: 'gate-1',
      image: `data:image/jpeg;base64,${picture.toString('base64')}`,
    });
    expect(reading).toMatchObject({
      ...{ id: '17', plate: '777ABC02', container: null, country: 'KZ', confidence: 0.9, camera: 'gate-1' },
      ...{ warnings: [], distinct: true },
    });
    expect(Buffer.compare(Buffer.from(reading.picture?.bytes ?? []), picture)).toBe(0);
  });

  test.each([
    ['0-1', 0.5, 0.5],
    ['0-1', '0,5', 0.5],
    ['0-100', 87, 0.87],
    ['0-100', '87 %', 0.87],
    ['0-1', 87, null],
    ['0-100', -1, null],
    ['0-1', 'sure', null],
  ])('with its confidence counted %s as %s has %s', async (confidenceScale, confidence, is) => {
    const reading = await read({ plate: 'A', confidence }, { confidenceScale });
    expect(reading.confidence).toBe(is);
    expect(reading.warnings).toHaveLength(is === null ? 1 : 0);
  });

  test.each(['/etc/passwd\0', 'file:///etc/passwd', 'http://127.0.0.1/a.jpg', '../../x.jpg', 'AAAA'])(
    'with the picture %s is taken without one, and says so',
    async (image) => {
      const reading = await read({ plate: 'A', image });
      expect(reading).toMatchObject({ plate: 'A', picture: null });
      expect(reading.warnings).toHaveLength(1);
    },
  );

  test('that is empty is a vehicle nobody could read; one without its fields is refused', async () => {
    expect(await read({ plate: '' })).toMatchObject({ plate: null });
    expect(await read({ plate: null })).toMatchObject({ plate: null });
    await expect(read({ number: 'A' })).rejects.toMatchObject({ status: 422 });
  });

  test('in a form is its document, its fields and its picture, in any order', async () => {
    const picture = Uint8Array.from(await platePicture('A1'));
    for (const asDocument of [true, false]) {
      const form = new FormData();
      form.set('photo', new Blob([picture]), '../../../etc/passwd');
      if (asDocument)
        form.set('event', new Blob(['<e><plate>A1</plate></e>'], { type: 'text/xml' }), 'e.xml');
      else form.set('plate', 'A1');
      form.set('camera', 'gate-2');
      const sent = new Response(form);
      const type = sent.headers.get('content-type') ?? '';
      const posted = await parseBody(new Uint8Array(await sent.arrayBuffer()), type, 'image');
      expect(readingOf(posted, settings)).toMatchObject({ plate: 'A1', camera: 'gate-2', warnings: [] });
      expect(readingOf(posted, settings).picture?.bytes).toEqual(picture);
    }
  });

  test.each([
    ['no boundary', 'multipart/form-data', 'x'],
    ['a thousand parts', 'multipart/form-data; boundary=b', '--b\r\n'.repeat(1000)],
    [
      'no end',
      'multipart/form-data; boundary=b',
      '--b\r\ncontent-disposition: form-data; name="plate"\r\n\r\nA',
    ],
  ])('in a form with %s is refused', async (_what, type, body) => {
    await expect(parseBody(Buffer.from(body), type, 'image')).rejects.toBeInstanceOf(Refusal);
  });
});

describe('Whatever bytes come', () => {
  const near = (seed: string) =>
    fc
      .array(fc.tuple(fc.nat(seed.length), fc.nat(4), fc.string({ maxLength: 4 })), { maxLength: 6 })
      .map((edits) =>
        Buffer.from(
          edits.reduce((text, [at, cut, put]) => text.slice(0, at) + put + text.slice(at + cut), seed),
        ),
      );
  const json = '{"plate":"A1","confidence":0.5,"list":[1,{"a":"\\"b"}],"image":"/9j/"}';
  const xml = '<r a="1"><plate c=\'2\'>A&amp;1</plate><!-- c --><x><![CDATA[d]]></x></r>';
  const form =
    '--b\r\ncontent-disposition: form-data; name="plate"\r\n\r\nA1\r\n--b\r\ncontent-disposition: form-data; name="image"; filename="p"\r\ncontent-type: image/jpeg\r\n\r\n\xff\xd8\r\n--b--\r\n';

  test('they are a reading or a refusal', async () => {
    const any = fc.uint8Array({ maxLength: 300 });
    fc.assert(fc.property(fc.oneof(any, near(json)), fuzzPlateJson), { numRuns: 1000 });
    fc.assert(fc.property(fc.oneof(any, near(xml)), fuzzPlateXml), { numRuns: 1000 });
    fc.assert(fc.property(fc.oneof(any, near('\xff\xd8\xff\xc0')), fuzzJpegHead), { numRuns: 1000 });
    await fc.assert(fc.asyncProperty(fc.oneof(any, near(json), near(xml), near(form)), fuzzPlateBody), {
      numRuns: 500,
    });
  });
});
