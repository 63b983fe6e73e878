import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { readablePlate } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { checksToAcknowledge, hasLooked, undoable } from './decision-rules.ts';
import classes from './decision-state.module.css';
import { alarmToAcknowledge } from './reading-rules.ts';
import { useDecisionSettings } from './use-decision-settings.ts';

/** Why the truck cannot be let go, and the key for what has to come first. */
export function ClosedRelease({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('decisions');
  const { stopRelease } = useDecisionSettings();
  const alarmed = alarmToAcknowledge(visit) !== null;
  const checks = visit.state === 'in-analysis' ? checksToAcknowledge(visit, stopRelease) : [];
  if (!alarmed && checks.length === 0) return null;
  const open = [...(alarmed ? (['alarm'] as const) : []), ...checks];
  return (
    <>
      <p className={classes.closed} data-testid="release-closed">
        <StateShape shape="octagon" />
        {t('closed', { checks: open.map((check) => t(`checks.${check}`)).join(', ') })}
      </p>
      <ActionButton action="acknowledge" size="decision" tone="danger" />
    </>
  );
}

/** The officer's last decision while it can be taken back, whichever truck is on screen by now. */
export function Undo({ visits }: { readonly visits: readonly VisitView[] }) {
  const { t } = useTranslation('decisions');
  const officer = useOfficer();
  const { undoSeconds } = useDecisionSettings();
  const now = useStationSecond();
  const [visit] = undoable(visits, officer);
  if (!visit?.pending || Number.isNaN(now)) return null;
  const { until, kind } = visit.pending;
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  const values = { plate: readablePlate(visit.truck.plate), seconds };
  return (
    <section className={classes.undo} aria-label={t('undo.title')} data-testid="undo">
      <p className={classes.line}>
        <StateShape shape="ring" />
        <span>{kind === null ? t('undo.hidden', values) : t(`undo.${kind}`, values)}</span>
      </p>
      <progress max={undoSeconds} value={seconds} aria-hidden="true" />
      <ActionButton action="undoDecision" />
    </section>
  );
}

/** That a second officer has to look, why, and who that may be. */
export function SecondLookSaid({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation(['decisions', 'common']);
  const officer = useOfficer();
  const { secondLook, state } = visit;
  if (secondLook === null || !['second-look', 'in-analysis', 'escalated'].includes(state)) return null;
  const { officers, first } = secondLook;
  const because = secondLook.because.map((cause) => t(`decisions:causes.${cause}`)).join(', ');
  const looked = hasLooked(visit, officer);
  const said =
    officers.length > 1
      ? t('decisions:second.disputed')
      : looked
        ? t('decisions:second.youLooked')
        : t(state === 'in-analysis' ? 'decisions:second.you' : 'decisions:second.waits', { because });
  return (
    <div className={classes.second} data-testid="second-look">
      <p className={classes.line}>
        <StateShape shape="square" />
        <span>{said}</span>
      </p>
      {officers.length === 1 && !looked && (
        <p className={classes.hint}>
          {first
            ? t('decisions:second.first', {
                by: first.by,
                decision: [t(`common:decisions.${first.kind}`), first.reason].filter(Boolean).join(', '),
              })
            : t('decisions:second.hidden', { by: officers[0] })}
        </p>
      )}
    </div>
  );
}
