import type { SecondLookCause } from '../api/decision-views.pure.ts';
import type { VisitView } from '../api/views.pure.ts';
import { isVisitEntry } from '../visits/visits-table.ts';
import type { SheetData } from './sheet-data.ts';
import type { SheetPen } from './sheet-pen.ts';

type Decided = Pick<SheetData, 'visit' | 'entries'>;

/**
 * What stands and who looked, every decision that was made with what became of it, what was taken back or reversed and
 * why, and the checks that a person answered for.
 */
export function writeDecisions(pen: SheetPen, data: Decided): void {
  const { pages, t } = pen;
  const { decision } = data.visit;
  pages.heading(t('sheet:decision'));
  if (decision === null) pages.note(t('sheet:noDecision'));
  else {
    const { by, at, reason, fidelity } = decision;
    const kind = t(`common:decisions.${decision.kind}`);
    pages.row(t('sheet:decision'), t('sheet:decided', { decision: kind, by, at: pages.local(at) }));
    if (reason !== '') pages.row(t('sheet:reason'), reason);
    if (fidelity) pages.row(t('sheet:fidelity'), t(`console:fidelity.${fidelity}`));
  }
  writeSecondLook(pen, data);
  writeRecheck(pen, data.visit);
  writeHistory(pen, data.visit);
  writeContrary(pen, data);
  writeChecks(pen, data.visit);
}

function writeSecondLook({ pages, t }: SheetPen, { visit, entries }: Decided): void {
  const { secondLook, decision } = visit;
  const name = t('sheet:secondLook');
  const causes = (because: readonly SecondLookCause[]) =>
    because.map((cause) => t(`decisions:causes.${cause}`)).join(', ');
  if (secondLook) {
    const [first = '', second] = secondLook.officers;
    const because = causes(secondLook.because);
    pages.row(
      name,
      second === undefined ? t('sheet:waits', { because }) : t('sheet:disputed', { first, second, because }),
    );
    return;
  }
  if (!decision?.second) return;
  const { by: second, at } = decision.second;
  pages.row(name, t('sheet:agreedBy', { first: decision.by, second, at: pages.local(at) }));
  const order = entries.findLast(
    (entry) => isVisitEntry(entry) && entry.kind === 'visit.decided' && entry.body.secondLook !== undefined,
  );
  if (order && isVisitEntry(order) && order.kind === 'visit.decided')
    pages.row('', t('sheet:because', { because: causes(order.body.secondLook?.because ?? []) }));
}

function writeRecheck({ pages, t }: SheetPen, { recheck }: VisitView): void {
  if (recheck === null) return;
  const { done, reason, by } = recheck;
  const state = done === null ? 'wanted' : done.agrees ? 'agrees' : 'differs';
  const said = [t(`decisions:recheck.${state}`)];
  if (by !== null) said.push(t('sheet:flaggedBy', { by, reason }));
  if (done) said.push(t('sheet:byAt', { by: done.by, at: pages.local(done.at) }), done.note);
  pages.row(t('sheet:recheck'), said.filter(Boolean).join(' · '));
}

function writeHistory({ pages, t }: SheetPen, { decisions }: VisitView): void {
  if (decisions.length === 0) return;
  pages.heading(t('sheet:history'));
  pages.table(
    [142, 104, 110, 0],
    decisions.map(({ kind, part, by, at, reason, became }) => [
      pages.local(at),
      t(`common:decisions.${kind}`),
      `${t(`decisions:parts.${part}`)} ${by}`,
      [became === null ? t('sheet:stands') : t(`decisions:fates.${became}`), reason]
        .filter(Boolean)
        .join(' · '),
    ]),
    ['when', 'what', 'who', 'became'].map((column) => t(`sheet:${column}`)),
  );
}

/** What was taken back, and counter-entries: from the journal, which says who and why. */
function writeContrary({ pages, t }: SheetPen, { entries }: Pick<Decided, 'entries'>): void {
  const rows = entries.flatMap((entry): [string, string][] => {
    if (!isVisitEntry(entry)) return [];
    if (entry.kind === 'visit.decision-undone') {
      const { by, check } = entry.body;
      const said =
        by === null
          ? t('sheet:withdrawn', { check: check === undefined ? '' : t(`decisions:checks.${check}`) })
          : t('sheet:undone', { by });
      return [[pages.local(entry.at), said]];
    }
    if (entry.kind !== 'visit.decision-reversed') return [];
    const { was, to, by, reason } = entry.body;
    const changed = {
      was: t(`common:decisions.${was}`),
      to: to === 'analysis' ? t('sheet:toAnalysis') : t(`common:decisions.${to}`),
    };
    return [[pages.local(entry.at), t('sheet:reversed', { ...changed, by, reason })]];
  });
  if (rows.length === 0) return;
  pages.heading(t('sheet:contrary'));
  pages.table([142, 0], rows);
}

function writeChecks({ pages, t }: SheetPen, visit: VisitView): void {
  const said = visit.acknowledgedChecks;
  if (said.length === 0) return;
  pages.heading(t('sheet:checks'));
  pages.table(
    [142, 0],
    said.map(({ check, reason, by, at }) => [
      pages.local(at),
      t('sheet:check', { check: t(`decisions:checks.${check}`), reason, by }),
    ]),
  );
}
