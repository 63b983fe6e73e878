import { describe, expect, it } from 'vitest';
import { hashPassword, verifyPassword } from './password.ts';

const cheap = { logN: 10, r: 8, p: 1 };

describe('a kept password', () => {
  it('fits what was typed and nothing else', async () => {
    const kept = await hashPassword('correct horse', cheap);
    expect(kept).not.toContain('correct horse');
    expect(await verifyPassword('correct horse', kept)).toBe(true);
    expect(await verifyPassword('correct horsE', kept)).toBe(false);
    expect(await verifyPassword('', kept)).toBe(false);
  });

  it('is salted: the same password is never kept twice alike', async () => {
    expect(await hashPassword('same', cheap)).not.toBe(await hashPassword('same', cheap));
  });

  it('carries its cost, so that an old one still fits after the cost was raised', async () => {
    const kept = await hashPassword('old one', cheap);
    expect(kept).toMatch(/^scrypt\$10\$8\$1\$/);
    expect(await verifyPassword('old one', kept)).toBe(true);
  });

  it('fits however the keyboard composed its letters', async () => {
    expect(await verifyPassword('й', await hashPassword('й', cheap))).toBe(true);
  });

  it.each(['', 'plain', 'scrypt$10$8$1$short$short', 'scrypt$99$8$1$aaaaaaaaaaaaaaaaaaaaaa$b'])(
    'that cannot be read (%j) fits nothing',
    async (kept) => {
      expect(await verifyPassword('anything', kept)).toBe(false);
    },
  );
});
