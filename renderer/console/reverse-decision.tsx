import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import type { PanelProps } from './decision-ask.ts';
import classes from './decision-panel.module.css';
import { reversals } from './decision-rules.ts';
import { Panel, usePanelKeys } from './panel-frame.tsx';

/** What a supervisor puts in the place of a decision that is final, and why. */
export function Reverse(props: PanelProps) {
  const { t } = useTranslation(['decisions', 'console']);
  const { visit, commands } = props;
  const targets = reversals(visit);
  const [to, setTo] = useState(targets[0] ?? 'analysis');
  const [words, setWords] = useState('');
  usePanelKeys({ onClose: props.onClose });
  const reverse = async () => {
    if (words.trim() === '') return;
    const saved = await commands.send('reverseDecision', visit, { to, reason: words.trim() });
    if (!saved) return;
    showDone(t('console:ask.saved', { plate: readablePlate(visit.truck.plate) }));
    props.onDone(saved);
  };
  return (
    <Panel
      title={t('decisions:reverse.title', { plate: readablePlate(visit.truck.plate) })}
      onClose={props.onClose}
    >
      <p className={classes.warning}>
        {t(visit.state === 'departed' ? 'decisions:reverse.departed' : 'decisions:reverse.after')}
      </p>
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void reverse();
        }}
      >
        <label className={classes.field}>
          <span>{t('decisions:reverse.to')}</span>
          <select
            className={classes.words}
            value={to}
            onChange={(event) => setTo(event.currentTarget.value as typeof to)}
          >
            {targets.map((target) => (
              <option key={target} value={target}>
                {t(`decisions:reverse.${target}`)}
              </option>
            ))}
          </select>
        </label>
        <div className={classes.row}>
          <input
            className={classes.words}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus
            value={words}
            maxLength={400}
            placeholder={t('decisions:reverse.why')}
            aria-label={t('decisions:reverse.why')}
            onChange={(event) => setWords(event.currentTarget.value)}
          />
          <button type="submit" className={classes.enter} disabled={commands.busy || words.trim() === ''}>
            {t('console:ask.record')} <KeyCap name="Enter" />
          </button>
        </div>
      </form>
    </Panel>
  );
}
