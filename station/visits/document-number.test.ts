import { expect, test } from 'vitest';
import { documentKind } from './document-number.pure.ts';

test.each([
  ['XB 12345678', 'tir-carnet'],
  ['xb123456789', 'tir-carnet'],
  ['50506/010326/0012345', 'eaeu-declaration'],
  ['10702030/010326/А123456', 'eaeu-declaration'],
  ['26LVRIX00000012345'.slice(0, 18), 'mrn'],
  ['50506/320326/0012345', null],
  ['KZ-12345', null],
  ['', null],
] as const)('%s is the number of %s', (text, kind) => {
  expect(documentKind(text)).toBe(kind);
});
