import fc from 'fast-check';
import { BridgeError } from '../../errors.ts';
import { memoryPair } from '../../transport/memory.ts';
import { systemTimers } from '../../transport/timers.ts';
import type { IncomingFile, StoredFile } from '../image-intake/incoming-file.ts';
import { serveAssociation } from './association.ts';
import { statuses } from './command.ts';
import {
  associateRequest,
  data,
  dx,
  echoRequest,
  explicitLittleEndian,
  releaseRequest,
  storeRequest,
} from './peer.fixture.ts';
import { dicomReceiverSettings } from './settings.ts';

const settings = dicomReceiverSettings.parse({ maxMegabytes: 1 });
const pieces = [
  associateRequest(),
  associateRequest([
    { id: 1, abstractSyntax: dx, transferSyntaxes: [explicitLittleEndian] },
    { id: 3, abstractSyntax: '1.2.840.10008.1.1', transferSyntaxes: ['1.2.840.10008.1.2'] },
  ]),
  storeRequest('1.2.3'),
  echoRequest(),
  data(1, 0, Buffer.alloc(300, 7)),
  data(1, 2, Buffer.alloc(30, 8)),
  data(3, 3, Buffer.alloc(10)),
  releaseRequest,
];

/**
 * What a sender may put on the wire: sound PDUs in any order, sound PDUs with damage, noise, each cut into any chunks.
 * Fails where an association ends in anything but a BridgeError, leaves a file open, or takes more than it may.
 */
export const associationFuzz = {
  input: fc.record({
    parts: fc.array(
      fc.oneof(
        { weight: 6, arbitrary: fc.constantFrom(...pieces).map((piece) => ({ piece, at: -1, value: 0 })) },
        {
          weight: 3,
          arbitrary: fc.record({
            piece: fc.constantFrom(...pieces),
            at: fc.nat({ max: 400 }),
            value: fc.nat({ max: 255 }),
          }),
        },
        {
          weight: 1,
          arbitrary: fc
            .uint8Array({ maxLength: 100 })
            .map((noise) => ({ piece: Buffer.from(noise), at: -1, value: 0 })),
        },
      ),
      { minLength: 1, maxLength: 12 },
    ),
    begun: fc.boolean(),
    chunk: fc.integer({ min: 1, max: 700 }),
  }),
  async run({ parts, begun, chunk }: AssociationInput): Promise<void> {
    const { a, b } = memoryPair();
    let open = 0;
    const incoming = (): IncomingFile => {
      open++;
      const close = async () => {
        open--;
        return { file: '', sha256: '', bytes: 0 } satisfies StoredFile;
      };
      return { write: async () => {}, finish: close, discard: close } as unknown as IncomingFile;
    };
    const served = serveAssociation({
      connection: a,
      settings,
      timers: systemTimers,
      full: false,
      accepted: () => {},
      refused: async () => {},
      store: {
        begin: async () => incoming(),
        take: async () => ({ status: statuses.success }),
        refuse: async () => {},
      },
    }).catch((error: unknown) => {
      if (!(error instanceof BridgeError)) throw error;
    });
    const answers = (async () => {
      let bytes = 0;
      for await (const answer of b.incoming) bytes += answer.length;
      return bytes;
    })();
    const all = Buffer.concat([
      ...(begun ? [pieces[1] as Buffer] : []),
      ...parts.map(({ piece, at, value }) => damaged(piece, at, value)),
    ]);
    for (let at = 0; at < all.length; at += chunk) {
      await b.write(all.subarray(at, at + chunk)).catch(() => {});
    }
    await b.close();
    await served;
    if (open !== 0) throw new Error(`${open} files were left open`);
    if ((await answers) > 600 * (parts.length + 2)) throw new Error('it answers more than it was asked');
  },
};

interface AssociationInput {
  readonly parts: readonly { readonly piece: Buffer; readonly at: number; readonly value: number }[];
  readonly begun: boolean;
  readonly chunk: number;
}

function damaged(piece: Buffer, at: number, value: number): Buffer {
  if (at < 0 || piece.length === 0) return piece;
  const copy = Buffer.from(piece);
  copy[at % copy.length] = value;
  return copy;
}
