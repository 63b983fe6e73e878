import { createHash } from 'node:crypto';

/** What a command says and who says it, so that an id used for something else is found out. */
export function fingerprint(by: { readonly id: string } | null, said: object): string {
  return createHash('sha256')
    .update(JSON.stringify([by?.id ?? null, said]))
    .digest('base64');
}
