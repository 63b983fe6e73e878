import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type CheckMeasure,
  type CheckView,
  checkMeasures,
  type DueCheck,
  type IncidentsView,
} from '../../station/api/incident-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { dayAndTime, decimal } from '../ui/format.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { numberFrom } from './incident-numbers.ts';
import classes from './incidents-screen.module.css';
import type { IncidentCalls } from './use-incidents.ts';

/** Which scanners have had their picture checked, the check itself, and those before it. */
export function DailyChecks(props: {
  readonly view: IncidentsView;
  readonly post: PostView;
  readonly works: boolean;
  readonly calls: IncidentCalls;
}) {
  const { t } = useTranslation('incidents');
  const { view, post } = props;
  const [lane, setLane] = useState<string | null>(null);
  const waiting = view.checks.find(({ state }) => state !== 'done') ?? view.checks[0];
  const chosen = lane ?? waiting?.lane ?? post.lanes[0] ?? '';
  return (
    <div className={classes.checks}>
      <section aria-label={t('checks.title')}>
        <h2>{t('checks.title')}</h2>
        {view.checks.length === 0 && <p className={classes.hint}>{t('checks.none')}</p>}
        <ul className={classes.due}>
          {view.checks.map((due) => (
            <Due key={due.lane} due={due} zone={post.timeZone} />
          ))}
        </ul>
        {props.works && (
          <CheckForm
            key={chosen}
            lane={chosen}
            lanes={post.lanes}
            view={view}
            calls={props.calls}
            onLane={setLane}
          />
        )}
      </section>
      <Past checks={view.recentChecks} zone={post.timeZone} />
    </div>
  );
}

const looks = {
  done: { shape: 'disc', tone: 'green' },
  due: { shape: 'ring', tone: 'amber' },
  overdue: { shape: 'triangle', tone: 'red' },
  failed: { shape: 'cross', tone: 'red' },
} as const satisfies Record<DueCheck['state'] | 'failed', { shape: Shape; tone: string }>;

function Due({ due, zone }: { readonly due: DueCheck; readonly zone: string }) {
  const { t, i18n } = useTranslation('incidents');
  const failed = due.state === 'done' && (due.last?.failed.length ?? 0) > 0;
  const look = looks[failed ? 'failed' : due.state];
  const at = (instant: string) => dayAndTime(instant, zone, i18n.language);
  return (
    <li data-testid={`check-${due.lane}`} data-state={due.state}>
      <span className={classes.what} data-tone={look.tone}>
        <StateShape shape={look.shape} />
        <strong>{t('lane', { lane: due.lane })}</strong>
      </span>
      <span>
        {due.state === 'overdue' && t('checks.overdue', { at: at(due.overdueAt) })}
        {due.state === 'due' && t('checks.due', { at: at(due.overdueAt) })}
        {due.state === 'done' &&
          due.last &&
          t(failed ? 'checks.failedAt' : 'checks.doneAt', { at: at(due.last.at), by: due.last.by })}
      </span>
    </li>
  );
}

function CheckForm(props: {
  readonly lane: string;
  readonly lanes: readonly string[];
  readonly view: IncidentsView;
  readonly calls: IncidentCalls;
  readonly onLane: (lane: string) => void;
}) {
  const { t, i18n } = useTranslation('incidents');
  const { lane, view, calls } = props;
  const [values, setValues] = useState<Partial<Record<CheckMeasure, string>>>({});
  const [material, setMaterial] = useState('');
  const [note, setNote] = useState('');
  const read = checkMeasures.map((measure) => [measure, numberFrom(values[measure] ?? '')] as const);
  const complete = read.every(([, value]) => value !== null);
  const save = () => {
    if (!complete || calls.busy) return;
    const sent = Object.fromEntries(read) as Record<CheckMeasure, number>;
    void calls
      .run((call, commandId) =>
        call.recordCheck.mutate({
          ...{ commandId, lane, values: sent, note: note.trim() },
          material: material === '' ? null : material === 'yes',
        }),
      )
      .then((done) => {
        if (!done) return;
        setValues({});
        setMaterial('');
        setNote('');
        showDone(t('checks.saved', { lane }));
      });
  };
  return (
    <form
      className={classes.form}
      aria-label={t('checks.form')}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <h3>{t('checks.form')}</h3>
      {props.lanes.length > 1 && (
        <label>
          <span>{t('checks.lane')}</span>
          <select value={lane} onChange={(event) => props.onLane(event.currentTarget.value)}>
            {props.lanes.map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        </label>
      )}
      {read.map(([measure, value]) => (
        <label key={measure}>
          <span>{t(`checks.measures.${measure}`)}</span>
          <input
            type="text"
            inputMode="decimal"
            value={values[measure] ?? ''}
            aria-invalid={(values[measure] ?? '') !== '' && value === null}
            onChange={(event) => setValues({ ...values, [measure]: event.currentTarget.value })}
            data-testid={`check-${measure}`}
          />
          <small>
            {t(measure === 'penetrationMm' ? 'checks.atLeast' : 'checks.atMost', {
              value: decimal(view.limits[measure], i18n.language, 1),
            })}
          </small>
        </label>
      ))}
      <label>
        <span>{t('checks.measures.material')}</span>
        <select value={material} onChange={(event) => setMaterial(event.currentTarget.value)}>
          <option value="">{t('checks.notTried')}</option>
          <option value="yes">{t('checks.yes')}</option>
          <option value="no">{t('checks.no')}</option>
        </select>
        <small>{t(view.limits.material ? 'checks.needed' : 'checks.notNeeded')}</small>
      </label>
      <label>
        <span>{t('checks.note')}</span>
        <input
          type="text"
          value={note}
          maxLength={2000}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
      </label>
      <button type="submit" className={classes.action} disabled={!complete || calls.busy}>
        <KeyCap name="Enter" /> {t('checks.save')}
      </button>
    </form>
  );
}

function Past({ checks, zone }: { readonly checks: readonly CheckView[]; readonly zone: string }) {
  const { t, i18n } = useTranslation('incidents');
  const number = (value: number) => decimal(value, i18n.language, 2);
  return (
    <section className={classes.past} aria-label={t('checks.past')}>
      <h2>{t('checks.past')}</h2>
      {checks.length === 0 ? (
        <p className={classes.hint}>{t('checks.nothing')}</p>
      ) : (
        <table data-testid="checks-past">
          <thead>
            <tr>
              {(['when', 'lane', 'by'] as const).map((name) => (
                <th key={name} scope="col">
                  {t(`checks.columns.${name}`)}
                </th>
              ))}
              {checkMeasures.map((measure) => (
                <th key={measure} scope="col">
                  {t(`checks.short.${measure}`)}
                </th>
              ))}
              <th scope="col">{t('checks.short.material')}</th>
              <th scope="col">{t('checks.columns.result')}</th>
            </tr>
          </thead>
          <tbody>
            {checks.map(({ id, at, lane, by, values, material, failed }) => (
              <tr key={id}>
                <td>{dayAndTime(at, zone, i18n.language)}</td>
                <td>{lane}</td>
                <td data-untranslated>{by}</td>
                {checkMeasures.map((measure) => (
                  <td key={measure} data-failed={failed.includes(measure) || undefined}>
                    {number(values[measure])}
                  </td>
                ))}
                <td data-failed={failed.includes('material') || undefined}>
                  {t(material === null ? 'checks.notTried' : material ? 'checks.yes' : 'checks.no')}
                </td>
                <td className={classes.what} data-tone={failed.length > 0 ? 'red' : 'green'}>
                  <StateShape shape={failed.length > 0 ? 'cross' : 'disc'} />
                  {t(failed.length > 0 ? 'checks.failed' : 'checks.passed')}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </section>
  );
}
