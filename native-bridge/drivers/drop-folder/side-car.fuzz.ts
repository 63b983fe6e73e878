import fc from 'fast-check';
import { BridgeError } from '../../errors.ts';
import { readSideCar, type SideCarKind, sideCarKinds } from './side-car.ts';

const words = [
  'plate',
  'takenAt',
  '<a>',
  '</a>',
  '<!DOCTYPE',
  '<!ENTITY x "y">',
  '<![CDATA[',
  ']]>',
  '&x;',
  '<?x',
  '{',
  '}',
  '":',
  '"',
  '[',
  ']',
  '=',
  '\n',
  '\u0000',
  '__proto__',
  '<plate>',
  '</plate>',
  '<constructor/>',
];

/** Side-cars of all kinds: noise, and noise made of their own words. Fails where one is read wrongly. */
export const sideCarFuzz = {
  input: fc.record({
    kind: fc.constantFrom<SideCarKind>(...sideCarKinds),
    bytes: fc.oneof(
      fc.uint8Array({ maxLength: 400 }),
      fc
        .array(fc.oneof(fc.constantFrom(...words), fc.string({ maxLength: 8 })), { maxLength: 60 })
        .map((parts): Uint8Array => Buffer.from(parts.join(''))),
      fc.json().map((json): Uint8Array => Buffer.from(json)),
    ),
  }),
  run({ kind, bytes }: { readonly kind: SideCarKind; readonly bytes: Uint8Array }): void {
    let about: object;
    try {
      about = readSideCar(bytes, kind);
    } catch (error) {
      if (error instanceof BridgeError) return;
      throw error;
    }
    for (const [name, value] of Object.entries(about)) {
      const isOne = ['plate', 'container', 'takenAt', 'reference'].includes(name);
      if (!isOne || typeof value !== 'string' || value.length > 100) throw new Error(`read ${name}`);
    }
  },
};
