import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitRecord } from '../../station/api/archive-views.pure.ts';
import type { ScanSummary } from '../../station/api/views.pure.ts';
import { useAssessment } from '../assessment/use-assessment.ts';
import { ScanView } from '../console/scan-view.tsx';
import { useVisitCommands } from '../console/use-visit-commands.ts';
import { VisitCard } from '../console/visit-card.tsx';
import { useMarkKeys } from '../marks/use-mark-keys.ts';
import { useMarks } from '../marks/use-marks.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { dayAndTime } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './archived-visit.module.css';
import { EntryList } from './entry-list.tsx';
import { useEvidence } from './use-evidence.ts';

/** A visit as it was, for reading only: its picture with all the viewer's tools, all that was known, every entry. */
export function ArchivedVisitView(props: {
  readonly visitId: string;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const trpc = useTRPC();
  const record = useQuery(trpc.archive.visit.queryOptions({ visitId: props.visitId }));
  useEscape(props.onClose);
  if (!record.data) return <Waiting failed={record.isError} fault={record.error} />;
  return <Record record={record.data} zone={props.zone} onClose={props.onClose} />;
}

function Record(props: {
  readonly record: VisitRecord;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation(['archive', 'common']);
  const { record, zone } = props;
  const works = worksAtLane(useOfficer());
  const [asDecided, setAsDecided] = useState(false);
  const [side, setSide] = useState<'visit' | 'entries'>('visit');
  const [scanId, setScanId] = useState<string | null>(null);
  const commands = useVisitCommands();
  const evidence = useEvidence(record.visit);
  const then = record.marksAtDecision;
  const changed = then !== null && JSON.stringify(then) !== JSON.stringify(record.visit.marks);
  const visit = useMemo(
    () => (asDecided && then !== null ? { ...record.visit, marks: then } : record.visit),
    [record.visit, then, asDecided],
  );
  const scans = visit.scans.filter(({ lines }) => lines > 0);
  const scan = scans.find(({ id }) => id === scanId) ?? scans.at(-1) ?? null;
  const marking = useMarks({
    visit,
    scanId: scan?.id ?? null,
    commands,
    onBegin: notRecorded,
    readOnly: true,
  });
  useMarkKeys(marking, false);
  // The card of marks has the key, and is not there where every mark was removed.
  const onlyPast =
    marking.marks.length === 0 &&
    !marking.history &&
    record.entries.some(({ kind }) => kind === 'visit.marked');
  const assessing = useAssessment(visit, scan, false);
  useBindings({
    exportEvidence: { enabled: works && !evidence.busy, run: evidence.run },
    marksAsDecided: { enabled: changed, run: () => setAsDecided((before) => !before) },
  });
  return (
    <div className={classes.screen} data-testid="archived-visit">
      <div className={classes.middle}>
        <header className={classes.bar}>
          <button type="button" className={classes.back} onClick={props.onClose}>
            <KeyCap name="Esc" /> {t('archive:back')}
          </button>
          <span className={classes.readOnly}>
            {[
              visit.moments.arrived && dayAndTime(visit.moments.arrived, zone, i18n.language),
              t('archive:readOnly'),
            ]
              .filter(Boolean)
              .join(' · ')}
          </span>
          {scans.length > 1 && <ScanChoice scans={scans} shownId={scan?.id ?? null} onChoose={setScanId} />}
          {changed && (
            <span className={classes.marksSaid} role="status">
              {t(asDecided ? 'archive:marks.asDecided' : 'archive:marks.now')}
            </span>
          )}
        </header>
        <ScanView
          plate={visit.truck.plate}
          scan={scan}
          zone={zone}
          scannerState="unknown"
          asking={false}
          marking={marking}
          assessing={assessing}
          commands={commands}
          onSeen={notRecorded}
        >
          {scan === null && <p className={classes.none}>{t('archive:noPicture')}</p>}
        </ScanView>
      </div>
      <aside className={classes.side}>
        <fieldset className={classes.sides}>
          <legend>{t('archive:side')}</legend>
          {(['visit', 'entries'] as const).map((name) => (
            <label key={name} data-chosen={side === name || undefined}>
              <input type="radio" name="side" checked={side === name} onChange={() => setSide(name)} />
              {t(`archive:sides.${name}`, { count: record.entries.length })}
            </label>
          ))}
        </fieldset>
        {side === 'visit' ? (
          <VisitCard visit={visit} zone={zone} anyOpen marking={marking} assessing={assessing} />
        ) : (
          <EntryList entries={record.entries} zone={zone} />
        )}
        <div className={classes.actions}>
          <p className={classes.said} role="status">
            {evidence.busy
              ? t('archive:evidence.busy')
              : lastExport(record) !== null &&
                t('archive:evidence.last', { at: dayAndTime(lastExport(record) ?? '', zone, i18n.language) })}
          </p>
          <ActionButton action="exportEvidence" tone="main" />
          {changed && <ActionButton action="marksAsDecided" />}
          {onlyPast && <ActionButton action="markHistory" />}
        </div>
      </aside>
    </div>
  );
}

/** Looking again at what is decided says nothing about the decision. */
function notRecorded(): void {}

function ScanChoice(props: {
  readonly scans: readonly ScanSummary[];
  readonly shownId: string | null;
  readonly onChoose: (scanId: string) => void;
}) {
  const { t } = useTranslation('archive');
  return (
    <fieldset className={classes.scans}>
      <legend>{t('scans')}</legend>
      {props.scans.map(({ id, number }) => (
        <label key={id} data-chosen={id === props.shownId || undefined}>
          <input
            type="radio"
            name="scan"
            checked={id === props.shownId}
            onChange={() => props.onChoose(id)}
          />
          {t('scan', { number })}
        </label>
      ))}
    </fieldset>
  );
}

/** When anything of the visit was last taken out of the station. */
function lastExport({ entries }: VisitRecord): string | null {
  return entries.findLast(({ kind }) => kind === 'visit.exported')?.at ?? null;
}
