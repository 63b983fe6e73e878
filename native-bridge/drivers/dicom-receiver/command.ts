import { notDicom } from './pdu.ts';

/** PS3.7, annex E.1. */
export const commands = {
  storeRequest: 0x0001,
  echoRequest: 0x0030,
  cancelRequest: 0x0fff,
  response: 0x8000,
} as const;

/** PS3.7 annex C, PS3.4 table B.2-1. */
export const statuses = {
  success: 0x0000,
  invalidInstance: 0x0117,
  classNotSupported: 0x0122,
  unknownOperation: 0x0211,
  outOfResources: 0xa700,
  notOfItsClass: 0xa900,
  cannotUnderstand: 0xc000,
} as const;
export type Status = (typeof statuses)[keyof typeof statuses];

/** A command set, as far as it is used here. */
export interface CommandSet {
  readonly field: number;
  readonly messageId: number;
  readonly hasDataSet: boolean;
  readonly sopClass: string;
  readonly sopInstance: string;
}

const tags = {
  groupLength: 0x0000,
  sopClass: 0x0002,
  field: 0x0100,
  messageId: 0x0110,
  respondedTo: 0x0120,
  dataSetType: 0x0800,
  status: 0x0900,
  comment: 0x0902,
  sopInstance: 0x1000,
} as const;
const noDataSet = 0x0101;

/** Always implicit VR little-endian, group 0000 (PS3.7, 6.3.1). Throws BridgeError DEVICE_PROTOCOL. */
export function readCommand(bytes: Buffer): CommandSet {
  const values = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    if (at + 8 > bytes.length) throw notDicom('its command is cut short');
    const end = at + 8 + bytes.readUInt32LE(at + 4);
    if (bytes.readUInt16LE(at) !== 0) throw notDicom('its command holds elements of a data set');
    if (end > bytes.length) throw notDicom('its command is cut short');
    values.set(bytes.readUInt16LE(at + 2), bytes.subarray(at + 8, end));
    at = end;
  }
  const number = (tag: number) => {
    const value = values.get(tag);
    if (value?.length !== 2) throw notDicom('its command lacks what every command has');
    return value.readUInt16LE(0);
  };
  const text = (tag: number) => (values.get(tag)?.toString('latin1') ?? '').replace(/[\0 ]+$/, '');
  return {
    field: number(tags.field),
    // A response and a C-CANCEL have none.
    messageId: values.has(tags.messageId) ? number(tags.messageId) : 0,
    hasDataSet: number(tags.dataSetType) !== noDataSet,
    sopClass: text(tags.sopClass),
    sopInstance: text(tags.sopInstance),
  };
}

/** The answer to a request; `comment` is shortened to what an Error Comment holds. */
export function writeResponse(request: CommandSet, status: Status, comment = ''): Buffer {
  const reason = comment.replaceAll(/[^\x20-\x5b\x5d-\x7e]/g, '?').slice(0, 64);
  const elements = Buffer.concat([
    ...(request.sopClass === '' ? [] : [element(tags.sopClass, padded(request.sopClass, '\0'))]),
    element(tags.field, uint16(request.field | commands.response)),
    element(tags.respondedTo, uint16(request.messageId)),
    element(tags.dataSetType, uint16(noDataSet)),
    element(tags.status, uint16(status)),
    ...(reason === '' ? [] : [element(tags.comment, padded(reason, ' '))]),
    ...(request.sopInstance === '' ? [] : [element(tags.sopInstance, padded(request.sopInstance, '\0'))]),
  ]);
  const length = Buffer.alloc(4);
  length.writeUInt32LE(elements.length);
  return Buffer.concat([element(tags.groupLength, length), elements]);
}

function element(tag: number, value: Buffer): Buffer {
  const header = Buffer.alloc(8);
  header.writeUInt16LE(tag, 2);
  header.writeUInt32LE(value.length, 4);
  return Buffer.concat([header, value]);
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function padded(text: string, pad: string): Buffer {
  return Buffer.from(text.length % 2 === 0 ? text : `${text}${pad}`, 'latin1');
}
