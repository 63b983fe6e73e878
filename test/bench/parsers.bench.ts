import { readAnswer } from '../../native-bridge/drivers/generator/answer.ts';
import { checksum } from '../../native-bridge/drivers/generator/frame.ts';
import { generator } from '../../native-bridge/drivers/generator/generator.ts';
import { type LineFormat, LineFramer } from '../../native-bridge/drivers/lines/line-framer.ts';
import { whyNotTheAnswer } from '../../native-bridge/drivers/modbus/answers.ts';
import { encodeMbap, MbapReader } from '../../native-bridge/drivers/modbus/mbap.ts';
import { decodeValue } from '../../native-bridge/drivers/modbus/values.ts';
import { newPortal, takeLine } from '../../native-bridge/drivers/radiation-portal/occupancy.ts';
import { parsePortalLine } from '../../native-bridge/drivers/radiation-portal/portal-line.ts';
import { weightFormats } from '../../native-bridge/drivers/weighbridge/formats.ts';
import { compilePattern } from '../../native-bridge/drivers/weighbridge/pattern.ts';
import { atFirst, takeReading } from '../../native-bridge/drivers/weighbridge/rest.ts';
import { readWeight } from '../../native-bridge/drivers/weighbridge/weight-line.ts';
import { type Bench, type Figure, quantile } from './bench.ts';

/** What a device says, and what makes readings of it. */
interface Parser {
  readonly name: string;
  /** As many messages as one likes. */
  message(nth: number): string;
  /** Takes the chunks in order and returns the readings that were made. */
  decode(chunks: readonly Uint8Array[]): number;
  /** The least that reads such a line: nothing is checked, and nothing is bounded. */
  plainly(text: string): unknown;
  /** Bytes of each message, where it is not a line. */
  readonly length?: number;
}

const messages = 100_000;
/** As a busy serial line or a small TCP segment brings them. */
const chunkBytes = 1_000;
const rounds = 5;
/** A hundred times what a driver takes of a flood: the most that its parser can cost is 1 % of a core. */
const enough = 50_000;

/** How fast bytes of the devices around the scanner become readings, without a link. */
export const parsers: Bench = {
  name: 'parsers',
  about:
    'bytes of each line protocol to readings in chunks of 1,000 bytes, on one core; baseline: the same bytes split at their ends and read in the plainest way, with no check and no bound',
  async run({ progress }) {
    const figures: Figure[] = [];
    for (const parser of [radiationPortal, generatorAnswers, weighbridge, modbusAnswers]) {
      progress(parser.name);
      figures.push(...measure(parser));
    }
    return figures;
  },
};

function measure(parser: Parser): readonly Figure[] {
  const stream = Buffer.from(
    Array.from({ length: messages }, (_, nth) => parser.message(nth)).join(''),
    'latin1',
  );
  const chunks: Uint8Array[] = [];
  for (let at = 0; at < stream.length; at += chunkBytes) chunks.push(stream.subarray(at, at + chunkBytes));
  const reading: number[] = [];
  const splitting: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    reading.push(seconds(() => expectAll(parser, parser.decode(chunks))));
    splitting.push(seconds(() => expectAll(parser, split(chunks, parser))));
  }
  const [took, splitTook] = [quantile(reading, 0.5), quantile(splitting, 0.5)];
  const rate = (scale: number, name: string, unit: Figure['unit']): Figure => ({
    name: `${parser.name} (${name})`,
    value: scale / took,
    unit,
    baseline: { name: 'split and read plainly', value: scale / splitTook },
  });
  return [
    { ...rate(messages, 'lines', 'lines/s'), aim: { of: 'value', atLeast: enough } },
    rate(stream.length / 1e6, 'bytes', 'MB/s'),
  ];
}

const radiationPortal: Parser = {
  name: 'radiation portal',
  message(nth) {
    const at = nth % 60;
    const counts = [0, 1, 2, 3].map((detector) => String(240 + ((nth * 7 + detector) % 20)).padStart(6, '0'));
    const code = at < 20 ? 'GB' : at === 59 ? 'GX' : at === 40 ? 'GA' : at % 6 === 0 ? 'NS' : 'GS';
    return `${code},${code === 'GX' ? `${nth},4000` : counts.join(',')}\r\n`;
  },
  decode(chunks) {
    const settings = { linesPerSecond: { gamma: 5, neutron: 1 } };
    const at = '2026-03-01T08:00:00.000Z';
    let state = newPortal;
    return lines(chunks, { maxLength: 200 }, (text, nth) => {
      const line = parsePortalLine(text, { detectors: 4, ignoredCodes: [] });
      state = takeLine(state, line, { at, ms: nth * 200 }, settings).state;
      return line !== undefined;
    });
  },
  plainly: (text) => text.split(',').slice(1).map(Number),
};

const generatorAnswers: Parser = {
  name: 'generator',
  message(nth) {
    const data = `3FF${(nth % 1024).toString(16).toUpperCase().padStart(3, '0')}000001`;
    return `\x01R${data}${checksum(data, 'sum')}\r`;
  },
  decode(chunks) {
    const settings = generator.settings.parse({ kilovoltsFullScale: 160, milliamperesFullScale: 10 });
    const format = { maxLength: 128, ends: [0x0d, 0x0a], start: 1 };
    return lines(chunks, format, (text) => readAnswer(text, settings) !== undefined);
  },
  plainly: (text) =>
    [text.slice(2, 5), text.slice(5, 8), text.slice(11, 14)].map((hex) => Number.parseInt(hex, 16)),
};

const weighbridge: Parser = {
  name: 'weighbridge',
  message(nth) {
    return `${nth % 50 < 25 ? 'ST' : 'US'},GS,+${String(20_000 + (nth % 50) * 20).padStart(7)} kg\r\n`;
  },
  decode(chunks) {
    const { pattern: source, stableWhen, netWhen } = weightFormats['st-gs'];
    const compiled = compilePattern(source);
    if ('problem' in compiled) throw new Error(compiled.problem);
    const settings = { pattern: compiled.pattern, stableWhen, netWhen, unit: 'kg' as const };
    const rest = { emptyBelowKg: 200, restMs: 1_000, bandKg: 20 };
    let state = atFirst;
    return lines(chunks, { maxLength: 200, ends: [0x0d, 0x0a, 0x03] }, (text, nth) => {
      const reading = readWeight(text, settings);
      if (reading !== undefined) state = takeReading(state, reading, nth * 200, rest).state;
      return reading !== undefined;
    });
  },
  plainly: (text) => plainWeight.exec(text),
};

const plainWeight = new RegExp(weightFormats['st-gs'].pattern);

/** The answer to one request for ten registers, which are ten signals. */
const modbusAnswers: Parser = {
  name: 'modbus tcp',
  length: 29,
  message(nth) {
    const body = Buffer.alloc(23);
    body.set([1, 3, 20]);
    for (let register = 0; register < 10; register += 1) {
      body.writeUInt16BE((nth + register) & 0xffff, 3 + register * 2);
    }
    return encodeMbap({ transaction: nth & 0xffff, body }).toString('latin1');
  },
  decode(chunks) {
    const request = Uint8Array.of(1, 3, 0, 0, 0, 10);
    const order = { wordOrder: 'big', byteOrder: 'big' } as const;
    const rule = {
      table: 'holding',
      address: 0,
      type: 'i16',
      scale: 0.001,
      offset: 0,
      invert: false,
    } as const;
    const reader = new MbapReader();
    let good = 0;
    for (const chunk of chunks) {
      for (const { body } of reader.push(chunk)) {
        if (whyNotTheAnswer(request, body) !== null) continue;
        let known = 0;
        for (let at = 3; at < 23; at += 2) {
          const word = ((body[at] ?? 0) << 8) | (body[at + 1] ?? 0);
          if (decodeValue(rule, order, [word]) !== null) known += 1;
        }
        if (known === 10) good += 1;
      }
    }
    return good;
  },
  plainly: (text) =>
    Array.from({ length: 10 }, (_, at) => (text.charCodeAt(9 + at * 2) << 8) | text.charCodeAt(10 + at * 2)),
};

/** Lines for which `read` was true. */
function lines(
  chunks: readonly Uint8Array[],
  format: LineFormat,
  read: (text: string, nth: number) => boolean,
): number {
  const framer = new LineFramer(format);
  let nth = 0;
  let good = 0;
  for (const chunk of chunks) {
    for (const framed of framer.push(chunk)) {
      if (framed.kind === 'line' && read(framed.text, nth)) good += 1;
      nth += 1;
    }
  }
  return good;
}

function split(chunks: readonly Uint8Array[], { plainly, length }: Parser): number {
  if (length !== undefined) return slice(Buffer.concat(chunks), length, plainly);
  let rest = '';
  let found = 0;
  for (const chunk of chunks) {
    const parts = (
      rest + Buffer.from(chunk.buffer, chunk.byteOffset, chunk.byteLength).toString('latin1')
    ).split('\r');
    rest = parts.pop() ?? '';
    for (const part of parts) if (plainly(part) !== null) found += 1;
  }
  return found;
}

function slice(stream: Buffer, length: number, plainly: Parser['plainly']): number {
  let found = 0;
  for (let at = 0; at + length <= stream.length; at += length) {
    if (plainly(stream.toString('latin1', at, at + length)) !== null) found += 1;
  }
  return found;
}

function seconds(work: () => void): number {
  const began = performance.now();
  work();
  return (performance.now() - began) / 1000;
}

function expectAll({ name }: Parser, found: number): void {
  if (found !== messages) throw new Error(`${name}: ${found} of ${messages} were read`);
}
