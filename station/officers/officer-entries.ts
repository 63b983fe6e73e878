import { z } from 'zod';
import { languages, roles } from '../api/views.pure.ts';
import type { NewEntryOf } from '../journal/entry.ts';

const nothing = z.strictObject({});
const wrongTries = z.int();

/** What the journal says of accounts; the officer is the subject, the actor who changed it. Passwords never appear. */
export const accountKinds = {
  'officer.added': z.strictObject({
    serviceNumber: z.string(),
    name: z.string(),
    roles: z.array(z.enum(roles)),
    language: z.enum(languages),
    /** The password is somebody else's choice and must be changed at the first sign-in. */
    firstPassword: z.boolean().exactOptional(),
  }),
  'officer.changed': z.strictObject({ name: z.string(), roles: z.array(z.enum(roles)) }),
  'officer.deactivated': nothing,
  'officer.reactivated': nothing,
  /** A new first password was set. */
  'officer.password-reset': nothing,
  'officer.password-changed': nothing,
  /** The wait after wrong passwords was lifted. */
  'officer.guesses-cleared': nothing,
} as const;

/** What the journal says of officers at work. Sessions never appear. */
export const officerKinds = {
  ...accountKinds,
  'officer.language-set': z.strictObject({ language: z.enum(languages) }),
  /** `wrongTries`: passwords refused for this number since the last right one. */
  'officer.signed-in': z.strictObject({ wrongTries }),
  'officer.signed-out': nothing,
  /** A wrong password; `at` is where it was typed, if not at the door. */
  'officer.sign-in-refused': z.strictObject({
    wrongTries,
    at: z.enum(['lock', 'signature', 'password']).exactOptional(),
  }),
  /** The window was covered: by a key, or because nobody did anything. */
  'officer.screen-locked': z.strictObject({ why: z.enum(['key', 'idle']) }),
  'officer.screen-unlocked': z.strictObject({ wrongTries }),
  /** The subject went on at the window of another officer, with what that one had open. */
  'officer.took-over': z.strictObject({
    from: z.string(),
    serviceNumber: z.string(),
    visits: z.array(z.string()),
  }),
} as const;

export type AccountEvent = NewEntryOf<typeof accountKinds>;
export type OfficerFact = NewEntryOf<typeof officerKinds>;
