import { LineFramer } from '../../../native-bridge/drivers/lines/line-framer.ts';
import { weightFormats } from '../../../native-bridge/drivers/weighbridge/formats.ts';
import { compilePattern } from '../../../native-bridge/drivers/weighbridge/pattern.ts';
import { readWeight } from '../../../native-bridge/drivers/weighbridge/weight-line.ts';
import type { FuzzTarget } from '../target.ts';

const maxLength = 200;

const readers = Object.values(weightFormats).map(({ pattern, stableWhen, netWhen }) => {
  const compiled = compilePattern(pattern);
  if ('problem' in compiled) throw new Error(compiled.problem);
  return (line: string) =>
    readWeight(line, { pattern: compiled.pattern, stableWhen, netWhen, unit: 'kg' as const });
});

/** Lines out of bytes, and weights out of lines by each of the formats. */
const linesTarget: FuzzTarget = {
  name: 'weighbridge lines',
  words: ['ST,GS,', 'US,NT,', '\x02', '\x03', ' kg', ' lb', '-', '.', ','],
  seeds: () =>
    [
      'ST,GS,+  12345 kg\r\n',
      '\x02   12345G\x03',
      '   12345G Z- kg\r',
      '12.345 t\n',
      'OL,GS,+------ kg\r\n',
    ].map((text) => Buffer.from(text, 'latin1')),
  run(bytes) {
    const framer = new LineFramer({ maxLength, ends: [0x0d, 0x0a, 0x03] });
    for (const framed of framer.push(bytes)) {
      if (framed.kind !== 'line') continue;
      for (const read of readers) {
        const kg = read(framed.text)?.kg ?? 0;
        if (!Number.isFinite(kg) || Math.abs(kg) >= 1e12) throw new Error(`a weight of ${kg} kg`);
      }
    }
  },
};

/** A pattern and a line, apart at the first NUL: what is read is matched, and names its own groups only. */
const patternTarget: FuzzTarget = {
  name: 'weighbridge patterns',
  words: ['(?:', '(?<weight>', '\\d', '[^', '{1,3}', '*?', '|', '\0', ')+', 'a'],
  seeds: () =>
    [
      ...Object.values(weightFormats).map(({ pattern }) => `${pattern}\0ST,GS,+  12345 kg`),
      '^(?:a+)+$\0aaaaaaaaaaaaaaaaaaaaaaaab',
      '(?:a|b|[^\\d-]{2,4}?)*x\0abababab-x',
    ].map((text) => Buffer.from(text, 'latin1')),
  run(bytes) {
    const [source = '', line = ''] = Buffer.from(bytes).toString('latin1').split('\0');
    const read = compilePattern(source);
    if ('problem' in read) return;
    const text = line.slice(0, maxLength);
    const found = read.pattern.match(text);
    for (const name of Object.keys(found ?? {})) {
      if (!read.pattern.groups.includes(name)) throw new Error(`a group ${name} that is none`);
    }
  },
};

export const weighbridgeTargets: readonly FuzzTarget[] = [linesTarget, patternTarget];
