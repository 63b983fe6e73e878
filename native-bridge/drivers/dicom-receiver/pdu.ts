import { BridgeError } from '../../errors.ts';

/** PS3.8, 9.3: a type, a reserved byte, the length of the rest in four bytes, the rest. */
export interface Pdu {
  readonly type: PduType;
  /** Valid until the next is asked for. */
  readonly body: Buffer;
}

export const pduTypes = {
  associateRequest: 1,
  associateAccept: 2,
  associateReject: 3,
  data: 4,
  releaseRequest: 5,
  releaseResponse: 6,
  abort: 7,
} as const;
export type PduType = (typeof pduTypes)[keyof typeof pduTypes];

/** 128 contexts of a few syntaxes each are some 40 KB. */
const longestAssociate = 256 * 1024;
const headerBytes = 6;

/** What comes in on one association, cut into PDUs. Holds no more than one PDU and one chunk of the link. */
export class PduReader {
  readonly #chunks: AsyncIterator<Uint8Array>;
  readonly #longestData: number;
  #rest: Uint8Array = new Uint8Array(0);

  /** `longestData`: the largest P-DATA-TF body that is taken. */
  constructor(incoming: AsyncIterable<Uint8Array>, longestData: number) {
    this.#chunks = incoming[Symbol.asyncIterator]();
    this.#longestData = longestData;
  }

  /** Null when the peer closed between two PDUs. Throws BridgeError DEVICE_PROTOCOL, or what the link throws. */
  async next(): Promise<Pdu | null> {
    const header = Buffer.alloc(headerBytes);
    const read = await this.#fill(header);
    if (read === 0) return null;
    if (read < headerBytes) throw notDicom('it ended within a PDU');
    const type = Object.values(pduTypes).find((known) => known === header[0]);
    if (type === undefined) throw notDicom(`it sent a PDU of the unknown type ${header[0]}`);
    const length = header.readUInt32BE(2);
    const most = type === pduTypes.data ? this.#longestData : longestAssociate;
    if (length > most) throw notDicom(`it sent a PDU of ${length} bytes`);
    const body = Buffer.alloc(length);
    if ((await this.#fill(body)) < length) throw notDicom('it ended within a PDU');
    return { type, body };
  }

  /** Returns the bytes filled: fewer only when the link has ended. */
  async #fill(target: Buffer): Promise<number> {
    let filled = 0;
    while (filled < target.length) {
      if (this.#rest.length === 0) {
        const chunk = await this.#chunks.next();
        if (chunk.done) break;
        this.#rest = chunk.value;
        continue;
      }
      const part = this.#rest.subarray(0, target.length - filled);
      target.set(part, filled);
      filled += part.length;
      this.#rest = this.#rest.subarray(part.length);
    }
    return filled;
  }
}

export function writePdu(type: PduType, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  const header = Buffer.alloc(headerBytes);
  header[0] = type;
  header.writeUInt32BE(body.length, 2);
  return Buffer.concat([header, body]);
}

/** What is said of a peer that does not keep to PS3.7 and PS3.8. */
export function notDicom(what: string): BridgeError {
  return new BridgeError('DEVICE_PROTOCOL', `The sender does not speak DICOM as it should: ${what}.`, {
    details: { what },
  });
}
