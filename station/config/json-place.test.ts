import fc from 'fast-check';
import { expect, test } from 'vitest';
import { placeInJson } from './json-place.ts';

const text = `{
  "lanes": ["1", "2"],
  "devices": [
    { "id": "a", "settings": { "odd \\"key\\"": [1, {"deep": null}] } }
  ]
}`;

test.each([
  [['lanes'], undefined, 'line 2, column 12'],
  [['lanes', 1], undefined, 'line 2, column 18'],
  [['devices', 0, 'id'], undefined, 'line 4, column 13'],
  [['devices', 0], 'id', 'line 4, column 7'],
  [['devices', 0, 'settings', 'odd "key"', 1, 'deep'], undefined, 'line 4, column 60'],
  [['devices', 0, 'link'], undefined, 'line 4, column 5'],
  [['devices', 7], undefined, 'line 3, column 14'],
  [[], undefined, 'line 1, column 1'],
] as const)('finds %j (%s)', (path, key, place) => {
  expect(placeInJson(text, path, key)).toBe(place);
});

test('of a key that is there twice gives the one that counts', () => {
  expect(placeInJson('{"a": 1, "a": 2}', ['a'])).toBe('line 1, column 15');
});

test('passes over the mark that Windows editors put first', () => {
  expect(placeInJson('\uFEFF{"a": 1}', ['a'])).toBe('line 1, column 8');
});

test('finds every value of any text where it stands', () => {
  fc.assert(
    fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (json, indent) => {
      const written = JSON.stringify(JSON.parse(json), null, indent);
      for (const { path, value } of valuesOf(JSON.parse(written))) {
        const [line, column] = placeInJson(written, path).match(/\d+/g)?.map(Number) ?? [];
        const rest = written
          .split('\n')
          .slice((line ?? 0) - 1)
          .join('\n')
          .slice((column ?? 0) - 1);
        const found =
          typeof value === 'object' && value !== null
            ? Array.isArray(value)
              ? '['
              : '{'
            : JSON.stringify(value);
        expect(rest.startsWith(found)).toBe(true);
      }
    }),
    { numRuns: 300 },
  );
});

function* valuesOf(
  value: unknown,
  path: readonly PropertyKey[] = [],
): Generator<{ path: readonly PropertyKey[]; value: unknown }> {
  yield { path, value };
  if (typeof value !== 'object' || value === null) return;
  for (const [key, member] of Object.entries(value)) {
    yield* valuesOf(member, [...path, Array.isArray(value) ? Number(key) : key]);
  }
}
