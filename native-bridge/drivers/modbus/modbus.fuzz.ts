import { BridgeError } from '../../errors.ts';
import { answerLength, readRtuAnswer } from './answers.ts';
import { crc16 } from './crc16.ts';
import { MbapReader } from './mbap.ts';

/** Fuzz target: any bytes as a stream of Modbus TCP. Throws an Error where the reader breaks its promise. */
export function fuzzMbap(bytes: Uint8Array): void {
  const reader = new MbapReader();
  const half = bytes.length >> 1;
  try {
    for (const chunk of [bytes.subarray(0, half), bytes.subarray(half)]) {
      for (const { body } of reader.push(chunk)) {
        if (body.length < 2 || body.length > 254) throw new Error(`a message of ${body.length} bytes`);
      }
    }
  } catch (cause) {
    if (!(cause instanceof BridgeError)) throw cause;
  }
}

/**
 * Fuzz target: the first six bytes are a request, the rest is what comes on the line; where there are enough, the
 * rest is begun as an answer would begin and given its checksum, so that more than noise is tried.
 */
export function fuzzRtuAnswer(bytes: Uint8Array): void {
  if (bytes.length < 6) return;
  const request = Uint8Array.from(bytes.subarray(0, 6));
  request[1] = 1 + ((request[1] ?? 0) & 3);
  const received = Uint8Array.from(bytes.subarray(6));
  check(request, received);
  if (received.length < 5) return;
  received.set(request.subarray(0, 2));
  const body = received.subarray(0, -2);
  const crc = crc16(body);
  received.set([crc & 0xff, crc >> 8], received.length - 2);
  check(request, received);
}

function check(request: Uint8Array, received: Uint8Array): void {
  const read = readRtuAnswer(request, received);
  if (read.kind !== 'answer') return;
  const exception = ((received[1] ?? 0) & 0x80) !== 0;
  const right = received.length === (exception ? 5 : answerLength(request) + 2);
  const sum = ((received.at(-1) ?? 0) << 8) | (received.at(-2) ?? 0);
  if (!right || received[0] !== request[0] || sum !== crc16(received.subarray(0, -2))) {
    throw new Error('an answer was taken that is none');
  }
}
