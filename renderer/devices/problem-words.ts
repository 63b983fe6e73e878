import { useTranslation } from 'react-i18next';
import type { Problem } from './settings-draft.ts';

/** The sentence of what is wrong with a setting. */
export function useProblemWords(): (problem: Problem | undefined) => string | null {
  const { t } = useTranslation('devices');
  return (problem) =>
    problem === undefined
      ? null
      : (t as (key: string, values: object) => string)(`settings.problems.${problem.kind}`, problem.values);
}
