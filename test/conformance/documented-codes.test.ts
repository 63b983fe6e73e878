import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import errors from '../../resources/locales/en/errors.json' with { type: 'json' };

test('every code that a person can see is in docs/operating.md', () => {
  const guide = readFileSync(new URL('../../docs/operating.md', import.meta.url), 'utf8');
  expect(Object.keys(errors).filter((code) => !guide.includes(`\`${code}\``))).toEqual([]);
});
