import { useTranslation } from 'react-i18next';
import { type SealState, sealStates } from '../../station/api/views.pure.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import classes from './arrive.module.css';
import { isHighSecurity } from './seals.ts';

/** Each seal that is named, with how it was found: Space or a click goes on from one to the next. */
export function SealChecks(props: {
  readonly seals: readonly string[];
  readonly states: Readonly<Record<string, SealState>>;
  readonly onChange: (states: Record<string, SealState>) => void;
}) {
  const { t } = useTranslation('arrive');
  const { seals, states, onChange } = props;
  if (seals.length === 0) return null;
  const turn = (seal: string) => {
    const { [seal]: state, ...others } = states;
    const next = sealStates[state === undefined ? 0 : sealStates.indexOf(state) + 1];
    onChange(next === undefined ? others : { ...others, [seal]: next });
  };
  return (
    <div className={classes.seals}>
      <button
        type="button"
        className={classes.seal}
        onClick={() => onChange(Object.fromEntries(seals.map((seal) => [seal, 'intact' as const])))}
      >
        {t('seals.allIntact')}
      </button>
      {seals.map((seal) => {
        const state = states[seal];
        return (
          <button
            key={seal}
            type="button"
            className={classes.seal}
            data-state={state ?? 'unknown'}
            aria-label={t('seals.turn', { seal, state: t(`seals.states.${state ?? 'unknown'}`) })}
            onClick={() => turn(seal)}
          >
            <StateShape shape={shapes[state ?? 'unknown']} />
            <strong data-untranslated>{seal}</strong>
            {isHighSecurity(seal) && <abbr title={t('seals.high')}>{t('seals.highMark')}</abbr>}
            <span>{t(`seals.states.${state ?? 'unknown'}`)}</span>
          </button>
        );
      })}
    </div>
  );
}

const shapes: Readonly<Record<SealState | 'unknown', Shape>> = {
  intact: 'disc',
  broken: 'triangle',
  missing: 'cross',
  unknown: 'ring',
};
