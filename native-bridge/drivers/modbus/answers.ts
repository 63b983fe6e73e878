import { crc16 } from './crc16.ts';

/**
 * Why `answer` is not the answer to `request` (both unit, function, data, without checksum); null where it is one,
 * an exception included. Only what fits in every byte that the request fixes is ever taken for a value.
 */
export function whyNotTheAnswer(request: Uint8Array, answer: Uint8Array): string | null {
  const [unit = 0, code = 0] = request;
  if (answer.length < 3) return `it is ${answer.length} bytes short`;
  if (answer[0] !== unit) return `unit ${answer[0]} answered, not ${unit}`;
  if (answer[1] === (code | 0x80)) return answer.length === 3 ? null : 'the exception has a wrong length';
  if (answer[1] !== code) return `it answers function ${answer[1]}, not ${code}`;
  const expected = answerLength(request);
  if (answer.length !== expected) return `it is ${answer.length} bytes, not ${expected}`;
  if (code <= 4)
    return answer[2] === expected - 3 ? null : `it says ${answer[2]} bytes of data, not ${expected - 3}`;
  for (let at = 2; at < expected; at++) {
    if (answer[at] !== request[at]) return 'it is about another address or value';
  }
  return null;
}

/** Bytes of the answer to a request, without checksum. A write is answered by its own beginning. */
export function answerLength(request: Uint8Array): number {
  const code = request[1] ?? 0;
  const count = ((request[4] ?? 0) << 8) | (request[5] ?? 0);
  if (code === 1 || code === 2) return 3 + Math.ceil(count / 8);
  if (code === 3 || code === 4) return 3 + count * 2;
  return code === 22 ? 8 : 6;
}

/**
 * What the bytes received since a request on an RTU line amount to. RTU has no length in its answers and no number:
 * what does not begin as the answer must, or goes on after its end, is nobody's answer.
 */
export function readRtuAnswer(
  request: Uint8Array,
  received: Uint8Array,
): { readonly kind: 'more' } | { readonly kind: 'answer' } | { readonly kind: 'foreign'; why: string } {
  const [unit = 0, code = 0] = request;
  const foreign = (why: string) => ({ kind: 'foreign', why }) as const;
  if (received.length > 0 && received[0] !== unit)
    return foreign(`unit ${received[0]} answered, not ${unit}`);
  if (received.length < 2) return { kind: 'more' };
  const exception = received[1] === (code | 0x80);
  if (!exception && received[1] !== code) return foreign(`it answers function ${received[1]}, not ${code}`);
  const length = (exception ? 3 : answerLength(request)) + 2;
  if (received.length < length) return { kind: 'more' };
  if (received.length > length) return foreign('more came than one answer');
  const body = received.subarray(0, length - 2);
  const sum = ((received[length - 1] ?? 0) << 8) | (received[length - 2] ?? 0);
  if (sum !== crc16(body)) return foreign('the checksum is wrong');
  const why = whyNotTheAnswer(request, body);
  return why === null ? { kind: 'answer' } : foreign(why);
}
