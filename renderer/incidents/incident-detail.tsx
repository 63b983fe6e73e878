import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentView } from '../../station/api/incident-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { dayAndTime } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useEscape } from '../ui/use-escape.ts';
import { IncidentTitle } from './incident-look.tsx';
import classes from './incidents-screen.module.css';
import type { IncidentCalls } from './use-incidents.ts';
import { useDigits } from './use-screen-keys.ts';

type Step = 'take' | 'note' | 'close' | 'reopen';
type Asked = Exclude<Step, 'take'>;
const digits: Readonly<Record<Step, string>> = { take: '6', note: '7', close: '8', reopen: '9' };

/** One incident: what is known, what to do, what was done, and the next step of it. */
export function IncidentDetail(props: {
  readonly incident: IncidentView;
  readonly post: PostView;
  readonly works: boolean;
  readonly calls: IncidentCalls;
}) {
  const { t, i18n } = useTranslation('incidents');
  const { incident, post, works, calls } = props;
  const me = useOfficer().serviceNumber;
  const [asking, setAsking] = useState<Asked | null>(null);
  const at = (instant: string) => dayAndTime(instant, post.timeZone, i18n.language);
  const on = { incidentId: incident.id, version: incident.version };
  const may: Record<Step, boolean> = {
    take: works && incident.state !== 'closed' && incident.takenBy !== me,
    note: works && incident.state !== 'closed',
    close: works && incident.state === 'in-hand',
    reopen: works && incident.state === 'closed',
  };
  const begin: Record<Step, () => void> = {
    take: () => void calls.run((call, commandId) => call.take.mutate({ ...on, commandId, note: '' })),
    note: () => setAsking('note'),
    close: () => setAsking('close'),
    reopen: () => setAsking('reopen'),
  };
  const steps: readonly Step[] = incident.state === 'closed' ? ['reopen'] : ['take', 'note', 'close'];
  useDigits(
    Object.fromEntries(
      steps.map((step) => [
        digits[step],
        may[step] && !calls.busy && asking === null ? begin[step] : undefined,
      ]),
    ),
  );
  return (
    <section className={classes.detail} aria-label={t('detail')} data-testid="incident-detail">
      <h2>
        <IncidentTitle incident={incident} post={post} />
      </h2>
      <dl className={classes.facts}>
        <Fact name={t('at')} value={at(incident.at)} />
        <Fact name={t('state')} value={t(`states.${incident.state}`)} />
        {incident.times > 1 && (
          <Fact
            name={t('times.title')}
            value={t('times.said', { count: incident.times, last: at(incident.lastAt) })}
          />
        )}
        {incident.deviceId !== null && (
          <Fact
            name={t('over.title')}
            value={incident.overAt === null ? t('over.no') : t('over.yes', { at: at(incident.overAt) })}
          />
        )}
      </dl>
      {incident.state !== 'closed' && <p className={classes.todo}>{t(`todo.${incident.kind}`)}</p>}
      <h3>{t('history')}</h3>
      {incident.steps.length === 0 && <p className={classes.hint}>{t('noSteps')}</p>}
      <ol className={classes.steps}>
        {incident.steps.map((step) => (
          <li key={`${step.at} ${step.step}`}>
            <span>{t(`steps.${step.step}`, { by: step.by, at: at(step.at) })}</span>
            {step.note !== '' && <p data-untranslated>{step.note}</p>}
          </li>
        ))}
      </ol>
      {asking !== null && may[asking] ? (
        <Words
          key={asking}
          step={asking}
          busy={calls.busy}
          onLeave={() => setAsking(null)}
          onWords={(note) =>
            void calls
              .run((call, commandId) => call[asking].mutate({ ...on, commandId, note }))
              .then((done) => done && setAsking(null))
          }
        />
      ) : (
        works && (
          <div className={classes.actions}>
            {steps.map((step) => (
              <button
                key={step}
                type="button"
                className={classes.action}
                disabled={!may[step] || calls.busy}
                onClick={begin[step]}
                data-testid={`incident-${step}`}
              >
                <KeyCap name={digits[step]} /> {t(`does.${step}`)}
              </button>
            ))}
          </div>
        )
      )}
    </section>
  );
}

function Words(props: {
  readonly step: Asked;
  readonly busy: boolean;
  readonly onWords: (note: string) => void;
  readonly onLeave: () => void;
}) {
  const { t } = useTranslation('incidents');
  const [words, setWords] = useState('');
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => field.current?.focus(), []);
  useEscape(props.onLeave);
  const send = () => {
    if (words.trim() !== '' && !props.busy) props.onWords(words.trim());
  };
  return (
    <form
      className={classes.words}
      onSubmit={(event) => {
        event.preventDefault();
        send();
      }}
    >
      <label>
        <span>{t(`ask.${props.step}`)}</span>
        <textarea
          ref={field}
          value={words}
          maxLength={2000}
          rows={3}
          onChange={(event) => setWords(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Enter' || event.shiftKey) return;
            event.preventDefault();
            send();
          }}
        />
      </label>
      <div className={classes.actions}>
        <button type="submit" className={classes.action} disabled={words.trim() === '' || props.busy}>
          <KeyCap name="Enter" /> {t(`does.${props.step}`)}
        </button>
        <button type="button" className={classes.action} onClick={props.onLeave}>
          <KeyCap name="Esc" /> {t('leave')}
        </button>
      </div>
    </form>
  );
}

function Fact({ name, value }: { readonly name: string; readonly value: string }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{value}</dd>
    </div>
  );
}
