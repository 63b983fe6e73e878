import { notDicom, pduTypes, writePdu } from './pdu.ts';

/** A-ASSOCIATE-RQ (PS3.8, 9.3.2), as far as a receiver of pictures needs it. */
export interface AssociateRequest {
  readonly called: string;
  readonly calling: string;
  readonly contexts: readonly ProposedContext[];
  /** Longest P-DATA-TF the peer takes; 0 is any. */
  readonly maxPdu: number;
}

export interface ProposedContext {
  /** Odd, 1 to 255. */
  readonly id: number;
  readonly abstractSyntax: string;
  readonly transferSyntaxes: readonly string[];
}

/** PS3.8, table 9-18. */
export const contextResults = {
  accepted: 0,
  abstractSyntaxNotSupported: 3,
  transferSyntaxesNotSupported: 4,
} as const;

export interface ContextAnswer {
  readonly id: number;
  readonly result: (typeof contextResults)[keyof typeof contextResults];
  /** The accepted one; not significant otherwise. */
  readonly transferSyntax: string;
}

/** PS3.8, table 9-21: result, source, reason. */
export const rejections = {
  callingUnknown: [1, 1, 3],
  calledUnknown: [1, 1, 7],
  protocolVersion: [1, 2, 2],
  tooMany: [2, 3, 2],
} as const;

/** PS3.8, table 9-26: source 2 is the provider; 0 unspecified, 2 unexpected PDU, 6 invalid parameter. */
export const abortReasons = { unspecified: 0, unexpected: 2, invalid: 6 } as const;

const items = {
  applicationContext: 0x10,
  context: 0x20,
  contextAnswer: 0x21,
  abstractSyntax: 0x30,
  transferSyntax: 0x40,
  user: 0x50,
  maxPdu: 0x51,
  implementationClass: 0x52,
  implementationVersion: 0x55,
} as const;
const mostContexts = 128;
const mostSyntaxes = 64;
const fixedBytes = 68;
const applicationContext = '1.2.840.10008.3.1.1.1';
/** A UID of a UUID, as PS3.5 annex B.2 has it. */
export const implementationClass = '2.25.92534437566949633369881652887625640576';
export const implementationVersion = 'SCANPOST';

/** Throws BridgeError DEVICE_PROTOCOL. */
export function readAssociateRequest(body: Buffer): AssociateRequest {
  if (body.length < fixedBytes) throw notDicom('its association request is cut short');
  if ((body.readUInt16BE(0) & 1) === 0)
    throw notDicom('it speaks another version of the upper layer protocol');
  const contexts = new Map<number, ProposedContext>();
  let maxPdu = 0;
  for (const { type, value } of itemsOf(body.subarray(fixedBytes))) {
    if (type === items.context) {
      const context = readContext(value);
      if (contexts.has(context.id)) throw notDicom(`it proposes context ${context.id} twice`);
      if (contexts.size === mostContexts) throw notDicom(`it proposes more than ${mostContexts} contexts`);
      contexts.set(context.id, context);
    } else if (type === items.user) {
      for (const item of itemsOf(value)) {
        if (item.type === items.maxPdu && item.value.length === 4) maxPdu = item.value.readUInt32BE(0);
      }
    }
  }
  return {
    called: title(body.subarray(4, 20)),
    calling: title(body.subarray(20, 36)),
    contexts: [...contexts.values()],
    maxPdu,
  };
}

/** A-ASSOCIATE-AC; the titles are given back as they came. */
export function associateAccept(request: Buffer, answers: readonly ContextAnswer[], maxPdu: number): Buffer {
  const most = Buffer.alloc(4);
  most.writeUInt32BE(maxPdu);
  return writePdu(
    pduTypes.associateAccept,
    Buffer.from([0, 1, 0, 0]),
    request.subarray(4, fixedBytes),
    item(items.applicationContext, Buffer.from(applicationContext)),
    ...answers.map(({ id, result, transferSyntax }) =>
      item(
        items.contextAnswer,
        Buffer.from([id, 0, result, 0]),
        item(items.transferSyntax, Buffer.from(transferSyntax)),
      ),
    ),
    item(
      items.user,
      item(items.maxPdu, most),
      item(items.implementationClass, Buffer.from(implementationClass)),
      item(items.implementationVersion, Buffer.from(implementationVersion)),
    ),
  );
}

export function associateReject([result, source, reason]: readonly [number, number, number]): Buffer {
  return writePdu(pduTypes.associateReject, Buffer.from([0, result, source, reason]));
}

export function releaseResponse(): Buffer {
  return writePdu(pduTypes.releaseResponse, Buffer.alloc(4));
}

export function abort(reason: (typeof abortReasons)[keyof typeof abortReasons]): Buffer {
  return writePdu(pduTypes.abort, Buffer.from([0, 0, 2, reason]));
}

function readContext(value: Buffer): ProposedContext {
  const id = value[0];
  if (id === undefined || value.length < 4 || id % 2 === 0)
    throw notDicom('it proposes a context without a number');
  let abstractSyntax = '';
  const transferSyntaxes: string[] = [];
  for (const part of itemsOf(value.subarray(4))) {
    if (part.type === items.abstractSyntax) abstractSyntax = uid(part.value);
    else if (part.type === items.transferSyntax && transferSyntaxes.length < mostSyntaxes) {
      transferSyntaxes.push(uid(part.value));
    }
  }
  return { id, abstractSyntax, transferSyntaxes };
}

function* itemsOf(bytes: Buffer): Iterable<{ readonly type: number; readonly value: Buffer }> {
  for (let at = 0; at < bytes.length; ) {
    if (at + 4 > bytes.length) throw notDicom('its association request is cut short');
    const end = at + 4 + bytes.readUInt16BE(at + 2);
    if (end > bytes.length) throw notDicom('its association request is cut short');
    yield { type: bytes[at] as number, value: bytes.subarray(at + 4, end) };
    at = end;
  }
}

function item(type: number, ...parts: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(parts);
  const header = Buffer.from([type, 0, 0, 0]);
  header.writeUInt16BE(value.length, 2);
  return Buffer.concat([header, value]);
}

/** Padded with a zero by those who treat it as a value of a data set. */
function uid(bytes: Buffer): string {
  const text = bytes.toString('latin1').replace(/[\0 ]+$/, '');
  if (!isUid(text)) throw notDicom('it proposes a syntax that is no UID');
  return text;
}

/** PS3.5, 9.1, but for leading zeros, which some have. */
export function isUid(text: string): boolean {
  return /^[0-9.]{1,64}$/.test(text);
}

function title(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[^\x20-\x7e]/g, ' ')
    .trim();
}
