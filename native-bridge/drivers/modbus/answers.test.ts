import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { BridgeError } from '../../errors.ts';
import { readRtuAnswer, whyNotTheAnswer } from './answers.ts';
import { withCrc } from './crc16.ts';
import { encodeMbap, MbapReader } from './mbap.ts';
import { fuzzMbap, fuzzRtuAnswer } from './modbus.fuzz.ts';

const request = Buffer.from('010300000002', 'hex');
const answer = Buffer.from('010304000a0102', 'hex');

describe('An answer', () => {
  test('is only taken as it was asked for', () => {
    expect(whyNotTheAnswer(request, answer)).toBeNull();
    expect(whyNotTheAnswer(request, Buffer.from('018302', 'hex'))).toBeNull();
    for (const foreign of [
      '020304000a0102',
      '010404000a0102',
      '010302000a',
      '010304000a01',
      '01030600',
      '0183',
    ]) {
      expect(whyNotTheAnswer(request, Buffer.from(foreign, 'hex')), foreign).not.toBeNull();
    }
    // The right length with another count in it.
    expect(whyNotTheAnswer(request, Buffer.from('010302000a0102', 'hex'))).toContain('bytes of data');
  });

  test('to a write is the write itself', () => {
    const write = Buffer.from('01050003ff00', 'hex');
    expect(whyNotTheAnswer(write, write)).toBeNull();
    expect(whyNotTheAnswer(write, Buffer.from('01050004ff00', 'hex'))).not.toBeNull();
    expect(whyNotTheAnswer(write, Buffer.from('010500030000', 'hex'))).not.toBeNull();
    const many = Buffer.from('0110000a0002040001000f', 'hex');
    expect(whyNotTheAnswer(many, Buffer.from('0110000a0002', 'hex'))).toBeNull();
    expect(whyNotTheAnswer(many, Buffer.from('0110000b0002', 'hex'))).not.toBeNull();
  });

  test('on RTU is found whatever pieces it comes in, and a changed bit of it never is', () => {
    const framed = withCrc(answer);
    for (let length = 0; length < framed.length; length++) {
      expect(readRtuAnswer(request, framed.subarray(0, length)).kind).toBe('more');
    }
    expect(readRtuAnswer(request, framed).kind).toBe('answer');
    fc.assert(
      fc.property(fc.nat(framed.length * 8 - 1), (bit) => {
        const bad = Buffer.from(framed);
        bad.writeUInt8((bad[bit >> 3] ?? 0) ^ (1 << (bit & 7)), bit >> 3);
        expect(readRtuAnswer(request, bad).kind).not.toBe('answer');
      }),
      { numRuns: framed.length * 8 },
    );
  });

  test('on RTU with anything after it is nobody’s', () => {
    expect(readRtuAnswer(request, Buffer.concat([withCrc(answer), withCrc(answer)])).kind).toBe('foreign');
  });
});

describe('Modbus TCP', () => {
  const messages = fc.array(
    fc.record({ transaction: fc.nat(0xffff), body: fc.uint8Array({ minLength: 2, maxLength: 254 }) }),
    { minLength: 1, maxLength: 12 },
  );

  test('finds every message, however the stream is cut', () => {
    fc.assert(
      fc.property(messages, fc.array(fc.integer({ min: 1, max: 300 }), { minLength: 1 }), (sent, cuts) => {
        const stream = Buffer.concat(sent.map(encodeMbap));
        const reader = new MbapReader();
        const seen: { transaction: number; body: Uint8Array }[] = [];
        for (let at = 0, turn = 0; at < stream.length; turn++) {
          const size = cuts[turn % cuts.length] ?? 1;
          for (const { transaction, body } of reader.push(stream.subarray(at, at + size))) {
            seen.push({ transaction, body: Uint8Array.from(body) });
          }
          at += size;
        }
        expect(seen).toEqual(sent);
      }),
    );
  });

  test.each(['000100010006010300000001', '0001000000ff01', '00010000000101'])(
    'gives up a stream that is something else: %s',
    (hex) => {
      expect(() => [...new MbapReader().push(Buffer.from(hex, 'hex'))]).toThrow(BridgeError);
    },
  );
});

describe('Whatever bytes come', () => {
  test('as Modbus TCP, there are messages of its lengths or one sentence', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 600 }), fuzzMbap), { numRuns: 500 });
  });

  test('as an RTU answer, what is taken has the checksum and the shape that were asked for', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), fuzzRtuAnswer), { numRuns: 2000 });
  });
});
