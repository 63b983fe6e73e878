import type { ExaminationResult, Finding } from '../api/examination-record.pure.ts';
import type { PhotoOnRecord } from '../api/photo.pure.ts';
import type { SheetData } from './sheet-data.ts';
import { type Box, ink, pale } from './sheet-pages.ts';
import type { SheetPen } from './sheet-pen.ts';

type Examined = Pick<SheetData, 'visit' | 'photos'>;
type Marks = SheetData['visit']['marks'];

/**
 * What an examination opened and found, where on the scan, what it was on record as before it was corrected, and its photos
 * with their hashes. Nothing where there was none.
 */
export function writeExamination(pen: SheetPen, { visit, photos }: Examined): void {
  const { examination, marks } = visit;
  if (examination === null) return;
  const { pages, t } = pen;
  const { outcome, note, record, photos: attached = [], corrections = [] } = examination;
  pages.heading(t('sheet:examination'));
  pages.row(
    t('sheet:outcome'),
    outcome === null ? t('sheet:examinationOpen') : t(`common:outcomes.${outcome}`),
  );
  if (record) {
    if (record.place !== '') pages.row(t('yard:card.place'), record.place);
    if (record.officers.length > 0) pages.row(t('yard:card.officers'), record.officers.join(', '));
    if (record.opened !== '') pages.row(t('yard:card.opened'), record.opened);
  }
  writeFindings(pen, record?.findings ?? [], marks);
  if (note !== '') pages.row(record ? t('yard:card.note') : t('sheet:found'), note);
  for (const was of corrections) writeCorrection(pen, was, marks);
  for (const [index, photo] of attached.entries())
    writePhoto(pen, photo, index + 1, photos.get(photo.photo.sha256) ?? null);
}

function writeFindings(pen: SheetPen, findings: readonly Finding[], marks: Marks): void {
  for (const [index, finding] of findings.entries())
    pen.pages.row(pen.t('yard:form.finding', { number: index + 1 }), found(pen, finding, marks));
}

function found({ t, number }: SheetPen, finding: Finding, marks: Marks): string {
  const { outcome, category, amount, markId, note } = finding;
  const mark = marks.find(({ id }) => id === markId);
  const words = [
    t(`common:outcomes.${outcome}`),
    t(`yard:categories.${category}`),
    amount && `${number(amount.value)} ${t(`yard:units.${amount.unit}`)}`,
    mark &&
      t('yard:form.markOf', {
        number: mark.number,
        category: t(`console:marks.categories.${mark.category}`),
      }),
    note,
  ];
  return words.filter(Boolean).join(' · ');
}

function writeCorrection(
  pen: SheetPen,
  was: ExaminationResult & { readonly at: string; readonly by: string; readonly reason: string },
  marks: Marks,
): void {
  const { pages, t } = pen;
  const { outcome, record, at, by, reason } = was;
  const before = t('yard:card.was', { by, reason, outcome: t(`common:outcomes.${outcome}`) });
  const findings = record?.findings.map((finding) => found(pen, finding, marks)) ?? [];
  pages.table([142, 0], [[pages.local(at), [before, ...findings].join('\n')]]);
}

/** Of a photo's place on the page, points. */
const high = 96;
const wide = 128;

function writePhoto(
  pen: SheetPen,
  { photo, caption, by, at, reason }: PhotoOnRecord,
  number: number,
  small: Uint8Array | null,
): void {
  const { pages, t } = pen;
  const size = pen.number(Math.ceil(photo.bytes / 1024));
  const facts = [
    t('photos:facts', { by, at: pages.local(at), width: photo.width, height: photo.height, size }),
    reason === undefined ? '' : t('photos:added', { reason }),
  ];
  pages.drawing(
    () => high + 6,
    (pdf, box) => {
      drawPhoto(pdf, box, small, t('sheet:photoMissing'));
      const left = box.left + wide + 10;
      const width = box.width - wide - 10;
      const name = [t('photos:photo', { number }), caption].filter(Boolean).join(' · ');
      pdf.font('plain').fontSize(9).fillColor(ink).text(name, left, box.top, { width });
      pdf
        .fillColor(pale)
        .fontSize(8)
        .text(facts.filter(Boolean).join(' · '), { width, height: 36, ellipsis: true });
      pdf.font('mono').fontSize(6.5).fillColor(ink).text(photo.sha256, { width });
    },
  );
}

function drawPhoto(pdf: PDFKit.PDFDocument, box: Box, small: Uint8Array | null, missing: string): void {
  const { left, top } = box;
  if (small) {
    pdf.image(Buffer.from(small), left, top, { fit: [wide, high], align: 'center' });
    return;
  }
  pdf.save().lineWidth(0.5).strokeColor(pale).rect(left, top, wide, high).stroke().restore();
  pdf
    .font('plain')
    .fontSize(8)
    .fillColor(pale)
    .text(missing, left + 6, top + 8, { width: wide - 12 });
}
