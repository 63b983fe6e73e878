import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { minutesSeconds, readableContainer, readablePlate } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { saysIt, type Thing } from './inbox-rules.ts';
import classes from './inbox-screen.module.css';

/** The trucks it may be of, the likeliest first. Arrows choose, Enter on the chosen one matches. */
export function Candidates(props: {
  readonly thing: Thing;
  readonly candidates: readonly VisitView[];
  readonly shownId: string | null;
  readonly onChoose: (visitId: string) => void;
  readonly onMatch: () => void;
}) {
  const { t } = useTranslation('inbox');
  const { thing, candidates, shownId } = props;
  const keys = (event: KeyboardEvent<HTMLElement>) => {
    moveInList(
      event,
      candidates.map(({ id }) => id),
      shownId,
      props.onChoose,
    );
    if (event.key !== 'Enter' || event.repeat) return;
    event.preventDefault();
    props.onMatch();
  };
  return (
    <>
      <h2 className={classes.title}>
        {t('candidates.title')} <KeyCap name="Tab" />
      </h2>
      {candidates.length === 0 && (
        <p className={classes.hint}>
          {t(thing.kind === 'image' ? 'candidates.noneWaits' : 'candidates.none')}
        </p>
      )}
      <div className={classes.list} role="listbox" aria-label={t('candidates.title')} onKeyDown={keys}>
        {candidates.map((visit) => (
          <Candidate
            key={visit.id}
            visit={visit}
            named={saysIt(thing, visit)}
            suggested={thing.kind === 'image' && thing.image.suggestedVisitId === visit.id}
            shown={visit.id === shownId}
            onChoose={() => props.onChoose(visit.id)}
          />
        ))}
      </div>
    </>
  );
}

function Candidate(props: {
  readonly visit: VisitView;
  readonly named: ReturnType<typeof saysIt>;
  readonly suggested: boolean;
  readonly shown: boolean;
  readonly onChoose: () => void;
}) {
  const { t } = useTranslation(['inbox', 'common']);
  const now = useStationSecond();
  const { visit, named, suggested } = props;
  const since = visit.moments.arrived;
  return (
    <button
      type="button"
      role="option"
      aria-selected={props.shown}
      tabIndex={props.shown ? 0 : -1}
      className={classes.row}
      data-row={visit.id}
      data-testid="inbox-candidate"
      onClick={props.onChoose}
    >
      <strong className={classes.number} data-untranslated>
        {readablePlate(visit.truck.plate)}
      </strong>
      <span className={classes.when}>
        {since === undefined || Number.isNaN(now) ? '' : minutesSeconds(now - Date.parse(since))}
      </span>
      <span className={classes.from}>
        {[
          t(`common:states.${visit.state}`),
          visit.lane === null ? null : t('inbox:candidates.lane', { lane: visit.lane }),
          visit.truck.container ? readableContainer(visit.truck.container) : null,
        ]
          .filter(Boolean)
          .join(' · ')}
      </span>
      {(named || suggested) && (
        <span className={classes.likely}>
          <StateShape shape={named === 'same' ? 'disc' : 'ring'} />
          {t(named ? `inbox:candidates.named.${named}` : 'inbox:candidates.suggested')}
        </span>
      )}
    </button>
  );
}
