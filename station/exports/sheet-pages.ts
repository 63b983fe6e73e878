import { createRequire } from 'node:module';
import { DateTime } from 'luxon';
import PDFDocument from 'pdfkit';
import type { Language } from '../api/views.pure.ts';

export interface PagesOptions {
  readonly title: string;
  readonly language: Language;
  readonly timeZone: string;
  readonly version: string;
  /** ISO 8601 UTC: the same data makes the same bytes. */
  readonly at: string;
  /** Across every page, or null. */
  readonly watermark: string | null;
}

/** A4, points. */
const margin = 42;
export const ink = '#111111';
export const pale = '#555555';
const warning = '#a00000';

/** Where something is drawn, points from the page's left upper corner. */
export interface Box {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A sheet of A4 pages that is written from the top: titles, rows, tables; its fonts inside. */
export class SheetPages {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #options: PagesOptions;
  readonly #parts: Buffer[] = [];
  readonly #done: Promise<void>;

  constructor(options: PagesOptions) {
    const { title, language, version, at } = options;
    this.#options = options;
    const made = new Date(at);
    const info = { Title: title, Creator: `Scanpost ${version}`, CreationDate: made, ModDate: made };
    this.#pdf = new PDFDocument({
      ...{ size: 'A4', margin, bufferPages: true, lang: language, displayTitle: true, info },
    });
    this.#done = new Promise((resolve, reject) => {
      this.#pdf.on('data', (part: Buffer) => this.#parts.push(part));
      this.#pdf.on('end', resolve);
      this.#pdf.on('error', reject);
    });
    const require = createRequire(import.meta.url);
    this.#pdf.registerFont('plain', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed.ttf'));
    this.#pdf.registerFont('bold', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansCondensed-Bold.ttf'));
    this.#pdf.registerFont('mono', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'));
    this.#pdf.font('bold').fontSize(17).fillColor(ink).text(title, margin, margin);
  }

  /** In the post's zone, unambiguous in any language. */
  local(instant: string): string {
    const { timeZone, language } = this.#options;
    return DateTime.fromISO(instant, { zone: timeZone })
      .setLocale(language)
      .toFormat('d MMM yyyy, HH:mm:ss ZZ');
  }

  note(text: string): void {
    this.#room(24);
    this.#pdf.font('plain').fontSize(9).fillColor(pale).text(text, margin);
  }

  /** What must not be overlooked. */
  warn(text: string): void {
    this.#room(24);
    this.#pdf.font('bold').fontSize(12).fillColor(warning).text(text, margin);
  }

  heading(text: string): void {
    // A heading with nothing under it is no use at the foot of a page.
    this.#room(70);
    this.#pdf.moveDown(0.6).font('bold').fontSize(11).fillColor(ink).text(text, margin);
    this.#pdf.moveDown(0.2);
  }

  row(name: string, value: string): void {
    this.table([126, 0], [[name, value]]);
  }

  /** Columns by their widths in points; the last takes what is left. */
  table(widths: readonly number[], rows: readonly (readonly string[])[], head: readonly string[] = []): void {
    if (head.length > 0) this.#line(widths, head, pale);
    for (const row of rows) this.#line(widths, row, ink);
  }

  /**
   * What is drawn rather than written, over the whole width, on one page: as high as the function says for the width, and
   * then drawn from the left upper corner.
   */
  drawing(heightOf: (width: number) => number, draw: (pdf: PDFKit.PDFDocument, box: Box) => void): void {
    const width = this.#width;
    const height = heightOf(width);
    this.#room(height);
    const box = { left: margin, top: this.#pdf.y, width, height };
    draw(this.#pdf, box);
    this.#pdf.x = margin;
    this.#pdf.y = box.top + height;
  }

  code(text: string): void {
    this.#room(24);
    this.#pdf.font('mono').fontSize(8).fillColor(ink).text(text, margin);
  }

  /** The finished file; `foot` says which page of how many. */
  async finish(foot: (page: number, pages: number) => string): Promise<Uint8Array<ArrayBuffer>> {
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.#pdf.switchToPage(page);
      // Over pictures too, paler than anything on the page.
      if (this.#options.watermark) this.#mark(this.#options.watermark);
      // Below the margin pdfkit would begin another page.
      this.#pdf.page.margins.bottom = 0;
      const y = this.#pdf.page.height - margin + 12;
      this.#pdf.font('plain').fontSize(8).fillColor(pale);
      this.#pdf.text(foot(page + 1, count), margin, y, { width: this.#width, align: 'right' });
    }
    this.#pdf.end();
    await this.#done;
    return new Uint8Array(Buffer.concat(this.#parts));
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin;
  }

  #room(needed: number): void {
    if (this.#pdf.y > this.#pdf.page.height - margin - needed) this.#pdf.addPage();
  }

  #line(widths: readonly number[], cells: readonly string[], colour: string): void {
    let x = margin;
    const placed = cells.map((cell, nth) => {
      const width = widths[nth] || margin + this.#width - x;
      const at = x;
      x += width;
      return { cell, at, width: width - 6 };
    });
    this.#pdf.font('plain').fontSize(9);
    const heights = placed.map(({ cell, width }) => this.#pdf.heightOfString(cell, { width }));
    const height = Math.max(0, ...heights) + 1;
    this.#room(height);
    const { y } = this.#pdf;
    this.#pdf.fillColor(colour);
    for (const { cell, at, width } of placed) this.#pdf.text(cell, at, y, { width });
    this.#pdf.x = margin;
    this.#pdf.y = y + height;
  }

  #mark(text: string): void {
    const { width, height } = this.#pdf.page;
    this.#pdf.save().rotate(-52, { origin: [width / 2, height / 2] });
    this.#pdf.font('bold').fontSize(84).fillColor(warning).fillOpacity(0.12);
    this.#pdf.text(text, -width / 2, height / 2 - 50, {
      width: 2 * width,
      align: 'center',
      lineBreak: false,
    });
    this.#pdf.restore();
    this.#pdf.x = margin;
    this.#pdf.y = margin;
  }
}
