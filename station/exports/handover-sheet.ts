import type { HandoverView } from '../api/handover-views.pure.ts';
import { decisionKinds, examinationOutcomes, type Language } from '../api/views.pure.ts';
import { catalogueWords, type Translate } from '../catalogue-words.ts';
import { SheetPages } from './sheet-pages.ts';

/** A signed handover as a PDF of A4 pages, in the reader's language; a training post's is marked across every page. */
export async function handoverPdf(
  { sheet, sha256, intact, outgoing, incoming }: HandoverView,
  language: Language,
): Promise<Uint8Array<ArrayBuffer>> {
  const t = catalogueWords(language);
  const { post, shift, prepared, version } = sheet;
  const number = (value: number) => new Intl.NumberFormat(language).format(value);
  const pages = new SheetPages({
    title: t('handover:sheet.title', { name: shift.name }),
    ...{ language, timeZone: post.timeZone, version, at: prepared.at },
    watermark: post.mode === 'training' ? t('common:training.band') : null,
  });
  const local = (instant: string) => pages.local(instant);
  pages.note(post.name);
  if (!intact) pages.heading(t('handover:changed'));
  pages.heading(t('handover:sheet.shift'));
  pages.row(t('handover:sheet.planned'), `${local(shift.from)} – ${local(shift.to)}`);
  pages.row(
    t('handover:sheet.opened'),
    t('handover:sheet.byAt', { by: shift.opened.by, at: local(shift.opened.at) }),
  );
  pages.row(
    t('handover:sheet.prepared'),
    t('handover:sheet.byAt', { by: prepared.by, at: local(prepared.at) }),
  );
  pages.row(t('handover:sheet.entries'), `${number(sheet.entries.from)} – ${number(sheet.entries.to)}`);

  pages.heading(t('handover:sheet.officers'));
  pages.table(
    [70, 190, 70, 0],
    sheet.officers.map((officer) => [
      officer.serviceNumber,
      officer.name,
      number(officer.decisions),
      `${local(officer.from)} – ${local(officer.to)}`,
    ]),
    ['number', 'name', 'decisions', 'from'].map((column) => t(`handover:columns.${column}`)),
  );

  pages.heading(t('handover:sheet.counts'));
  const { counts } = sheet;
  pages.row(t('handover:counts.arrived'), number(counts.arrived));
  pages.row(t('handover:counts.scanned'), number(counts.scanned));
  for (const kind of decisionKinds) pages.row(t(`common:decisions.${kind}`), number(counts.decisions[kind]));
  for (const outcome of examinationOutcomes)
    pages.row(t(`common:outcomes.${outcome}`), number(counts.outcomes[outcome]));
  if (counts.corrected) {
    pages.row(t('handover:counts.corrected'), number(counts.corrected.here));
    pages.row(t('handover:counts.correctedEarlier'), number(counts.corrected.earlier));
  }
  pages.row(t('handover:counts.departed'), number(counts.departed));

  pages.heading(t('handover:sheet.visits'));
  if (sheet.visits.length === 0) pages.note(t('handover:noVisits'));
  else
    pages.table(
      [90, 90, 110, 60, 0],
      sheet.visits.map(({ plate, container, state, since, holder, hold, alarm }) => [
        plate,
        container ?? '',
        t(`common:states.${state}`),
        holder ?? '',
        [local(since), hold, alarm ? t('handover:alarm') : null].filter(Boolean).join(' · '),
      ]),
      ['plate', 'container', 'state', 'holder', 'since'].map((column) => t(`handover:columns.${column}`)),
    );

  if (sheet.incidents) {
    pages.heading(t('handover:sheet.incidents'));
    if (sheet.incidents.length === 0) pages.note(t('handover:noIncidents'));
    for (const { kind, device, lane, plate, what, since, state, holder, note } of sheet.incidents) {
      const place = [device, lane && t('incidents:lane', { lane }), plate].filter(Boolean).join(' · ');
      pages.table(
        [130, 115, 68, 40, 0],
        [[t(`incidents:kinds.${kind}`), place, t(`incidents:states.${state}`), holder ?? '', local(since)]],
      );
      // A person's own words may be long: below, they have the whole width.
      if (what !== '') pages.note(kind === 'check-failed' ? measures(what, t) : what);
      if (note !== '') pages.note(`${t('incidents:ask.note')}: ${note}`);
    }
  }

  pages.heading(t('handover:sheet.devices'));
  pages.table(
    [130, 60, 120, 0],
    sheet.devices.map(({ id, lane, link, state }) => [
      id,
      lane ?? '',
      t(`devices:links.${link}`),
      state === null ? '' : t(`common:scanner.${state}`),
    ]),
    ['device', 'lane', 'link', 'deviceState'].map((column) => t(`handover:columns.${column}`)),
  );
  pages.heading(t('handover:sheet.alerts'));
  if (sheet.alerts.length === 0) pages.note(t('handover:noAlerts'));
  for (const { code, details } of sheet.alerts) pages.note(t(`errors:${code}`, details));
  pages.heading(t('handover:sheet.remarks'));
  pages.note(sheet.remarks === '' ? t('handover:noRemarks') : sheet.remarks);

  pages.heading(t('handover:sheet.signatures'));
  for (const [side, signature] of [
    ['outgoing', outgoing],
    ['incoming', incoming],
  ] as const)
    pages.row(
      t(`handover:sides.${side}`),
      signature
        ? t('handover:sheet.byAt', { by: signature.serviceNumber, at: local(signature.at) })
        : t('handover:unsigned'),
    );
  pages.heading(t('handover:sheet.proof'));
  pages.note(t('handover:sheet.sha256'));
  pages.code(sha256);
  pages.note(t('handover:sheet.head', { seq: sheet.head.seq }));
  pages.code(sheet.head.hash);
  return pages.finish((page, of) => t('handover:sheet.page', { page, pages: of, name: shift.name }));
}

function measures(failed: string, t: Translate): string {
  const names = failed.split(' ').map((measure) => t(`incidents:checks.short.${measure}`));
  return names.join(', ');
}
