import { useTranslation } from 'react-i18next';
import classes from './action-button.module.css';
import { useAction } from './action-context.tsx';
import type { ActionId } from './actions.ts';
import { KeyCap } from './key-cap.tsx';

/** The button of an action: its word and its key. Not there while no open screen has the action. */
export function ActionButton(props: {
  readonly action: ActionId;
  /** `decision` is 56 px high. */
  readonly size?: 'small' | 'decision';
  readonly tone?: 'plain' | 'main' | 'danger';
  readonly className?: string | undefined;
}) {
  const { t } = useTranslation('keys');
  const action = useAction(props.action);
  if (!action) return null;
  const { size = 'small', tone = 'plain' } = props;
  return (
    <button
      type="button"
      className={[classes.button, classes[size], classes[tone], props.className ?? ''].join(' ')}
      disabled={!action.enabled}
      onClick={action.run}
      data-testid={`action-${props.action}`}
    >
      <span className={classes.word}>
        <span className={classes.key}>
          <KeyCap name={action.keyName} />
        </span>
        {t(`actions.${props.action}`)}
      </span>
    </button>
  );
}
