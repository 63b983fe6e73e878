import { parseBody } from './body.ts';
import { decodeText, parseJson, parseXml } from './document.ts';
import { readJpegHead } from './jpeg.ts';
import { readingOf } from './reading.ts';
import { Refusal } from './refusal.ts';
import { type PlateReaderSettings, plateReaderSettings } from './settings.ts';

const settings: PlateReaderSettings = plateReaderSettings.parse({});

/** Fuzz target: any bytes as JSON. Throws an Error where the parser throws anything but a refusal. */
export function fuzzPlateJson(bytes: Uint8Array): void {
  orRefused(() => parseJson(decodeText(bytes, null)));
}

/** Fuzz target: any bytes as XML. */
export function fuzzPlateXml(bytes: Uint8Array): void {
  orRefused(() => parseXml(decodeText(bytes, null)));
}

/** Fuzz target: any bytes as the head of a JPEG. */
export function fuzzJpegHead(bytes: Uint8Array): void {
  const head = readJpegHead(bytes);
  if ('width' in head && (head.width < 1 || head.height < 1)) throw new Error('a picture without a size');
}

/** Fuzz target: any bytes as a posted body of each kind, down to the fields. */
export async function fuzzPlateBody(bytes: Uint8Array): Promise<void> {
  for (const type of ['application/json', 'text/xml', 'multipart/form-data; boundary=b', '', 'image/png']) {
    try {
      const posted = await parseBody(bytes, type, settings.fields.image);
      const { plate, confidence } = readingOf(posted, settings);
      if (plate !== null && (plate === '' || plate.length > 64)) throw new Error('a plate of that length');
      if (confidence !== null && !(confidence >= 0 && confidence <= 1))
        throw new Error('a confidence beyond 1');
    } catch (cause) {
      if (!(cause instanceof Refusal)) throw cause;
    }
  }
}

function orRefused(parse: () => unknown): void {
  try {
    parse();
  } catch (cause) {
    if (!(cause instanceof Refusal)) throw cause;
  }
}
