import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { timeOfDay } from '../ui/format.ts';
import classes from './visit-card.module.css';

/**
 * What was decided, why and by whom: the one who examines or decides after it needs the reason. What no longer stands is
 * listed below, for it stays on record.
 */
export function Decided({ visit, zone }: { readonly visit: VisitView; readonly zone: string }) {
  const { t } = useTranslation(['console', 'common', 'decisions']);
  const { decision, decisions, recheck } = visit;
  const listed = decisions.length > 1 || decisions.some(({ became }) => became !== null);
  if (decision === null && !listed) return null;
  return (
    <>
      {decision && (
        <dl className={classes.facts} data-testid="decided">
          <div>
            <dt>{t(`common:decisions.${decision.kind}`)}</dt>
            <dd>
              {decision.reason !== '' && <span data-untranslated>{decision.reason}</span>}
              {decision.reason !== '' && ' · '}
              {t('console:ask.by', { officer: decision.by })}
              {decision.second && ` · ${t('decisions:agreed', { by: decision.second.by })}`}
            </dd>
          </div>
          {recheck && (
            <div>
              <dt>
                {t(
                  recheck.done === null
                    ? 'decisions:recheck.wanted'
                    : recheck.done.agrees
                      ? 'decisions:recheck.agrees'
                      : 'decisions:recheck.differs',
                )}
              </dt>
              <dd data-untranslated>{recheck.done ? recheck.done.note : recheck.reason}</dd>
            </div>
          )}
        </dl>
      )}
      {listed && (
        <ol className={classes.history} aria-label={t('decisions:history')} data-testid="decisions">
          {decisions.map(({ kind, part, by, at, reason, became }) => (
            <li key={`${at} ${by} ${kind}`} data-fate={became ?? undefined}>
              {[
                timeOfDay(at, zone),
                t(`common:decisions.${kind}`),
                `${t(`decisions:parts.${part}`)} ${by}`,
                became && t(`decisions:fates.${became}`),
              ]
                .filter(Boolean)
                .join(' · ')}
              {reason !== '' && <span data-untranslated>{`: ${reason}`}</span>}
            </li>
          ))}
        </ol>
      )}
    </>
  );
}
