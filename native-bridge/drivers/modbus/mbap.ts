import { BridgeError } from '../../errors.ts';

/** One message of Modbus TCP. */
export interface MbapMessage {
  readonly transaction: number;
  /** Unit, function and data. */
  readonly body: Uint8Array;
}

/** Transaction, protocol (0), length of what follows, all of 16 bits (Modbus messaging on TCP/IP V1.0b, 3.1.3). */
export const mbapHead = 6;
/** A unit and a PDU of 253 bytes. */
const longestBody = 254;

export function encodeMbap({ transaction, body }: MbapMessage): Buffer {
  const message = Buffer.alloc(mbapHead + body.length);
  message.writeUInt16BE(transaction, 0);
  message.writeUInt16BE(body.length, 4);
  message.set(body, mbapHead);
  return message;
}

/** Finds the messages in a stream, however it is cut. Keeps at most one message. */
export class MbapReader {
  readonly #buffer = Buffer.alloc(mbapHead + longestBody);
  #held = 0;

  /**
   * The messages that are whole with this chunk; each is valid until the next is asked for. Throws BridgeError
   * DEVICE_PROTOCOL where the stream is not Modbus TCP: it has no mark by which to find the next message.
   */
  *push(chunk: Uint8Array): Iterable<MbapMessage> {
    let at = 0;
    while (at < chunk.length) {
      const wanted = this.#held < mbapHead ? mbapHead : this.#length();
      const piece = chunk.subarray(at, at + wanted - this.#held);
      this.#buffer.set(piece, this.#held);
      this.#held += piece.length;
      at += piece.length;
      if (this.#held >= mbapHead && this.#held === this.#length()) {
        this.#held = 0;
        const transaction = this.#buffer.readUInt16BE(0);
        yield { transaction, body: this.#buffer.subarray(mbapHead, this.#length()) };
      }
    }
  }

  #length(): number {
    const protocol = this.#buffer.readUInt16BE(2);
    const length = this.#buffer.readUInt16BE(4);
    if (protocol !== 0 || length < 2 || length > longestBody) {
      throw new BridgeError(
        'DEVICE_PROTOCOL',
        'What comes from the PLC is not Modbus TCP: check the address, and whether it is RTU behind a serial server.',
        { details: { what: 'bytes that are not Modbus TCP' } },
      );
    }
    return mbapHead + length;
  }
}
