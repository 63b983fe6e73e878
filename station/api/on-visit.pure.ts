import { z } from 'zod';

/** What the inputs of several concerns have in common. */

export const id = z.string().min(1).max(64);
export const shortText = (max: number) => z.string().trim().max(max);
export const commandId = z.uuid();
/** Every command on a visit: `commandId` makes a double click one command, `version` is what the officer saw. */
export const onVisit = { commandId, visitId: id, version: z.int().min(0) };
export const reason = shortText(500);
