import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** scrypt's cost: `2^logN` blocks of `128·r` bytes, `p` times. */
export interface ScryptCost {
  readonly logN: number;
  readonly r: number;
  readonly p: number;
}

/** 32 MB and about a quarter of a second on a small machine (OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3). */
export const defaultCost: ScryptCost = { logN: 15, r: 8, p: 3 };

/** Hashes a password for keeping: `scrypt$logN$r$p$salt$hash`, so that the cost can be raised later. */
export async function hashPassword(password: string, cost: ScryptCost = defaultCost): Promise<string> {
  const salt = randomBytes(16);
  const hash = await derive(password, salt, cost);
  return ['scrypt', cost.logN, cost.r, cost.p, salt.toString('base64url'), hash.toString('base64url')].join(
    '$',
  );
}

/** Whether `password` is the one that was hashed. A kept hash that cannot be read fits no password. */
export async function verifyPassword(password: string, kept: string): Promise<boolean> {
  const match = /^scrypt\$(\d{1,2})\$(\d{1,2})\$(\d{1,2})\$([\w-]{16,})\$([\w-]{43})$/.exec(kept);
  if (!match) return false;
  const [, logN, r, p, salt, hash] = match;
  const cost = { logN: Number(logN), r: Number(r), p: Number(p) };
  if (cost.logN > 20 || cost.r > 16 || cost.p > 16) return false;
  const derived = await derive(password, Buffer.from(salt ?? '', 'base64url'), cost);
  return timingSafeEqual(derived, Buffer.from(hash ?? '', 'base64url'));
}

function derive(password: string, salt: Buffer, { logN, r, p }: ScryptCost): Promise<Buffer> {
  // Two keyboards may type the same letter as different code points (й, ё): compare one form.
  const typed = password.normalize('NFKC');
  const options = { N: 2 ** logN, r, p, maxmem: 256 * 2 ** logN * r };
  return new Promise((resolve, reject) => {
    scrypt(typed, salt, 32, options, (fault, key) => (fault ? reject(fault) : resolve(key)));
  });
}
