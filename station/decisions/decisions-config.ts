import { z } from 'zod';
import { reasonCode } from '../api/decision-inputs.pure.ts';
import {
  checkedDecisions,
  checkKinds,
  type DecisionSettings,
  type ReasonCode,
} from '../api/decision-views.pure.ts';
import { type decisionKinds, laneClasses } from '../api/views.pure.ts';
import type { DecisionRules } from './decision-rules.pure.ts';

const percent = z.number().min(0).max(100);
const name = z.string().trim().min(1).max(80);
const word = z.string().trim().min(1).max(60);

/** A digit records each of the first nine, so a list has no more. */
const reasonList = z
  .array(z.strictObject({ code: reasonCode, names: z.strictObject({ en: name, ru: name }) }))
  .min(1)
  .max(9)
  .refine((list) => new Set(list.map(({ code }) => code)).size === list.length, {
    error: 'a code is there twice',
  });

/** How the post decides, as it is written in `config.json` under `decisions`. */
export const decisionsConfig = z.strictObject({
  /** For how long who made a decision can take it back; 0: never. */
  undoSeconds: z.int().min(0).max(300).default(10),
  /** In place of the built-in list of that decision. */
  reasons: z
    .strictObject({
      release: reasonList.optional(),
      refer: reasonList.optional(),
      're-scan': reasonList.optional(),
      escalate: reasonList.optional(),
    })
    .default({}),
  fourEyes: z
    .strictObject({
      of: z.array(z.enum(checkedDecisions)).min(1).default(['release', 'refer']),
      always: z.boolean().default(false),
      randomPercent: percent.default(0),
      independent: z.boolean().default(true),
      risk: z
        .strictObject({
          laneClasses: z.array(z.enum(laneClasses)).default([]),
          countries: z.array(word).max(250).default([]),
          goodsWords: z.array(word).max(1_000).default([]),
          weightDifferencePercent: percent.nullable().default(null),
          alarm: z.boolean().default(false),
          sealBroken: z.boolean().default(false),
          seenBelowPercent: percent.nullable().default(null),
        })
        .prefault({}),
    })
    .prefault({}),
  /** An open radiation alarm always stops a release. */
  stopRelease: z.array(z.enum(checkKinds).exclude(['alarm'])).default(['seals']),
  seenNeeded: percent.default(0),
  recheckPercent: percent.default(0),
});

export type DecisionsConfig = z.output<typeof decisionsConfig>;

/** The reasons of a post that has named none of its own; the catalogue has their names. */
const builtIn = {
  release: ['seenAtOverview', 'emptyVehicle', 'documentsSuffice', 'scannedBefore', 'supervisorOrder'],
  refer: ['notAsDeclared', 'density', 'hiddenSpace', 'opaque', 'documents', 'riskProfile'],
  're-scan': ['poorPicture', 'truckMoved', 'incomplete', 'opaque'],
  escalate: ['unsure', 'secondOpinion', 'highRisk'],
} as const;

export function decisionRules(config: DecisionsConfig): DecisionRules {
  const { reasons } = decisionSettings(config);
  const codes = (list: readonly ReasonCode[]) => list.map(({ code }) => code);
  return {
    undoSeconds: config.undoSeconds,
    reasons: {
      release: codes(reasons.release),
      refer: codes(reasons.refer),
      're-scan': codes(reasons['re-scan']),
      escalate: codes(reasons.escalate),
    },
    fourEyes: config.fourEyes,
    stopRelease: ['alarm', ...config.stopRelease],
    seenNeeded: config.seenNeeded,
    recheckPercent: config.recheckPercent,
  };
}

/** What of it the screen has to know. Who has to look a second time, and how often, is not among it. */
export function decisionSettings(config: DecisionsConfig): DecisionSettings {
  const listOf = (kind: (typeof decisionKinds)[number]): readonly ReasonCode[] =>
    config.reasons[kind] ?? builtIn[kind].map((code) => ({ code, names: null }));
  return {
    undoSeconds: config.undoSeconds,
    reasons: {
      release: listOf('release'),
      refer: listOf('refer'),
      're-scan': listOf('re-scan'),
      escalate: listOf('escalate'),
    },
    stopRelease: ['alarm', ...config.stopRelease],
    seenNeeded: config.seenNeeded,
  };
}
