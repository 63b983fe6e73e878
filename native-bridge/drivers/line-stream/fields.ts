import { BridgeError } from '../../errors.ts';

/** How one field of a payload is laid out. All numbers are little-endian. */
export interface Field<T> {
  write(out: PayloadWriter, value: T): void;
  read(from: PayloadReader): T;
}

export type FieldValue<F> = F extends Field<infer T> ? T : never;
export type Layout = { readonly [name: string]: Field<unknown> };
export type LayoutValues<L> = { readonly [K in keyof L]: FieldValue<L[K]> };

export const u8: Field<number> = number(1);
export const u16: Field<number> = number(2);
export const u32: Field<number> = number(4);

/** A number whose highest value says "not known". */
export function optional(size: 1 | 2 | 4): Field<number | null> {
  const none = 2 ** (8 * size) - 1;
  const plain = number(size);
  return {
    write: (out, value) => plain.write(out, value ?? none),
    read: (from) => {
      const value = plain.read(from);
      return value === none ? null : value;
    },
  };
}

/** u8: 0 no, 1 yes, anything else unknown. */
export const known: Field<boolean | null> = {
  write: (out, value) => u8.write(out, value === null ? 255 : Number(value)),
  read: (from) => {
    const value = u8.read(from);
    return value === 0 ? false : value === 1 ? true : null;
  },
};

/** u8, an index into `names`. A value from a later version reads as `otherwise`. */
export function oneOf<T extends string>(names: readonly T[], otherwise: T): Field<T> {
  return {
    write: (out, value) => u8.write(out, names.indexOf(value)),
    read: (from) => names[u8.read(from)] ?? otherwise,
  };
}

/** u16 length in bytes, then UTF-8. A text that is too long is cut when written and an error when read. */
export function text(maxBytes: number): Field<string> {
  return {
    write: (out, value) => {
      const bytes = utf8(value, maxBytes);
      u16.write(out, bytes.length);
      out.bytes(bytes);
    },
    read: (from) => {
      const length = u16.read(from);
      if (length > maxBytes) throw malformed(`a text of ${length} bytes where ${maxBytes} are allowed`);
      try {
        return decoder.decode(from.bytes(length));
      } catch (cause) {
        if (cause instanceof BridgeError) throw cause;
        throw malformed('a text that is not UTF-8');
      }
    },
  };
}

/** 16 bytes in the order of the text, `xxxxxxxx-xxxx-…`, lower case. */
export const uuid: Field<string> = {
  write: (out, value) => {
    if (!uuidPattern.test(value)) throw malformed(`"${value}" is not a UUID`);
    out.bytes(Buffer.from(value.replaceAll('-', ''), 'hex'));
  },
  read: (from) =>
    Buffer.from(from.bytes(16))
      .toString('hex')
      .replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-'),
};

/** u8 count, then that many. */
export function list<T>(item: Field<T>, max: number): Field<readonly T[]> {
  return {
    write: (out, values) => {
      if (values.length > max) throw malformed(`a list of ${values.length} where ${max} are allowed`);
      u8.write(out, values.length);
      for (const value of values) item.write(out, value);
    },
    read: (from) => {
      const count = u8.read(from);
      if (count > max) throw malformed(`a list of ${count} where ${max} are allowed`);
      return Array.from({ length: count }, () => item.read(from));
    },
  };
}

/** Fields one after another, in the order of the object. */
export function record<L extends Layout>(layout: L): Field<LayoutValues<L>> {
  const fields = Object.entries(layout);
  return {
    write: (out, value) => {
      for (const [name, field] of fields) field.write(out, value[name]);
    },
    read: (from) =>
      Object.fromEntries(fields.map(([name, field]) => [name, field.read(from)])) as LayoutValues<L>,
  };
}

export class PayloadWriter {
  readonly #parts: Uint8Array[] = [];

  bytes(bytes: Uint8Array): void {
    this.#parts.push(bytes);
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }
}

/** Reads on and on; asking for more than there is throws BridgeError DEVICE_PROTOCOL. */
export class PayloadReader {
  readonly #bytes: Uint8Array;
  #at = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  bytes(length: number): Uint8Array {
    if (this.#at + length > this.#bytes.length) {
      throw malformed(`${this.#bytes.length} bytes where at least ${this.#at + length} are needed`);
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

export function malformed(what: string): BridgeError {
  return new BridgeError('DEVICE_PROTOCOL', `The scanner sent ${what}: check its software's version.`, {
    details: { what },
  });
}

const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const uuidPattern = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

function number(size: 1 | 2 | 4): Field<number> {
  return {
    write: (out, value) => {
      if (!Number.isInteger(value) || value < 0 || value >= 2 ** (8 * size)) {
        throw malformed(`the number ${value} where ${size} bytes hold it`);
      }
      const bytes = Buffer.allocUnsafe(size);
      bytes.writeUIntLE(value, 0, size);
      out.bytes(bytes);
    },
    read: (from) => from.bytes(size).reduce((sum, byte, index) => sum + byte * 2 ** (8 * index), 0),
  };
}

/** Cut at a character's border. */
function utf8(value: string, maxBytes: number): Buffer {
  const bytes = Buffer.from(value, 'utf8');
  if (bytes.length <= maxBytes) return bytes;
  let end = maxBytes;
  while (end > 0 && ((bytes[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return bytes.subarray(0, end);
}
