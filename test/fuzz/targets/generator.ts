import { readAnswer } from '../../../native-bridge/drivers/generator/answer.ts';
import { checksum, endOfFrame, startOfFrame } from '../../../native-bridge/drivers/generator/frame.ts';
import { generator } from '../../../native-bridge/drivers/generator/generator.ts';
import { LineFramer } from '../../../native-bridge/drivers/lines/line-framer.ts';
import type { FuzzTarget } from '../target.ts';

const settings = generator.settings.parse({ kilovoltsFullScale: 160, milliamperesFullScale: 10 });

/** Frames out of bytes, and a status out of those whose checksum is right; every frame is tried with a right one too. */
export const generatorTarget: FuzzTarget = {
  name: 'generator',
  words: ['\x01R', '\r', '3FF', 'E1'],
  seeds: () =>
    ['\x01R00000000000040\r', 'R3FF1FF0000019D\r\x01R00000000088151\r', '\x01Q51\rE131\r'].map((text) =>
      Buffer.from(text, 'latin1'),
    ),
  run(bytes) {
    const framer = new LineFramer({ maxLength: 128, ends: [endOfFrame, 0x0a], start: startOfFrame });
    for (const framed of framer.push(bytes)) {
      if (framed.kind !== 'line') continue;
      check(framed.text);
      const data = framed.text.slice(1, 13);
      check(`R${data}${checksum(data, 'sum')}`);
    }
  },
};

function check(text: string): void {
  const status = readAnswer(text, settings);
  if (status === undefined) return;
  if (!/^R[0-9A-F]{6}.{3}[0-9A-F]{5}$/is.test(text)) throw new Error('an answer was taken that is none');
  for (const value of [status.kilovolts, status.milliamperes]) {
    if (value === null || !Number.isFinite(value) || value < 0) throw new Error(`measured ${value}`);
  }
}
