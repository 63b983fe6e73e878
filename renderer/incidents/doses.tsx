import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { IncidentsView } from '../../station/api/incident-views.pure.ts';
import { dayAndTime, decimal } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { numberFrom } from './incident-numbers.ts';
import classes from './incidents-screen.module.css';
import type { IncidentCalls } from './use-incidents.ts';

const fields = ['place', 'reading', 'background'] as const;

/** Dose rates at the places where people work, as read off a meter. */
export function Doses(props: {
  readonly view: IncidentsView;
  readonly zone: string;
  readonly works: boolean;
  readonly calls: IncidentCalls;
}) {
  const { t, i18n } = useTranslation('incidents');
  const { view, calls } = props;
  const [typed, setTyped] = useState({ place: '', reading: '', background: '' });
  const place = typed.place.trim();
  const reading = numberFrom(typed.reading);
  const background = numberFrom(typed.background);
  const complete = place !== '' && reading !== null && background !== null;
  const number = (value: number) => decimal(value, i18n.language, 3);
  const save = () => {
    if (!complete || calls.busy) return;
    void calls
      .run((call, commandId) => call.recordDose.mutate({ commandId, place, reading, background }))
      .then((done) => {
        if (!done) return;
        setTyped({ place: '', reading: '', background: typed.background });
        showDone(t('doses.saved'));
      });
  };
  return (
    <div className={classes.checks}>
      <section aria-label={t('doses.title')}>
        <h2>{t('doses.title')}</h2>
        <p className={classes.hint}>{t('doses.hint', { limit: number(view.doseLimit) })}</p>
        {props.works && (
          <form
            className={classes.form}
            aria-label={t('doses.title')}
            onSubmit={(event) => {
              event.preventDefault();
              save();
            }}
          >
            {fields.map((name) => (
              <label key={name}>
                <span>{t(`doses.${name}`)}</span>
                <input
                  type="text"
                  inputMode={name === 'place' ? 'text' : 'decimal'}
                  maxLength={80}
                  value={typed[name]}
                  onChange={(event) => setTyped({ ...typed, [name]: event.currentTarget.value })}
                />
              </label>
            ))}
            <button type="submit" className={classes.action} disabled={!complete || calls.busy}>
              <KeyCap name="Enter" /> {t('doses.save')}
            </button>
          </form>
        )}
      </section>
      <section className={classes.past} aria-label={t('doses.past')}>
        <h2>{t('doses.past')}</h2>
        {view.doses.length === 0 ? (
          <p className={classes.hint}>{t('doses.nothing')}</p>
        ) : (
          <table>
            <thead>
              <tr>
                {(['when', 'by', 'place', 'reading', 'background', 'result'] as const).map((name) => (
                  <th key={name} scope="col">
                    {t(`doses.columns.${name}`)}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {view.doses.map((dose) => (
                <tr key={dose.id}>
                  <td>{dayAndTime(dose.at, props.zone, i18n.language)}</td>
                  <td data-untranslated>{dose.by}</td>
                  <td data-untranslated>{dose.place}</td>
                  <td>{number(dose.reading)}</td>
                  <td>{number(dose.background)}</td>
                  <td className={classes.what} data-tone={dose.over ? 'red' : 'green'}>
                    <StateShape shape={dose.over ? 'octagon' : 'disc'} />
                    {t(dose.over ? 'doses.over' : 'doses.within')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        )}
      </section>
    </div>
  );
}
