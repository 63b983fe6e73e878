import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { AssessmentState, AssessmentView } from '../../station/api/assessment-views.pure.ts';
import type { DecisionAids } from '../../station/api/decision-aids.pure.ts';
import type { ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import { hintsOf, type ShownHint } from '../../station/assessments/declared.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { hintsAreOn, rememberHints } from './hints-switch.ts';

/** What the picture on screen says of its truck's mass, and the hints to it where the officer wants them. */
export interface Assessing {
  /** Null without a finished picture. */
  readonly state: AssessmentState | null;
  readonly assessment: AssessmentView | null;
  /** What the uncertainty is made of is shown. */
  readonly details: boolean;
  readonly hintsOn: boolean;
  /** Empty while hints are off. */
  readonly hints: readonly ShownHint[];
  readonly dismissed: ReadonlySet<string>;
  readonly current: ShownHint | null;
  /** What must be brought on screen; a new object each time. */
  readonly reveal: { readonly hint: ShownHint } | null;
  choose(id: string): void;
  dismiss(id: string): void;
  /** What is recorded with a decision: the mass and the hints that were on screen. */
  readonly aids: DecisionAids | undefined;
}

export function useAssessment(visit: VisitView | null, scan: ScanSummary | null, asking: boolean): Assessing {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const officer = useOfficer();
  const scanId = scan && (scan.state === 'complete' || scan.state === 'incomplete') ? scan.id : null;
  const state =
    useQuery(
      trpc.assessments.of.queryOptions(scanId === null ? skipToken : { scanId }, {
        // What is derived in the background is told of by an event; a lost one must not leave the card waiting.
        refetchInterval: (query) => (query.state.data?.state === 'running' ? 2_000 : false),
      }),
    ).data ?? null;
  const refresh = () => queries.invalidateQueries({ queryKey: trpc.assessments.of.queryKey() });
  const begin = useMutation(trpc.assessments.begin.mutationOptions({ onSettled: refresh }));
  const stop = useMutation(trpc.assessments.stop.mutationOptions({ onSettled: refresh }));

  const [details, setDetails] = useState(false);
  const [hintsOn, setHintsOn] = useState(() => hintsAreOn(officer.id));
  const [currentId, setCurrentId] = useState<string | null>(null);
  const [reveal, setReveal] = useState<Assessing['reveal']>(null);
  const [dismissed, setDismissed] = useState<ReadonlySet<string>>(none);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next picture begins with all of its hints.
  useEffect(() => {
    setDismissed(none);
    setCurrentId(null);
    setReveal(null);
  }, [scanId]);

  const assessment = state?.state === 'done' ? state.assessment : null;
  const goods = visit?.truck.goods;
  const hints = useMemo(
    () => (hintsOn && assessment ? hintsOf(goods === undefined ? {} : { goods }, assessment) : []),
    [hintsOn, assessment, goods],
  );
  const current = hints.find(({ id }) => id === currentId) ?? null;

  const choose = (id: string) => {
    const hint = hints.find((one) => one.id === id);
    if (!hint) return;
    setCurrentId(id);
    setReveal({ hint });
  };
  const walk = (step: 1 | -1) => {
    const open = hints.filter(({ id }) => !dismissed.has(id));
    const from = open.findIndex(({ id }) => id === currentId);
    const next = open.at(from < 0 ? (step > 0 ? 0 : -1) : (from + step) % open.length);
    if (next) choose(next.id);
  };
  const dismiss = (id: string) => {
    setDismissed((now) => {
      const next = new Set(now);
      if (!next.delete(id)) next.add(id);
      return next;
    });
  };

  const isRunning = state?.state === 'running';
  const canBegin = state?.state === 'stopped' || state?.state === 'failed';
  const anyOpen = hints.some(({ id }) => !dismissed.has(id));
  useBindings({
    massDetails: { enabled: assessment !== null, run: () => setDetails((now) => !now) },
    toggleHints: {
      enabled: scanId !== null,
      run: () => {
        rememberHints(officer.id, !hintsOn);
        setHintsOn(!hintsOn);
      },
    },
    nextHint: { enabled: anyOpen, run: () => walk(1) },
    previousHint: { enabled: anyOpen, run: () => walk(-1) },
    dismissHint: { enabled: current !== null && !asking, run: () => current && dismiss(current.id) },
    stopAssessment: {
      enabled: worksAtLane(officer) && scanId !== null && (isRunning || canBegin),
      run: () => scanId && (isRunning ? stop : begin).mutate({ scanId }),
    },
  });

  return {
    state,
    assessment,
    details,
    hintsOn,
    hints,
    dismissed,
    current,
    reveal,
    choose,
    dismiss,
    aids: aidsOf(assessment, hintsOn, hints, dismissed),
  };
}

const none: ReadonlySet<string> = new Set();

function aidsOf(
  assessment: AssessmentView | null,
  hintsOn: boolean,
  hints: readonly ShownHint[],
  dismissed: ReadonlySet<string>,
): DecisionAids | undefined {
  if (assessment === null) return undefined;
  const { whole } = assessment;
  return {
    ...(whole && {
      mass: {
        kg: Math.round(whole.kg),
        plusMinusKg: Math.round(whole.plusMinusKg),
        isAtLeast: whole.isAtLeast,
      },
    }),
    ...(hintsOn && {
      hints: hints.map(({ id, kind }) => ({ kind, dismissed: dismissed.has(id) })),
    }),
  };
}
