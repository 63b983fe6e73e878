import type { MarkView } from '../api/mark-views.pure.ts';
import { markDashes, markLabelAt, markPath, markSigns } from '../visits/mark-drawing.pure.ts';
import type { Overview } from './overview.ts';
import type { SheetData } from './sheet-data.ts';
import { type Box, ink, pale } from './sheet-pages.ts';
import type { SheetPen } from './sheet-pen.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Under the picture, for its scale, points. */
const scaleHeight = 14;

/** The whole picture over the width of the page, its marks on it, and a scale in metres below. */
export function writePicture(pen: SheetPen, { overview, visit, scanId }: SheetData): void {
  const { pages, t, number } = pen;
  pages.heading(t('sheet:picture'));
  if (overview === null) {
    pages.note(t('sheet:noPicture'));
    return;
  }
  const marks = visit.marks.filter((mark) => mark.scanId === scanId);
  pages.drawing(
    (width) => (width * overview.height) / overview.width + scaleHeight,
    (pdf, box) => drawPicture(pdf, { ...box, height: box.height - scaleHeight }, overview, marks, pen),
  );
  const energy =
    overview.energyMeV === null
      ? t('sheet:plane', { number: 1 })
      : t('console:status.energy', { value: number(overview.energyMeV) });
  const nth = visit.scans.find(({ id }) => id === scanId)?.number ?? 1;
  const size = { columns: overview.columns, rows: overview.rows };
  pages.note(t('sheet:pictureOf', { number: nth, energy, ...size }));
}

function drawPicture(
  pdf: PDFKit.PDFDocument,
  box: Box,
  overview: Overview,
  marks: readonly MarkView[],
  pen: SheetPen,
): void {
  const { left, top, width, height } = box;
  pdf.image(Buffer.from(overview.png), left, top, { width, height });
  pdf.save().lineWidth(0.5).strokeColor(pale).rect(left, top, width, height).stroke().restore();
  const scale = { x: width / overview.columns, y: height / overview.rows };
  const place = (at: Point) => ({ x: left + at.x * scale.x, y: top + at.y * scale.y });
  for (const mark of marks) drawMark(pdf, mark, place);
  if (overview.linePitchMm !== null) drawScale(pdf, box, (1000 / overview.linePitchMm) * scale.x, pen);
}

/** `metre` is the length of one on the page, points. */
function drawScale(pdf: PDFKit.PDFDocument, box: Box, metre: number, { t, number }: SheetPen): void {
  const metres = [5, 2, 1].find((length) => length * metre < box.width / 3) ?? 1;
  const end = box.left + metres * metre;
  const y = box.top + box.height + 7;
  pdf.save().lineWidth(1.2).strokeColor(ink);
  pdf.moveTo(box.left, y - 3).lineTo(box.left, y);
  pdf.lineTo(end, y).lineTo(end, y - 3);
  pdf.stroke().restore();
  pdf.font('plain').fontSize(8).fillColor(ink);
  pdf.text(t('sheet:metres', { value: number(metres) }), end + 5, y - 6);
}

function drawMark(pdf: PDFKit.PDFDocument, mark: MarkView, place: (at: Point) => Point): void {
  const path = markPath(mark, place, 0.6);
  const dashes = markDashes[mark.confidence];
  pdf.save().path(path).lineWidth(2.4).strokeColor('#ffffff').strokeOpacity(0.8).stroke().restore();
  pdf.save().path(path).lineWidth(0.9).strokeColor('#000000');
  if (dashes.length === 2) pdf.dash((dashes[0] ?? 1) * 0.6, { space: (dashes[1] ?? 1) * 0.6 });
  pdf.stroke().restore();
  const at = markLabelAt(mark, place);
  pdf
    .save()
    .translate(at.x, at.y - 8)
    .scale(0.6)
    .path(markSigns[mark.category])
    .fill('#000000', 'even-odd')
    .restore();
  pdf.font('bold').fontSize(8).fillColor('#000000');
  pdf.text(String(mark.number), at.x + 9, at.y - 9, { lineBreak: false });
}
