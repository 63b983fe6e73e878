import { useTranslation } from 'react-i18next';
import type { DecisionAids } from '../../station/api/decision-aids.pure.ts';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { ScannerView, VisitView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { minutesSeconds, readablePlate } from '../ui/format.ts';
import { useScanLines } from '../ui/live.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { sectionOf } from './console-rules.ts';
import type { Ask } from './decision-ask.ts';
import { DecisionPanel } from './decision-panel.tsx';
import { ClosedRelease, SecondLookSaid, Undo } from './decision-state.tsx';
import classes from './decisions.module.css';
import type { PictureSeen } from './picture-seen.ts';
import type { VisitCommands } from './use-visit-commands.ts';

/** What can be done now, in one place: the lane above, the visit shown below, or the question that was asked. */
export function Decisions(props: {
  readonly shown: VisitView | null;
  readonly atScanner: VisitView | null;
  readonly scanner: ScannerView | null;
  readonly sources: readonly DeviceView[];
  readonly seen: PictureSeen | null;
  readonly aids: DecisionAids | undefined;
  readonly ask: Ask | null;
  readonly lane: string | null;
  readonly commands: VisitCommands;
  readonly visits: readonly VisitView[];
  readonly onDone: (saved: VisitView) => void;
  readonly onAcknowledged: () => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('console');
  const { shown, atScanner, ask } = props;
  const subject = ask?.atScanner ? atScanner : shown;
  if (ask && subject) {
    return (
      <section className={classes.area} aria-label={t('decisions.title')}>
        <DecisionPanel
          key={`${ask.kind} ${subject.id}`}
          kind={ask.kind}
          visit={subject}
          seen={props.seen}
          aids={props.aids}
          lane={props.lane}
          commands={props.commands}
          onDone={ask.kind === 'acknowledge' ? props.onAcknowledged : props.onDone}
          onClose={props.onClose}
        />
      </section>
    );
  }
  const decidable = shown?.state === 'image-ready' || shown?.state === 'in-analysis';
  return (
    <section className={classes.area} aria-label={t('decisions.title')}>
      <LaneActions {...props} />
      <Undo visits={props.visits} />
      {shown && <ClosedRelease visit={shown} />}
      {shown && <SecondLookSaid visit={shown} />}
      {shown && <VisitActions visit={shown} />}
      {decidable && (
        <>
          {shown.state === 'in-analysis' && shown.secondLook === null && <LookedFor visit={shown} />}
          {shown.secondLook?.officers.length === 1 && shown.secondLook.first && (
            <div className={classes.grid}>
              <ActionButton action="confirmSecond" size="decision" />
              <ActionButton action="disagreeSecond" size="decision" />
            </div>
          )}
          <div className={classes.grid}>
            <ActionButton action="release" size="decision" />
            <ActionButton action="refer" size="decision" />
            <ActionButton action="rescan" size="decision" />
            <ActionButton action="escalate" size="decision" />
          </div>
        </>
      )}
    </section>
  );
}

function LaneActions(props: {
  readonly shown: VisitView | null;
  readonly atScanner: VisitView | null;
  readonly scanner: ScannerView | null;
  readonly sources: readonly DeviceView[];
}) {
  const { t } = useTranslation('console');
  const { atScanner, scanner, shown } = props;
  // Where pictures come by themselves there is no scan to start.
  const starts = scanner !== null || props.sources.length === 0;
  if (atScanner === null) {
    // One thing stands out: what the truck shown waits for, or else the next truck.
    const section = shown && sectionOf(shown.state);
    return section === 'scanner' || section === 'analysis' || section === 'examination' ? (
      <ActionButton action="callNext" />
    ) : (
      <ActionButton action="callNext" size="decision" tone="main" />
    );
  }
  const other = atScanner.id !== shown?.id;
  return (
    <>
      {other && (
        <p className={classes.lane}>
          {t('decisions.atScanner', { plate: readablePlate(atScanner.truck.plate) })}
        </p>
      )}
      {atScanner.state === 'called' ? (
        <>
          {starts && (
            <ActionButton
              action="startScan"
              size={other ? 'small' : 'decision'}
              tone={other ? 'plain' : 'main'}
            />
          )}
          <ActionButton action="putBack" />
        </>
      ) : (
        <>
          {scanner?.scan && <Received scan={scanner.scan} />}
          <ActionButton action="abortScan" size={other ? 'small' : 'decision'} tone="danger" />
        </>
      )}
    </>
  );
}

/** How far the scan is, in lines and as a bar. */
function Received({ scan }: { readonly scan: NonNullable<ScannerView['scan']> }) {
  const { t } = useTranslation('console');
  const lines = Math.max(scan.lines, useScanLines(scan.scanId));
  return (
    <div className={classes.received}>
      <span>
        {scan.expectedLines > 0
          ? t('decisions.linesOf', { lines, expected: scan.expectedLines })
          : t('decisions.lines', { lines })}
      </span>
      <progress max={Math.max(scan.expectedLines, lines, 1)} value={lines} />
    </div>
  );
}

function VisitActions({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('console');
  const supervises = useOfficer().roles.includes('supervisor');
  switch (visit.state) {
    case 'arrived':
      if (visit.hold) return <ActionButton action="resume" size="decision" />;
      return (
        <>
          <ActionButton action="callThis" />
          <ActionButton action="hold" />
        </>
      );
    case 'called':
      return <ActionButton action="cancel" />;
    case 'escalated':
      return supervises ? (
        <ActionButton action="openPicture" size="decision" tone="main" />
      ) : (
        <p className={classes.lane}>{t('decisions.withSupervisor')}</p>
      );
    case 'second-look':
    case 'image-ready':
      return <ActionButton action="openPicture" size="decision" tone="main" />;
    case 'referred':
      return (
        <>
          <ActionButton action="startExamination" size="decision" tone="main" />
          {supervises && <ActionButton action="reverseDecision" />}
        </>
      );
    case 'in-examination':
      return <ActionButton action="endExamination" size="decision" tone="main" />;
    case 'released':
      return (
        <>
          <ActionButton action="depart" />
          {visit.examination === null ? (
            <>
              <ActionButton action="flagRecheck" />
              {supervises && <ActionButton action="reverseDecision" />}
            </>
          ) : (
            <ActionButton action="correctExamination" />
          )}
        </>
      );
    case 'detained':
      return (
        <>
          <ActionButton action="depart" />
          {supervises && <ActionButton action="endDetention" />}
          <ActionButton action="correctExamination" />
        </>
      );
    default:
      return null;
  }
}

/** How long the picture has been open, ticking. */
function LookedFor({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('console');
  const now = useStationSecond();
  const opened = visit.moments.opened;
  if (opened === undefined || Number.isNaN(now)) return null;
  return (
    <p className={classes.lane}>
      {t('decisions.openFor', { time: minutesSeconds(now - Date.parse(opened)) })}
    </p>
  );
}
