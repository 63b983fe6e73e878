import { useTranslation } from 'react-i18next';
import type { ShownHint } from '../../station/assessments/declared.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { fixed } from '../ui/format.ts';
import classes from './assessment.module.css';
import { NotYet } from './mass-card.tsx';
import type { Assessing } from './use-assessment.ts';

/** The hints to the picture as a list, with why each is one. Only a line with the key while they are off. */
export function HintsCard({ assessing }: { readonly assessing: Assessing }) {
  const { t } = useTranslation('assessment');
  const { state, assessment, hintsOn, hints, dismissed } = assessing;
  if (state === null || state.state === 'none') return null;
  const open = hints.filter(({ id }) => !dismissed.has(id)).length;
  return (
    <section className={classes.card} aria-label={t('hints.title')} data-testid="hints">
      <h3 className={classes.title}>
        <span>
          {t('hints.title')} {hintsOn ? assessment && `(${open})` : t('hints.off')}
        </span>
        <ActionButton action="toggleHints" />
      </h3>
      {hintsOn && !assessment && <NotYet state={state} />}
      {hintsOn && assessment && (
        <>
          <p className={classes.dim}>{t(hints.length === 0 ? 'hints.none' : 'hints.meaning')}</p>
          <ul className={classes.list}>
            {hints.map((hint, nth) => (
              <Row key={hint.id} hint={hint} number={nth + 1} assessing={assessing} />
            ))}
          </ul>
          {hints.length > 0 && (
            <div className={classes.buttons}>
              <ActionButton action="nextHint" />
              <ActionButton action="previousHint" />
              <ActionButton action="dismissHint" />
            </div>
          )}
        </>
      )}
    </section>
  );
}

function Row(props: { readonly hint: ShownHint; readonly number: number; readonly assessing: Assessing }) {
  const { t } = useTranslation('assessment');
  const { hint, number, assessing } = props;
  const isDismissed = assessing.dismissed.has(hint.id);
  const reason = useReason(hint);
  return (
    <li>
      <button
        type="button"
        className={classes.row}
        aria-pressed={hint.id === assessing.current?.id}
        data-dismissed={isDismissed || undefined}
        data-testid={`hint-${hint.kind}`}
        onClick={() => assessing.choose(hint.id)}
      >
        <b>{number}</b>
        <span>
          <strong>{t(`hints.kinds.${hint.kind}`)}</strong>
          {isDismissed && ` · ${t('hints.dismissed')}`}
          <br />
          {reason}
        </span>
      </button>
    </li>
  );
}

/** Why there is this hint, with its figures in the person's own numbers. */
function useReason(hint: ShownHint): string {
  const { t, i18n } = useTranslation('assessment');
  const value = (name: string) => {
    const figure = hint.figures[name] ?? 0;
    return fixed(figure, i18n.language, Number.isInteger(figure) ? 0 : 1);
  };
  const isMore = (name: string, than: string) => (hint.figures[name] ?? 0) > (hint.figures[than] ?? 0);
  switch (hint.kind) {
    case 'density': {
      const values = { inside: value('inside'), around: value('around') };
      if (hint.figures.elsewhere !== undefined)
        return t('hints.reasons.denserThanElsewhere', { ...values, elsewhere: value('elsewhere') });
      return isMore('inside', 'around')
        ? t('hints.reasons.denser', values)
        : t('hints.reasons.emptier', values);
    }
    case 'wheel': {
      const values = { own: value('own'), others: value('others') };
      return isMore('own', 'others')
        ? t('hints.reasons.heavierWheel', values)
        : t('hints.reasons.lighterWheel', values);
    }
    case 'wall':
      return t('hints.reasons.wall', { behindMm: value('behindMm'), reachPercent: value('reachPercent') });
    case 'floor':
      return t('hints.reasons.floor', { aboveMm: value('aboveMm') });
    case 'not-empty':
      return t('hints.reasons.not-empty', { kg: value('kg') });
    case 'looks-empty':
      return t('hints.reasons.looks-empty', { percent: value('percent'), kg: value('kg') });
  }
}
