import { encodeFrame, payloadLimit, stripType } from '../../../native-bridge/drivers/line-stream/frame.ts';
import { Framer } from '../../../native-bridge/drivers/line-stream/framer.ts';
import { decodeMessage, encodeMessage } from '../../../native-bridge/drivers/line-stream/messages.ts';
import { decodeStrip, encodeStrip } from '../../../native-bridge/drivers/line-stream/strip.ts';
import { BridgeError } from '../../../native-bridge/errors.ts';
import type { FuzzTarget } from '../target.ts';

const scanId = '0189a3c4-5b6d-7e8f-9012-3456789abcde';

/** Frames, messages and strips, in two chunks. What a message was read as must be written back and read the same. */
export const lineStreamTarget: FuzzTarget = {
  name: 'line-stream',
  words: ['\xd5SPL', '\xd5SPL\x01\x91'],
  seeds: () => {
    const messages = [
      encodeMessage({ kind: 'hello', minVersion: 1, maxVersion: 1, reserved: 0, session: 7 }),
      encodeMessage({ kind: 'start-scan', scanId, reference: 'scene=reefer' }),
      encodeMessage({ kind: 'start-refused', scanId, code: 'busy', text: 'занято' }),
      encodeMessage({
        ...{ kind: 'status', state: 'ready', beamOn: false, emergencyStop: null, reserved: 0 },
        ...{
          millisecondsLeft: 3,
          doseRateNanosievert: null,
          emergencyStopWhere: '',
          faultCode: 'F1',
          faultText: 'x',
        },
        interlocks: [{ closed: true, name: 'door' }],
      }),
    ].map(({ type, payload }, nth) => encodeFrame(type, nth, payload));
    const pixels = Uint8Array.from({ length: 64 }, (_, index) => index);
    const strip = encodeStrip(9, { scanNumber: 1, stripNumber: 0, firstLine: 0, lines: 2, pixels }).frame;
    return [...messages, strip, Buffer.concat([...messages, strip])];
  },
  run(bytes) {
    const framer = new Framer();
    const half = bytes.length >> 1;
    for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)]) {
      for (const framed of framer.push(chunk)) {
        if (framed.kind !== 'frame') continue;
        const { type, payload } = framed.frame;
        if (payload.length > payloadLimit(type)) throw new Error(`a payload of ${payload.length} bytes`);
        try {
          if (type === stripType) decodeStrip(framed.frame);
          else roundTrip(type, payload);
        } catch (fault) {
          if (!(fault instanceof BridgeError)) throw fault;
        }
      }
    }
  },
};

function roundTrip(type: number, payload: Uint8Array): void {
  const message = decodeMessage(type, payload);
  if (message === undefined) return;
  const written = encodeMessage(message);
  const again = decodeMessage(written.type, written.payload);
  if (JSON.stringify(again) !== JSON.stringify(message))
    throw new Error(`${message.kind} does not read back`);
}
