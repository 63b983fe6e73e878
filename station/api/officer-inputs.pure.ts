import { z } from 'zod';
import { languages, roles } from './views.pure.ts';

/** What the calls about officers and their sessions take. */

export const languageInput = z.enum(languages);
const serviceNumber = z.string().trim().min(1).max(20);
/** Long enough to withstand guessing with the station's delays; no rules on its letters (NIST SP 800-63B). */
const newPassword = z.string().min(8).max(200);
const givenPassword = z.string().min(1).max(200);
const name = z.string().trim().min(1).max(80);
const heldRoles = z.array(z.enum(roles)).min(1).max(roles.length);

export const firstRunInput = z.strictObject({
  serviceNumber,
  name,
  password: newPassword,
  role: z.enum(roles),
  language: languageInput,
});

/** An officer says who they are: at the door, at another officer's window, and under a sheet that they sign. */
export const credentialsInput = z.strictObject({ serviceNumber, password: givenPassword });

export const lockInput = z.strictObject({ why: z.enum(['key', 'idle']) });
export const unlockInput = z.strictObject({ password: givenPassword });
export const changePasswordInput = z.strictObject({ password: givenPassword, newPassword });
export const setLanguageInput = z.strictObject({ language: languageInput });

/** `password` is a first one, which its officer must change. */
export const addOfficerInput = z.strictObject({
  serviceNumber,
  name,
  password: newPassword,
  roles: heldRoles,
  language: languageInput,
});

/** `basedOn` is the version of the account that the administrator saw. */
const onAccount = { commandId: z.uuid(), officerId: z.string().min(1).max(64), basedOn: z.int().min(1) };
export const accountInput = z.strictObject(onAccount);
export const changeOfficerInput = z.strictObject({ ...onAccount, name, roles: heldRoles });
export const resetPasswordInput = z.strictObject({ ...onAccount, password: newPassword });

export type FirstRunInput = z.output<typeof firstRunInput>;
export type CredentialsInput = z.output<typeof credentialsInput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
export type AddOfficerInput = z.output<typeof addOfficerInput>;
export type AccountInput = z.output<typeof accountInput>;
export type ChangeOfficerInput = z.output<typeof changeOfficerInput>;
export type ResetPasswordInput = z.output<typeof resetPasswordInput>;
