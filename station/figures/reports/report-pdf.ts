import { createRequire } from 'node:module';
import { DateTime } from 'luxon';
import PDFDocument from 'pdfkit';
import type { Language } from '../../api/views.pure.ts';
import type { ReportCell, ReportDocument, ReportTable } from './report-document.ts';

/** A4 on its side, points. */
const margin = 40;
const ink = '#111111';
const pale = '#555555';
/** Between two columns. */
const gap = 6;
/** Words are broken into lines rather than take more. */
const widestWords = 190;

interface Made {
  /** ISO 8601 UTC. */
  readonly at: string;
  readonly version: string;
  readonly language: Language;
  readonly timeZone: string;
}

/** A report as a PDF of A4 pages on their side, its fonts inside. The same document makes the same bytes. */
export async function reportPdf(document: ReportDocument, made: Made): Promise<Uint8Array<ArrayBuffer>> {
  const when = new Date(made.at);
  const pdf = new PDFDocument({
    size: 'A4',
    layout: 'landscape',
    margin,
    bufferPages: true,
    lang: made.language,
    displayTitle: true,
    info: {
      Title: document.title,
      Creator: `Scanpost ${made.version}`,
      CreationDate: when,
      ModDate: when,
    },
  });
  const parts: Buffer[] = [];
  const done = new Promise<void>((resolve, reject) => {
    pdf.on('data', (part: Buffer) => parts.push(part));
    pdf.on('end', resolve);
    pdf.on('error', reject);
  });
  const require = createRequire(import.meta.url);
  pdf.registerFont('plain', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'));
  pdf.registerFont('bold', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'));
  new Pages(pdf, document, made).write();
  pdf.end();
  await done;
  return new Uint8Array(Buffer.concat(parts));
}

class Pages {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #document: ReportDocument;
  readonly #made: Made;

  constructor(pdf: PDFKit.PDFDocument, document: ReportDocument, made: Made) {
    this.#pdf = pdf;
    this.#document = document;
    this.#made = made;
  }

  write(): void {
    const { title, facts, factsTitle, tables, notes, notesTitle } = this.#document;
    this.#pdf.font('bold').fontSize(17).fillColor(ink).text(title, margin, margin);
    this.#title(factsTitle);
    for (const [name, value] of facts) this.#fact(name, this.#text(value));
    for (const table of tables) this.#table(table);
    this.#title(notesTitle);
    for (const note of notes) {
      this.#room(26);
      this.#pdf
        .font('plain')
        .fontSize(8.5)
        .fillColor(ink)
        .text(note, margin, this.#pdf.y, { width: this.#width });
      this.#pdf.moveDown(0.25);
    }
    this.#pages();
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin;
  }

  #room(height: number): boolean {
    if (this.#pdf.y + height <= this.#pdf.page.height - margin) return false;
    this.#pdf.addPage();
    return true;
  }

  #title(text: string): void {
    // A heading with nothing under it is no use at the foot of a page.
    this.#room(70);
    this.#pdf.moveDown(0.8).font('bold').fontSize(11).fillColor(ink).text(text, margin);
    this.#pdf.moveDown(0.3);
  }

  #fact(name: string, value: string): void {
    this.#room(24);
    const { y } = this.#pdf;
    this.#pdf.font('plain').fontSize(9).fillColor(pale).text(name, margin, y, { width: 150 });
    const below = this.#pdf.y;
    this.#pdf.fillColor(ink).text(value, margin + 156, y, { width: this.#width - 156 });
    this.#pdf.y = Math.max(below, this.#pdf.y) + 1;
  }

  #table({ title, columns, rows }: ReportTable): void {
    this.#title(title);
    const isWords = (index: number) =>
      index === 0 || (rows.length > 0 && rows.every((row) => row[index]?.kind === 'text'));
    const widths = this.#widths(columns, rows, isWords);
    const head = () => {
      this.#pdf.font('bold').fontSize(8).fillColor(pale);
      this.#row(columns, widths, isWords);
      this.#pdf.y += 1;
      const { y } = this.#pdf;
      this.#pdf
        .save()
        .lineWidth(0.5)
        .strokeColor(pale)
        .moveTo(margin, y - 1)
        .lineTo(margin + this.#width, y - 1);
      this.#pdf.stroke().restore();
      this.#pdf.y += 2;
    };
    head();
    for (const row of rows) {
      const texts = row.map((cell) => this.#text(cell));
      if (this.#room(this.#height(texts, widths))) head();
      this.#pdf.font('plain').fontSize(8.5).fillColor(ink);
      this.#row(texts, widths, (index) => index === 0 || row[index]?.kind === 'text');
    }
  }

  /** Each column has room for its numbers and for the longest word of its head; what is left over is shared out. */
  #widths(
    columns: readonly string[],
    rows: ReportTable['rows'],
    isWords: (index: number) => boolean,
  ): number[] {
    const needed = columns.map((column, index) => {
      this.#pdf.font('bold').fontSize(8);
      const inHead = this.#widest(column.split(' '));
      this.#pdf.font('plain').fontSize(8.5);
      const cells = rows.map((row) => row[index]).filter((cell) => cell !== undefined);
      const inRows = this.#widest(cells.map((cell) => this.#text(cell)));
      return Math.max(inHead, isWords(index) ? Math.min(inRows, widestWords) : inRows) + gap;
    });
    const left = this.#width - needed.reduce((sum, width) => sum + width, 0);
    return needed.map((width) => width + left / columns.length);
  }

  #widest(texts: readonly string[]): number {
    return Math.max(0, ...texts.map((text) => this.#pdf.widthOfString(text)));
  }

  #height(texts: readonly string[], widths: readonly number[]): number {
    this.#pdf.font('plain').fontSize(8.5);
    return Math.max(
      ...texts.map((text, index) => this.#pdf.heightOfString(text, { width: (widths[index] ?? 0) - gap })),
    );
  }

  #row(texts: readonly string[], widths: readonly number[], isWords: (index: number) => boolean): void {
    const { y } = this.#pdf;
    let x = margin;
    let below = y;
    for (const [index, text] of texts.entries()) {
      const width = (widths[index] ?? 0) - gap;
      this.#pdf.text(text, x, y, { width, align: isWords(index) ? 'left' : 'right' });
      below = Math.max(below, this.#pdf.y);
      x += widths[index] ?? 0;
    }
    this.#pdf.x = margin;
    this.#pdf.y = below + 2;
  }

  #text(cell: ReportCell): string {
    const { timeZone, language } = this.#made;
    if (cell.kind === 'text') return cell.text;
    if (cell.kind === 'time')
      return DateTime.fromISO(cell.at, { zone: timeZone })
        .setLocale(language)
        .toFormat('yyyy-MM-dd HH:mm ZZ');
    if (cell.value === null) return '–';
    const digits = { minimumFractionDigits: cell.digits, maximumFractionDigits: cell.digits };
    return new Intl.NumberFormat(language, digits).format(cell.value);
  }

  /** With every page there it is known how many there are. */
  #pages(): void {
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.#pdf.switchToPage(page);
      // Below the margin pdfkit would begin another page.
      this.#pdf.page.margins.bottom = 0;
      const { width, height } = this.#pdf.page;
      if (this.#document.watermark !== null) {
        this.#pdf.save().rotate(-28, { origin: [width / 2, height / 2] });
        this.#pdf.font('bold').fontSize(64).fillColor('#a00000').fillOpacity(0.14);
        this.#pdf.text(this.#document.watermark, 0, height / 2 - 40, {
          width,
          align: 'center',
          lineBreak: false,
        });
        this.#pdf.restore();
      }
      this.#pdf.font('plain').fontSize(8).fillColor(pale).fillOpacity(1);
      const { title, watermark, pageOf } = this.#document;
      // Once more in plain words: a watermark is cut off or painted over easily.
      const text = [watermark, title, pageOf(page + 1, count)].filter((part) => part !== null).join(' · ');
      this.#pdf.text(text, margin, height - margin + 12, {
        width: this.#width,
        align: 'right',
        lineBreak: false,
      });
    }
  }
}
