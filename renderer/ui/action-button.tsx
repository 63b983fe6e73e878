import { useTranslation } from 'react-i18next';
import classes from './action-button.module.css';
import { useAction } from './action-context.tsx';
import type { ActionId } from './actions.ts';
import { KeyCap } from './key-cap.tsx';

/** Actions with a shorter word, for a row that has no room for the whole one. */
const shortActions = ['periodBefore', 'periodAfter', 'figureTables', 'saveShift'] as const;

/** The button of an action: its word and its key. Not there while no open screen has the action. */
export function ActionButton(props: {
  readonly action: ActionId;
  /** `decision` is 56 px high. */
  readonly size?: 'small' | 'decision';
  readonly tone?: 'plain' | 'main' | 'danger';
  readonly className?: string | undefined;
  /** By its shorter word, where it has one; the whole one is its title. */
  readonly short?: boolean;
}) {
  const { t } = useTranslation('keys');
  const action = useAction(props.action);
  if (!action) return null;
  const { size = 'small', tone = 'plain', short = false } = props;
  const shortly = short ? shortActions.find((each) => each === props.action) : undefined;
  const word = t(`actions.${props.action}`);
  return (
    <button
      type="button"
      className={[classes.button, classes[size], classes[tone], props.className ?? ''].join(' ')}
      disabled={!action.enabled}
      onClick={action.run}
      title={shortly && word}
      data-testid={`action-${props.action}`}
    >
      <span className={classes.word}>
        <span className={classes.key}>
          <KeyCap name={action.keyName} />
        </span>
        {shortly ? t(`short.${shortly}`) : word}
      </span>
    </button>
  );
}
