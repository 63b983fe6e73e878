import { Modal } from '@mantine/core';
import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type Candidate,
  type CandidateSource,
  candidateSources,
} from '../../station/api/compare-views.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { dayAndTime, readableContainer, readablePlate } from '../ui/format.ts';
import { moveInList } from '../ui/list-keys.ts';
import { useTRPC } from '../ui/station.ts';
import { StationPicture } from '../ui/station-picture.tsx';
import classes from './choose-dialog.module.css';

/** Scans to look at beside the one on screen, by where they come from; arrows go through a list, Enter takes one. */
export function ChooseDialog(props: {
  readonly opened: boolean;
  readonly visitId: string | null;
  readonly scanId: string | null;
  readonly zone: string;
  readonly onChoose: (candidate: Candidate) => void;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('compare');
  return (
    <Modal
      opened={props.opened}
      onClose={props.onClose}
      title={t('choose.title')}
      size="56rem"
      closeButtonProps={{ 'aria-label': t('choose.close') }}
    >
      <p className={classes.hint}>{t('choose.hint')}</p>
      {candidateSources.map((from) => (
        <Section key={from} {...props} from={from} />
      ))}
    </Modal>
  );
}

function Section(props: {
  readonly opened: boolean;
  readonly from: CandidateSource;
  readonly visitId: string | null;
  readonly scanId: string | null;
  readonly zone: string;
  readonly onChoose: (candidate: Candidate) => void;
}) {
  const { t } = useTranslation('compare');
  const { from, visitId, scanId, opened } = props;
  const trpc = useTRPC();
  const asked = opened && visitId !== null && scanId !== null ? { visitId, scanId, from } : skipToken;
  const found = useQuery(
    trpc.compare.candidates.queryOptions(asked, {
      refetchInterval: ({ state }) => ((state.data?.notYet ?? 0) > 0 ? 3_000 : false),
    }),
  );
  const scans = found.data?.scans ?? [];
  return (
    <section
      className={classes.section}
      aria-label={t(`choose.${from}.title`)}
      data-testid={`candidates-${from}`}
    >
      <h3 className={classes.title}>{t(`choose.${from}.title`)}</h3>
      {found.error ? (
        <p className={classes.none} role="alert">
          {faultSentence(faultOf(found.error))}{' '}
          <button type="button" className={classes.again} onClick={() => void found.refetch()}>
            {t('choose.again')}
          </button>
        </p>
      ) : found.data === undefined ? (
        <p className={classes.none} role="status">
          {t('choose.loading')}
        </p>
      ) : (
        scans.length === 0 && <p className={classes.none}>{t(`choose.${from}.none`)}</p>
      )}
      {(found.data?.notYet ?? 0) > 0 && (
        <p className={classes.none} role="status">
          {t('choose.notYet', { count: found.data?.notYet ?? 0 })}
        </p>
      )}
      <ul
        className={classes.list}
        onKeyDown={(event) => {
          const at = document.activeElement?.getAttribute('data-row') ?? null;
          moveInList(
            event,
            scans.map(({ scanId }) => scanId),
            at,
            () => {},
          );
        }}
      >
        {scans.map((candidate, index) => (
          <li key={candidate.scanId}>
            <Row
              candidate={candidate}
              zone={props.zone}
              takesFocus={index > 0 ? 'never' : from === 'earlier' ? 'always' : 'if-no-scan-has-it'}
              onChoose={props.onChoose}
            />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Row(props: {
  readonly candidate: Candidate;
  readonly zone: string;
  readonly takesFocus: 'always' | 'if-no-scan-has-it' | 'never';
  readonly onChoose: (candidate: Candidate) => void;
}) {
  const { t, i18n } = useTranslation(['compare', 'common']);
  const { candidate, zone, onChoose } = props;
  const { plate, container, goods, decision, outcome, at } = candidate;
  const row = useRef<HTMLButtonElement>(null);
  const { takesFocus } = props;
  // The lists come one by one, in any order.
  useEffect(() => {
    const isElsewhere = !document.activeElement?.hasAttribute('data-row');
    if (takesFocus === 'always' || (takesFocus === 'if-no-scan-has-it' && isElsewhere)) row.current?.focus();
  }, [takesFocus]);
  return (
    <button
      type="button"
      className={classes.row}
      data-row={candidate.scanId}
      data-testid="candidate"
      ref={row}
      onClick={() => onChoose(candidate)}
    >
      <span className={classes.picture}>
        <StationPicture
          className={classes.thumbnail}
          path={`/scans/${encodeURIComponent(candidate.scanId)}/thumbnail.jpg`}
          label=""
        />
      </span>
      <span className={classes.words}>
        <strong>{readablePlate(plate)}</strong> {container && readableContainer(container)}
        <span>{at === '' ? '' : dayAndTime(at, zone, i18n.language)}</span>
        {goods && <span className={classes.goods}>{goods}</span>}
      </span>
      <span className={classes.words}>
        <span>{decision ? t(`common:decisions.${decision}`) : t('compare:choose.undecided')}</span>
        {outcome && <span>{t(`common:outcomes.${outcome}`)}</span>}
        <span className={classes.why}>
          <Why candidate={candidate} />
        </span>
      </span>
    </button>
  );
}

/** Why a scan is offered, in a sentence. */
function Why({ candidate: { why } }: { readonly candidate: Candidate }) {
  const { t } = useTranslation('compare');
  if (why.reason === 'markedEmpty') return t('why.markedEmpty', { by: why.by });
  if (why.reason !== 'similar') return t(`why.${why.reason}`);
  return [
    t(why.mirrored ? 'why.alikeMirrored' : 'why.alike', { percent: why.percent }),
    ...(why.words.length > 0 ? [t('why.words', { words: why.words.join(', ') })] : []),
    ...(why.sameClass ? [t('why.sameClass')] : []),
  ].join(' · ');
}
