import { z } from 'zod';
import { languages, roles } from '../api/views.pure.ts';

/** What the journal says of officers; the officer is the subject. Passwords and sessions never appear. */
export const officerKinds = {
  'officer.added': z.strictObject({
    serviceNumber: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    language: z.enum(languages),
  }),
  'officer.language-set': z.strictObject({ language: z.enum(languages) }),
  /** `wrongTries`: passwords refused for this number since the last right one. */
  'officer.signed-in': z.strictObject({ wrongTries: z.int() }),
  'officer.signed-out': z.strictObject({}),
  'officer.sign-in-refused': z.strictObject({ wrongTries: z.int() }),
} as const;
