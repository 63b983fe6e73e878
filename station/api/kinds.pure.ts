/** What the views of several concerns are made of. */

export const languages = ['en', 'ru'] as const;
export type Language = (typeof languages)[number];

export const decisionKinds = ['release', 'refer', 're-scan', 'escalate'] as const;
export type DecisionKind = (typeof decisionKinds)[number];

export const examinationOutcomes = ['nothing', 'undeclared', 'misdeclared', 'prohibited'] as const;
export type ExaminationOutcome = (typeof examinationOutcomes)[number];

/** How much of the picture the officer had when deciding; recorded with the decision. */
export const fidelities = ['receiving', 'overview', 'full', 'incomplete'] as const;
export type Fidelity = (typeof fidelities)[number];
