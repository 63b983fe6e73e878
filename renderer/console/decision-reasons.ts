import { useTranslation } from 'react-i18next';
import {
  type DecisionKind,
  decisionKinds,
  type Language,
  type VisitView,
} from '../../station/api/views.pure.ts';
import type { catalogue } from '../ui/i18n.ts';
import { otherThan } from './decision-rules.ts';
import { alarmToAcknowledge } from './reading-rules.ts';
import { useDecisionSettings } from './use-decision-settings.ts';

/** What is asked for the reasons of other things than decisions; a decision's are the post's own. */
const reasons = {
  acknowledge: ['naturalGoods', 'medical', 'declaredSource', 'secondPassage', 'specialists'],
  acknowledgeCheck: ['papersSeen', 'measuredByHand', 'sealReplaced', 'supervisorOrder'],
  callThis: ['animals', 'perishables', 'dangerousGoods', 'supervisorOrder', 'nextNotReady'],
  hold: ['papersMissing', 'driverAway', 'otherAuthority', 'faultOfTruck'],
  putBack: ['scannerNotReady', 'truckNotReady', 'wrongTruck'],
  cancel: ['driverLeft', 'wrongEntry', 'turnedBack'],
  endDetention: ['dutyPaid', 'goodsSeized', 'papersBrought', 'handedOver'],
  flagRecheck: ['unusualRoute', 'newRiskInformation', 'officerTired', 'trainingCase'],
} as const;

export type Listed = DecisionKind | 'disagree' | Exclude<keyof typeof reasons, 'acknowledgeCheck'>;

export function askedAbout(kind: 'disagree' | 'flagRecheck' | 'acknowledge', visit: VisitView) {
  if (kind !== 'acknowledge') return kind;
  return acknowledgedAs(visit) === 'acknowledge' ? 'acknowledgeAlarm' : 'acknowledgeCheck';
}

/** An alarm comes before any other check. */
function acknowledgedAs(visit: VisitView): 'acknowledge' | 'acknowledgeCheck' {
  return alarmToAcknowledge(visit) === null ? 'acknowledgeCheck' : 'acknowledge';
}

export interface Reason {
  readonly key: string;
  readonly text: string;
  /** Only of the post's list for a decision. */
  readonly code?: string;
}

/** The reasons to choose from, in the person's language. */
export function useReasons(kind: Listed, visit: VisitView): readonly Reason[] {
  const { t, i18n } = useTranslation('console');
  const settings = useDecisionSettings();
  const decision =
    kind === 'disagree' ? otherThan(visit) : kind === 'acknowledge' ? acknowledgedAs(visit) : kind;
  if (!isDecision(decision)) return reasons[decision].map((key) => ({ key, text: t(`reasons.${key}`) }));
  return settings.reasons[decision].map(({ code, names }) => ({
    key: code,
    code,
    text: names?.[i18n.language as Language] ?? t(`reasons.${code as BuiltInReason}`),
  }));
}

export function isDecision(kind: string): kind is DecisionKind {
  return decisionKinds.some((decision) => decision === kind);
}

/** A reason that the catalogue names. */
type BuiltInReason = keyof (typeof catalogue)['en']['console']['reasons'];
