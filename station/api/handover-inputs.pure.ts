import { z } from 'zod';
import { signingSides } from './handover-views.pure.ts';
import { credentialsInput } from './officer-inputs.pure.ts';

/** What the calls about shifts and their handover take. */

const commandId = z.uuid();
const handoverId = z.uuid();

export const openShiftInput = z.strictObject({ commandId });
export const closeShiftInput = z.strictObject({ commandId });
/** `remarks`: what the figures do not say. */
export const prepareHandoverInput = z.strictObject({ commandId, remarks: z.string().trim().max(4000) });
/** Who signs says who they are, whoever's window it is; `sha256` is of the sheet that was on screen. */
export const signHandoverInput = z.strictObject({
  commandId,
  handoverId,
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
  side: z.enum(signingSides),
  ...credentialsInput.shape,
});
export const handoverInput = z.strictObject({ handoverId });

export type OpenShiftInput = z.output<typeof openShiftInput>;
export type PrepareHandoverInput = z.output<typeof prepareHandoverInput>;
export type SignHandoverInput = z.output<typeof signHandoverInput>;
