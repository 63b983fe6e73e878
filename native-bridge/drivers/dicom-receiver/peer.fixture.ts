import { connect, type Socket } from 'node:net';
import { PduReader, pduTypes, writePdu } from './pdu.ts';

/** PDUs as a sender makes them, for tests: right ones, and wrong ones on purpose. */

export const dx = '1.2.840.10008.5.1.4.1.1.1.1.1';
export const explicitLittleEndian = '1.2.840.10008.1.2.1';

export interface Proposal {
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

export function associateRequest(
  contexts: readonly Proposal[] = [{ id: 1, abstractSyntax: dx, transferSyntaxes: [explicitLittleEndian] }],
  titles: { readonly called?: string; readonly calling?: string } = {},
): Buffer {
  return writePdu(
    pduTypes.associateRequest,
    Buffer.from([0, 1, 0, 0]),
    Buffer.from((titles.called ?? 'SCANPOST').padEnd(16)),
    Buffer.from((titles.calling ?? 'GANTRY1').padEnd(16)),
    Buffer.alloc(32),
    item(0x10, Buffer.from('1.2.840.10008.3.1.1.1')),
    ...contexts.map(({ id, abstractSyntax, transferSyntaxes }) =>
      item(
        0x20,
        Buffer.from([id, 0, 0, 0]),
        item(0x30, Buffer.from(abstractSyntax)),
        ...transferSyntaxes.map((uid) => item(0x40, Buffer.from(uid))),
      ),
    ),
    item(0x50, item(0x51, Buffer.from([0, 0, 0x40, 0]))),
  );
}

export function item(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts);
  return Buffer.concat([Buffer.from([type, 0, value.length >> 8, value.length & 0xff]), value]);
}

export function data(context: number, control: number, value: Uint8Array): Buffer {
  const header = Buffer.alloc(6);
  header.writeUInt32BE(value.length + 2);
  header[4] = context;
  header[5] = control;
  return writePdu(pduTypes.data, header, value);
}

/** Elements of group 0000 as numbers of two bytes or as text. */
export function commandSet(elements: Readonly<Record<number, number | string>>): Buffer {
  return Buffer.concat(
    Object.entries(elements).map(([tag, value]) => {
      const text = typeof value === 'string' ? value + (value.length % 2 === 0 ? '' : '\0') : null;
      const bytes =
        text === null ? Buffer.from([Number(value) & 0xff, Number(value) >> 8]) : Buffer.from(text);
      const header = Buffer.alloc(8);
      header.writeUInt16LE(Number(tag), 2);
      header.writeUInt32LE(bytes.length, 4);
      return Buffer.concat([header, bytes]);
    }),
  );
}

export function storeRequest(sopInstance: string, messageId = 1, sopClass = dx): Buffer {
  return data(1, 3, commandSet({ 2: sopClass, 256: 1, 272: messageId, 1792: 0, 2048: 0, 4096: sopInstance }));
}

export function echoRequest(messageId = 1): Buffer {
  return data(1, 3, commandSet({ 256: 0x30, 272: messageId, 2048: 0x0101 }));
}

export const releaseRequest = writePdu(pduTypes.releaseRequest, Buffer.alloc(4));

/** A sender by hand. */
export function connectSender(port: number) {
  const socket: Socket = connect({ port, host: '127.0.0.1' });
  const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
  socket.on('error', () => {});
  const pdus = new PduReader(socket, 1 << 20);
  const next = async () =>
    (await pdus.next().catch(() => null)) ?? { type: 'closed' as const, body: Buffer.alloc(0) };
  return {
    socket,
    closed,
    next,
    send: (...parts: Buffer[]) => socket.write(Buffer.concat(parts)),
    destroy: async () => {
      socket.destroy();
      await closed;
    },
    /** Associates; answers with what comes back. */
    associate: async (...args: Parameters<typeof associateRequest>) => {
      socket.write(associateRequest(...args));
      return next();
    },
    /** Sends one object; answers with the status of the response, or -1 without any. */
    store: async (instance: string, content: string) => {
      const parts = [storeRequest(instance), data(1, 0, Buffer.from(content)), data(1, 2, Buffer.from('.'))];
      socket.write(Buffer.concat(parts));
      return statusOf((await next()).body);
    },
  };
}

/** The status of a response in a P-DATA-TF; -1 where there is none. */
export function statusOf(body: Buffer): number {
  const at = body.indexOf(Buffer.from([0, 0, 0, 9, 2, 0, 0, 0]));
  return at < 0 ? -1 : body.readUInt16LE(at + 8);
}
