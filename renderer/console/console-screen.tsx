import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { PostView, VisitView } from '../../station/api/views.pure.ts';
import { ArriveDialog } from '../arrive/arrive-dialog.tsx';
import type { Arriving } from '../arrive/arriving.ts';
import { useAssessment } from '../assessment/use-assessment.ts';
import { useInboxCount } from '../inbox/use-inbox.ts';
import { useMarkKeys } from '../marks/use-mark-keys.ts';
import { useMarks } from '../marks/use-marks.ts';
import { useBindings } from '../ui/action-context.tsx';
import { useImageSources, useLive, useScanner } from '../ui/live.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useOfficersOwn } from '../ui/officers-own.ts';
import { useTRPC } from '../ui/station.ts';
import { Alerts } from './alerts.tsx';
import {
  alertsBeside,
  bannersOf,
  type ConsoleAction,
  focusOf,
  nextAfter,
  opensByItself,
  permitted,
} from './console-rules.ts';
import classes from './console-screen.module.css';
import type { Ask } from './decision-ask.ts';
import { undoable } from './decision-rules.ts';
import { Decisions } from './decisions.tsx';
import { NextTruck } from './next-truck.tsx';
import { PicturePane, scanToShow } from './picture-pane.tsx';
import type { PictureSeen } from './picture-seen.ts';
import { Queue } from './queue.tsx';
import { liveAlarms } from './reading-rules.ts';
import { usePicturesAtHand } from './use-station-picture.ts';
import { useVisitCommands } from './use-visit-commands.ts';
import { VisitCard } from './visit-card.tsx';

/** The officer's whole job on one screen: the queue, the picture, the visit and the decision. */
export function ConsoleScreen(props: {
  readonly post: PostView;
  readonly lane: string | null;
  /** A visit found by the search; a new object each time it was asked for. */
  readonly wanted: { readonly visitId: string } | null;
}) {
  const { post, lane, wanted } = props;
  const officer = useOfficer();
  const { connection } = useLive();
  const trpc = useTRPC();
  const open = useQuery(trpc.visits.open.queryOptions(undefined, { refetchInterval: 10_000 }));
  const visits = open.data ?? none;
  const queueView =
    useQuery(trpc.visits.queue.queryOptions(undefined, { refetchInterval: 10_000 })).data ?? null;
  const commands = useVisitCommands();
  usePicturesAtHand(visits);
  const [chosen, setChosen] = useState<string | null>(null);
  const [ask, setAsk] = useOfficersOwn<Ask | null>(null);
  const [arriving, setArriving] = useOfficersOwn<Arriving | null>(null);
  const [seen, setSeen] = useState<PictureSeen | null>(null);
  const queue = useRef<HTMLDivElement>(null);

  useEffect(() => {
    if (wanted) setChosen(wanted.visitId);
  }, [wanted]);

  // Who takes the window over finds the same truck on it from the first moment, whoever has it now.
  const lastShown = useRef<string | null>(null);
  const [seat, setSeat] = useState(officer.id);
  if (seat !== officer.id) {
    setSeat(officer.id);
    setChosen(lastShown.current);
  }

  const focus = useMemo(() => focusOf(visits, officer.id, lane, chosen), [visits, officer.id, lane, chosen]);
  const { shown, atScanner } = focus;
  useEffect(() => {
    lastShown.current = shown?.id ?? null;
  }, [shown?.id]);
  const scanner = useScanner(lane);
  const sources = useImageSources(lane);
  const can = permitted({
    officer,
    lane,
    scanner,
    visits,
    focus,
    busy: commands.busy,
    stopRelease: post.decisions.stopRelease,
  });

  // A question belongs to the visit it was asked about.
  const asked = ask && ask.visitId === (ask.atScanner ? atScanner?.id : shown?.id) ? ask : null;
  const choose = (visitId: string | null) => {
    setChosen(visitId);
    setAsk(null);
  };

  const marking = useMarks({
    visit: shown,
    scanId: scanToShow(shown)?.id ?? null,
    commands,
    onBegin: () => setAsk(null),
  });
  useMarkKeys(marking, asked !== null);
  const assessing = useAssessment(shown, scanToShow(shown), asked !== null);

  useOpenByItself(opensByItself(shown, officer) ? shown : null, commands);

  const onShown = (run: (visit: VisitView) => void) => () => shown && run(shown);
  const onScanner = (run: (visit: VisitView) => void) => () => atScanner && run(atScanner);
  const question = (kind: Ask['kind'], of: VisitView, isAtScanner = false) =>
    setAsk({ kind, visitId: of.id, atScanner: isAtScanner });

  const run: Record<ConsoleAction, () => void> = {
    callNext: () => {
      if (lane === null) return;
      void commands.callNext(lane).then((called) => {
        // A picture under analysis stays on screen when the next truck is called meanwhile.
        if (called && shown?.state !== 'in-analysis') choose(null);
      });
    },
    startScan: onScanner((visit) => void commands.send('startScan', visit, {})),
    abortScan: onScanner((visit) => void commands.send('abortScan', visit, { reason: '' })),
    putBack: onScanner((visit) => question('putBack', visit, true)),
    arrive: () => setArriving({ kind: 'arrive' }),
    book: () => setArriving({ kind: 'book' }),
    correct: onShown((visit) => setArriving({ kind: 'correct', visit })),
    release: onShown((visit) => question('release', visit)),
    refer: onShown((visit) => question('refer', visit)),
    rescan: onShown((visit) => question('re-scan', visit)),
    escalate: onShown((visit) => question('escalate', visit)),
    acknowledge: onShown((visit) => question('acknowledge', visit)),
    confirmSecond: onShown((visit) =>
      question(visit.secondLook?.first?.kind === 'refer' ? 'refer' : 'release', visit),
    ),
    disagreeSecond: onShown((visit) => question('disagree', visit)),
    reverseDecision: onShown((visit) => question('reverse', visit)),
    undoDecision: () => {
      const [last] = undoable(visits, officer);
      // The picture it was about is what the officer wants to see again.
      if (last) void commands.send('undoDecision', last, {}).then((saved) => saved && choose(saved.id));
    },
    flagRecheck: onShown((visit) => question('flagRecheck', visit)),
    callThis: onShown((visit) => {
      if (lane === null) return;
      const isNext = queueView?.next.some((next) => next.lane === lane && next.visitId === visit.id);
      if (isNext) void commands.send('callTruck', visit, { lane });
      else question('callThis', visit);
    }),
    hold: onShown((visit) => question('hold', visit)),
    resume: onShown((visit) => void commands.send('resume', visit, {})),
    openPicture: onShown((visit) => void commands.send('open', visit, {})),
    gateIn: onShown((visit) => void commands.send('gateIn', visit, {})),
    checkDocuments: onShown((visit) => void commands.send('checkDocuments', visit, {})),
    passRpm: onShown((visit) => void commands.send('passRpm', visit, {})),
    startExamination: onShown((visit) => void commands.send('startExamination', visit, {})),
    endExamination: onShown((visit) => question('endExamination', visit)),
    correctExamination: onShown((visit) => question('correctExamination', visit)),
    endDetention: onShown((visit) => question('endDetention', visit)),
    depart: onShown(
      (visit) => void commands.send('depart', visit, {}).then((saved) => saved && choose(null)),
    ),
    arriveBooked: onShown((visit) => void commands.arriveBooked(visit)),
    noShow: onShown((visit) => question('noShow', visit)),
    cancel: onShown((visit) => question('cancel', visit)),
  };
  useBindings({
    ...bindAll(can, run),
    goToQueue: {
      enabled: true,
      run: () => queue.current?.querySelector<HTMLElement>('[role="option"][tabindex="0"]')?.focus(),
    },
  });

  const inbox = useInboxCount();
  const banners = bannersOf({
    connected: connection !== 'lost',
    scanner,
    shown,
    portals: connection === 'online' ? liveAlarms(post.devices, lane, shown) : [],
    alarmsToMatch: inbox.alarms,
  });
  return (
    <div className={classes.console}>
      <Queue
        ref={queue}
        visits={visits}
        loaded={open.data !== undefined}
        fault={open.error}
        next={<NextTruck queue={queueView} lane={lane} visits={visits} />}
        shownId={shown?.id ?? null}
        onChoose={choose}
      />
      <div className={classes.middle}>
        <Alerts banners={banners} alerts={alertsBeside(post.alerts, shown)} />
        <PicturePane
          visit={shown}
          scanner={scanner}
          sources={sources}
          waiting={visits.filter((visit) => visit.state === 'arrived' && visit.hold === null).length}
          zone={post.timeZone}
          asking={asked !== null}
          marking={marking}
          assessing={assessing}
          commands={commands}
          onSeen={setSeen}
        />
      </div>
      <aside className={classes.side}>
        <VisitCard
          visit={shown}
          zone={post.timeZone}
          anyOpen={visits.length > 0}
          marking={marking}
          assessing={assessing}
        />
        <Decisions
          key={officer.id}
          shown={shown}
          atScanner={atScanner}
          scanner={scanner}
          sources={sources}
          seen={seen}
          aids={assessing.aids}
          ask={asked}
          lane={lane}
          commands={commands}
          onDone={(saved) => choose(nextAfter(visits, saved, officer.id, lane))}
          visits={visits}
          onAcknowledged={() => setAsk(null)}
          onClose={() => setAsk(null)}
        />
      </aside>
      <ArriveDialog
        key={officer.id}
        arriving={arriving}
        zone={post.timeZone}
        onClose={() => setArriving(null)}
      />
    </div>
  );
}

const none: readonly VisitView[] = [];

function bindAll(can: Record<ConsoleAction, boolean>, run: Record<ConsoleAction, () => void>) {
  const ids = Object.keys(can) as ConsoleAction[];
  return Object.fromEntries(ids.map((id) => [id, { enabled: can[id], run: run[id] }]));
}

/** Opens a picture that waits for this officer, once for each version of the visit. */
function useOpenByItself(visit: VisitView | null, commands: ReturnType<typeof useVisitCommands>): void {
  const tried = useRef('');
  const { busy, send } = commands;
  useEffect(() => {
    if (visit === null || busy) return;
    const attempt = `${visit.id} ${visit.version}`;
    if (tried.current === attempt) return;
    tried.current = attempt;
    void send('open', visit, {});
  }, [visit, busy, send]);
}
