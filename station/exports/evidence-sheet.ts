import type { VisitView } from '../api/views.pure.ts';
import { catalogueWords } from '../catalogue-words.ts';
import { writeDecisions } from './evidence-decisions.ts';
import { writeExamination } from './evidence-examination.ts';
import { writePicture } from './evidence-picture.ts';
import { writeReadings } from './evidence-readings.ts';
import type { SheetData } from './sheet-data.ts';
import { SheetPages } from './sheet-pages.ts';
import type { SheetPen } from './sheet-pen.ts';

/** The evidence sheet of a visit as a PDF of A4 pages, its words in the officer's language, its fonts inside. */
export async function evidenceSheet(data: SheetData): Promise<Uint8Array<ArrayBuffer>> {
  const { visit, post, language, version, at, by } = data;
  const t = catalogueWords(language);
  const { plate } = visit.truck;
  const pages = new SheetPages({
    title: `${t('sheet:title')}: ${plate}`,
    ...{ language, timeZone: post.timeZone, version, at },
    watermark: post.training ? t('common:training.band') : null,
  });
  const figures = new Intl.NumberFormat(language);
  const pen: SheetPen = { pages, t, number: (value) => figures.format(value) };
  pages.note(post.name);
  pages.note(t('sheet:made', { at: pages.local(at), by, version }));
  if (post.training) pages.warn(t('sheet:training'));
  writeTruck(pen, visit);
  writePicture(pen, data);
  writeDecisions(pen, data);
  writeExamination(pen, data);
  writeMarks(pen, visit);
  writeReadings(pen, visit);
  writeSteps(pen, visit);
  writeFiles(pen, data);
  writeEntries(pen, data);
  writeJournal(pen, data);
  return pages.finish((page, count) => `${plate} · ${t('sheet:page', { page, pages: count })}`);
}

function writeTruck(pen: SheetPen, visit: VisitView): void {
  const { pages, t } = pen;
  const { truck } = visit;
  const weight = truck.declaredWeightKg;
  pages.heading(t('sheet:truck'));
  const rows: [string, string | undefined][] = [
    ['plate', truck.plate],
    ['trailerPlate', truck.trailerPlate],
    ['container', truck.container],
    ['country', truck.country],
    ['laneClass', t(`common:laneClasses.${truck.laneClass}`)],
    ['goods', truck.goods],
    ['declaration', truck.declaration],
    ['declaredWeight', weight === undefined ? undefined : t('sheet:kg', { value: pen.number(weight) })],
    ['seals', truck.seals?.join(', ')],
    ['reefer', truck.reefer && reefer(pen, truck.reefer)],
    ['state', t(`common:states.${visit.state}`)],
    ['visit', visit.id],
  ];
  for (const [name, value] of rows) if (value) pages.row(t(`sheet:${name}`), value);
}

function reefer({ t, number }: SheetPen, truck: NonNullable<VisitView['truck']['reefer']>): string {
  const { setPointC, actualC } = truck;
  const set = t('sheet:setPoint', { value: number(setPointC) });
  return actualC === undefined ? set : `${set}, ${t('sheet:actual', { value: number(actualC) })}`;
}

function writeMarks({ pages, t }: SheetPen, { marks }: VisitView): void {
  pages.heading(t('sheet:marks'));
  if (marks.length === 0) pages.note(t('sheet:noMarks'));
  for (const { number, category, confidence, note, by, at } of marks) {
    const what = t(`console:marks.categories.${category}`);
    const words = [what, t(`console:marks.confidences.${confidence}`), note].filter(Boolean);
    pages.row(`${number}`, `${words.join(' · ')} (${by}, ${pages.local(at)})`);
  }
}

function writeSteps({ pages, t }: SheetPen, { moments }: VisitView): void {
  pages.heading(t('sheet:steps'));
  const reached = Object.entries(moments).sort(([, one], [, other]) => one.localeCompare(other));
  for (const [moment, at] of reached) pages.row(t(`common:moments.${moment}`), pages.local(at));
}

function writeFiles({ pages, t }: SheetPen, { files }: SheetData): void {
  pages.heading(t('sheet:files'));
  if (files.length === 0) pages.note(t('sheet:noPicture'));
  for (const { file, sha256 } of files) {
    pages.note(file);
    pages.code(sha256);
  }
}

function writeEntries({ pages, t }: SheetPen, { entries, officers }: SheetData): void {
  pages.heading(t('sheet:entries'));
  pages.table(
    [44, 140, 160, 0],
    entries.map(({ seq, at, kind, actor }) => [String(seq), at, kind, officers[actor] ?? actor]),
    ['entry', 'at', 'kind', 'actor'].map((name) => t(`sheet:${name}`)),
  );
}

function writeJournal({ pages, t }: SheetPen, { head: { seq, hash } }: SheetData): void {
  pages.heading(t('sheet:journal'));
  pages.note(t('sheet:head', { seq }));
  pages.code(hash);
  pages.note(t('sheet:verify', { seq }));
}
