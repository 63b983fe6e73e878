import { LineFramer } from '../../../native-bridge/drivers/lines/line-framer.ts';
import { parsePortalLine } from '../../../native-bridge/drivers/radiation-portal/portal-line.ts';
import type { FuzzTarget } from '../target.ts';

const maxLength = 200;
const settings = { detectors: 4, ignoredCodes: ['XX'] };

/** Lines out of bytes, and readings out of lines: every number that comes out is one, and none is below zero. */
export const radiationPortalTarget: FuzzTarget = {
  name: 'radiation portal',
  words: ['GA,', 'NS,', 'GX,', 'TT,', 'SP,', 'SG1,', '\r\n', '-', 'e9', '0x1', ',,,'],
  seeds: () =>
    [
      'GB,000123,000118,000130,000121\r\n',
      'GS,1,2,3,4\nNA,0,1,0,2\r\nGX,12,480\r\n',
      'SP,0.2,4.1,9.0\r\nTC,0,0,0\r\nTT,1\r\nGH,1,2,3,4\r\n',
      'SG1,500,50,5,7,2\r\nSN1,1,2,3,4,5\r\nXX,9\r\n',
    ].map((text) => Buffer.from(text)),
  run(bytes) {
    const framer = new LineFramer({ maxLength });
    const half = bytes.length >> 1;
    for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)]) {
      for (const framed of framer.push(chunk)) {
        if (framed.kind !== 'line') continue;
        if (framed.text.length > maxLength) throw new Error(`a line of ${framed.text.length} characters`);
        check(parsePortalLine(framed.text, settings));
      }
    }
  },
};

function check(line: ReturnType<typeof parsePortalLine>): void {
  const numbers = Object.values(line ?? {})
    .flat()
    .filter((value) => typeof value === 'number');
  for (const value of numbers) {
    if (!Number.isFinite(value) || value < 0) throw new Error(`${line?.kind} has the number ${value}`);
  }
}
