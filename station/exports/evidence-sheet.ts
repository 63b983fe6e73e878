import { createRequire } from 'node:module';
import { DateTime } from 'luxon';
import PDFDocument from 'pdfkit';
import type { Language, VisitView } from '../api/views.pure.ts';
import { catalogueWords, type Translate } from '../catalogue-words.ts';
import type { Entry } from '../journal/entry.ts';
import { markDashes, markLabelAt, markPath, markSigns } from '../visits/mark-drawing.pure.ts';
import type { Overview } from './overview.ts';

/** All that stands on an evidence sheet. The same data makes the same bytes. */
export interface SheetData {
  readonly visit: VisitView;
  readonly overview: Overview | null;
  /** The scan that `overview` shows. */
  readonly scanId: string | null;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  readonly entries: readonly Entry[];
  /** Service numbers by officer id. */
  readonly officers: Readonly<Record<string, string>>;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly post: { readonly name: string; readonly timeZone: string; readonly training: boolean };
  readonly version: string;
  /** When it is made (ISO 8601 UTC), and the service number of who asked for it. */
  readonly at: string;
  readonly by: string;
  readonly language: Language;
}

/** A4, points. */
const margin = 42;
const ink = '#111111';
const pale = '#555555';

/** The evidence sheet of a visit as a PDF of A4 pages, its words in the officer's language, its fonts inside. */
export async function evidenceSheet(data: SheetData): Promise<Uint8Array<ArrayBuffer>> {
  const made = new Date(data.at);
  const pdf = new PDFDocument({
    size: 'A4',
    margin,
    bufferPages: true,
    lang: data.language,
    displayTitle: true,
    info: {
      Title: data.visit.truck.plate,
      Creator: `Scanpost ${data.version}`,
      CreationDate: made,
      ModDate: made,
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
  pdf.registerFont('mono', require.resolve('dejavu-fonts-ttf/ttf/DejaVuSansMono.ttf'));
  new Sheet(pdf, data).write();
  pdf.end();
  await done;
  return new Uint8Array(Buffer.concat(parts));
}

class Sheet {
  readonly #pdf: PDFKit.PDFDocument;
  readonly #data: SheetData;
  readonly #t: Translate;

  constructor(pdf: PDFKit.PDFDocument, data: SheetData) {
    this.#pdf = pdf;
    this.#data = data;
    this.#t = catalogueWords(data.language);
  }

  write(): void {
    this.#head();
    this.#truck();
    this.#picture();
    this.#decision();
    this.#marks();
    this.#steps();
    this.#files();
    this.#entries();
    this.#journal();
    this.#pages();
  }

  get #width(): number {
    return this.#pdf.page.width - 2 * margin;
  }

  #local(instant: string): string {
    const { post, language } = this.#data;
    return DateTime.fromISO(instant, { zone: post.timeZone })
      .setLocale(language)
      .toFormat('d MMM yyyy, HH:mm:ss ZZ');
  }

  #head(): void {
    const { post, visit, at, by, version } = this.#data;
    this.#pdf.font('plain').fontSize(9).fillColor(pale).text(post.name, margin, margin);
    this.#pdf
      .font('bold')
      .fontSize(17)
      .fillColor(ink)
      .text(`${this.#t('sheet:title')}: ${visit.truck.plate}`);
    this.#pdf.font('plain').fontSize(9).fillColor(pale);
    this.#pdf.text(this.#t('sheet:made', { at: this.#local(at), by, version }));
    if (post.training)
      this.#pdf.font('bold').fontSize(12).fillColor('#a00000').text(this.#t('sheet:training'));
    this.#pdf.moveDown(0.6);
  }

  #title(text: string): void {
    // A heading with nothing under it is no use at the foot of a page.
    if (this.#pdf.y > this.#pdf.page.height - margin - 70) this.#pdf.addPage();
    this.#pdf.moveDown(0.6).font('bold').fontSize(11).fillColor(ink).text(text, margin);
    this.#pdf.moveDown(0.2).font('plain').fontSize(9);
  }

  #row(name: string, value: string): void {
    if (this.#pdf.y > this.#pdf.page.height - margin - 24) this.#pdf.addPage();
    const { y } = this.#pdf;
    this.#pdf.font('plain').fontSize(9).fillColor(pale).text(name, margin, y, { width: 120 });
    const below = this.#pdf.y;
    this.#pdf.fillColor(ink).text(value, margin + 126, y, { width: this.#width - 126 });
    this.#pdf.y = Math.max(below, this.#pdf.y);
    this.#pdf.x = margin;
  }

  #truck(): void {
    const { visit } = this.#data;
    const { truck } = visit;
    this.#title(this.#t('sheet:truck'));
    const rows: [string, string | undefined][] = [
      ['plate', truck.plate],
      ['trailerPlate', truck.trailerPlate],
      ['container', truck.container],
      ['country', truck.country],
      ['laneClass', this.#t(`common:laneClasses.${truck.laneClass}`)],
      ['goods', truck.goods],
      ['declaration', truck.declaration],
      ['declaredWeight', this.#kg(truck.declaredWeightKg)],
      ['seals', truck.seals?.join(', ')],
      ['reefer', truck.reefer && this.#reefer(truck.reefer)],
      ['state', this.#t(`common:states.${visit.state}`)],
      ['visit', visit.id],
    ];
    for (const [name, value] of rows) if (value) this.#row(this.#t(`sheet:${name}`), value);
  }

  #kg(value: number | undefined): string | undefined {
    return value === undefined ? undefined : this.#t('sheet:kg', { value: this.#number(value) });
  }

  #number(value: number): string {
    return new Intl.NumberFormat(this.#data.language).format(value);
  }

  #reefer({ setPointC, actualC }: NonNullable<VisitView['truck']['reefer']>): string {
    const set = this.#t('sheet:setPoint', { value: this.#number(setPointC) });
    return actualC === undefined
      ? set
      : `${set}, ${this.#t('sheet:actual', { value: this.#number(actualC) })}`;
  }

  #picture(): void {
    const { overview, visit, scanId } = this.#data;
    this.#title(this.#t('sheet:picture'));
    if (overview === null) {
      this.#pdf.text(this.#t('sheet:noPicture'));
      return;
    }
    const height = (this.#width * overview.height) / overview.width;
    if (this.#pdf.y + height > this.#pdf.page.height - margin - 40) this.#pdf.addPage();
    const top = this.#pdf.y;
    this.#pdf.image(Buffer.from(overview.png), margin, top, { width: this.#width, height });
    this.#pdf
      .save()
      .lineWidth(0.5)
      .strokeColor(pale)
      .rect(margin, top, this.#width, height)
      .stroke()
      .restore();
    const scale = { x: this.#width / overview.columns, y: height / overview.rows };
    const place = (at: { x: number; y: number }) => ({ x: margin + at.x * scale.x, y: top + at.y * scale.y });
    for (const mark of visit.marks) if (mark.scanId === scanId) this.#mark(mark, place);
    this.#pdf.y = top + height + 4;
    this.#scale(overview, scale.x);
    const energy =
      overview.energyMeV === null
        ? this.#t('sheet:plane', { number: 1 })
        : this.#t('console:status.energy', { value: this.#number(overview.energyMeV) });
    const number = visit.scans.find(({ id }) => id === scanId)?.number ?? 1;
    const size = { columns: overview.columns, rows: overview.rows };
    this.#pdf
      .fontSize(8)
      .fillColor(pale)
      .text(this.#t('sheet:pictureOf', { number, energy, ...size }), margin);
  }

  #scale({ linePitchMm }: Overview, pointsAColumn: number): void {
    if (linePitchMm === null) return;
    const metre = (1000 / linePitchMm) * pointsAColumn;
    const metres = [5, 2, 1].find((length) => length * metre < this.#width / 3) ?? 1;
    const y = this.#pdf.y + 3;
    this.#pdf.save().lineWidth(1.2).strokeColor(ink);
    this.#pdf
      .moveTo(margin, y - 3)
      .lineTo(margin, y)
      .lineTo(margin + metres * metre, y);
    this.#pdf
      .lineTo(margin + metres * metre, y - 3)
      .stroke()
      .restore();
    this.#pdf.fontSize(8).fillColor(ink);
    this.#pdf.text(
      this.#t('sheet:metres', { value: this.#number(metres) }),
      margin + metres * metre + 5,
      y - 6,
    );
    this.#pdf.x = margin;
  }

  #mark(
    mark: VisitView['marks'][number],
    place: (at: { x: number; y: number }) => { x: number; y: number },
  ): void {
    const path = markPath(mark, place, 0.6);
    const dashes = markDashes[mark.confidence];
    this.#pdf.save().path(path).lineWidth(2.4).strokeColor('#ffffff').strokeOpacity(0.8).stroke().restore();
    this.#pdf.save().path(path).lineWidth(0.9).strokeColor('#000000');
    if (dashes.length === 2) this.#pdf.dash((dashes[0] ?? 1) * 0.6, { space: (dashes[1] ?? 1) * 0.6 });
    this.#pdf.stroke().restore();
    const at = markLabelAt(mark, place);
    this.#pdf
      .save()
      .translate(at.x, at.y - 8)
      .scale(0.6)
      .path(markSigns[mark.category])
      .fill('#000000', 'even-odd')
      .restore();
    this.#pdf
      .font('bold')
      .fontSize(8)
      .fillColor('#000000')
      .text(String(mark.number), at.x + 9, at.y - 9, { lineBreak: false });
    this.#pdf.font('plain');
  }

  #decision(): void {
    const { decision, examination } = this.#data.visit;
    this.#title(this.#t('sheet:decision'));
    if (decision === null) {
      this.#pdf.text(this.#t('sheet:noDecision'));
      return;
    }
    const { by, at, reason, fidelity } = decision;
    const kind = this.#t(`common:decisions.${decision.kind}`);
    this.#row(
      this.#t('sheet:decision'),
      this.#t('sheet:decided', { decision: kind, by, at: this.#local(at) }),
    );
    if (reason !== '') this.#row(this.#t('sheet:reason'), reason);
    if (fidelity) this.#row(this.#t('sheet:fidelity'), this.#t(`console:fidelity.${fidelity}`));
    if (examination?.outcome) {
      const outcome = this.#t(`common:outcomes.${examination.outcome}`);
      this.#row(
        this.#t('sheet:examination'),
        examination.note === '' ? outcome : `${outcome}: ${examination.note}`,
      );
    }
  }

  #marks(): void {
    const { marks } = this.#data.visit;
    this.#title(this.#t('sheet:marks'));
    if (marks.length === 0) this.#pdf.text(this.#t('sheet:noMarks'));
    for (const { number, category, confidence, note, by, at } of marks) {
      const what = this.#t(`console:marks.categories.${category}`);
      const words = [what, this.#t(`console:marks.confidences.${confidence}`), note].filter(
        (word) => word !== '',
      );
      this.#row(`${number}`, `${words.join(' · ')} (${by}, ${this.#local(at)})`);
    }
  }

  #steps(): void {
    this.#title(this.#t('sheet:steps'));
    const { moments } = this.#data.visit;
    const reached = Object.entries(moments).sort(([, one], [, other]) => one.localeCompare(other));
    for (const [moment, at] of reached) this.#row(this.#t(`common:moments.${moment}`), this.#local(at));
  }

  #files(): void {
    this.#title(this.#t('sheet:files'));
    if (this.#data.files.length === 0) this.#pdf.text(this.#t('sheet:noPicture'));
    for (const { file, sha256 } of this.#data.files) {
      this.#pdf.font('plain').fontSize(8).fillColor(pale).text(file, margin);
      this.#pdf.font('mono').fontSize(8).fillColor(ink).text(sha256, margin);
    }
    this.#pdf.font('plain');
  }

  #entries(): void {
    this.#title(this.#t('sheet:entries'));
    const columns = [0, 44, 180, 340];
    const line = (texts: readonly string[], colour: string) => {
      if (this.#pdf.y > this.#pdf.page.height - margin - 20) this.#pdf.addPage();
      const { y } = this.#pdf;
      this.#pdf.fontSize(8).fillColor(colour);
      for (const [nth, text] of texts.entries())
        this.#pdf.text(text, margin + (columns[nth] ?? 0), y, { lineBreak: false });
      this.#pdf.x = margin;
      this.#pdf.y = y + 11;
    };
    line(
      ['entry', 'at', 'kind', 'actor'].map((name) => this.#t(`sheet:${name}`)),
      pale,
    );
    for (const { seq, at, kind, actor } of this.#data.entries)
      line([String(seq), at, kind, this.#data.officers[actor] ?? actor], ink);
  }

  #journal(): void {
    const { seq, hash } = this.#data.head;
    this.#pdf.moveDown(0.8);
    if (this.#pdf.y > this.#pdf.page.height - margin - 60) this.#pdf.addPage();
    this.#pdf.font('plain').fontSize(9).fillColor(ink).text(this.#t('sheet:head', { seq }), margin);
    this.#pdf.font('mono').fontSize(8).text(hash, margin);
    this.#pdf.font('plain').fontSize(8).fillColor(pale).text(this.#t('sheet:verify', { seq }), margin);
  }

  /** Across the page, paler than anything on it. */
  #watermark(words: string): void {
    const { width, height } = this.#pdf.page;
    this.#pdf.save().font('bold').fontSize(72).fillColor('#a00000').fillOpacity(0.12);
    this.#pdf.rotate(-45, { origin: [width / 2, height / 2] });
    const x = (width - this.#pdf.widthOfString(words)) / 2;
    this.#pdf.text(words, x, height / 2 - 40, { lineBreak: false }).restore();
  }

  /** With every page there it is known how many there are. */
  #pages(): void {
    const { start, count } = this.#pdf.bufferedPageRange();
    for (let page = start; page < start + count; page += 1) {
      this.#pdf.switchToPage(page);
      if (this.#data.post.training) this.#watermark(this.#t('common:training.band'));
      const text = this.#t('sheet:page', { page: page + 1, pages: count });
      // Below the margin pdfkit would begin another page.
      this.#pdf.page.margins.bottom = 0;
      const y = this.#pdf.page.height - margin + 12;
      this.#pdf.font('plain').fontSize(8).fillColor(pale);
      this.#pdf.text(`${this.#data.visit.truck.plate} · ${text}`, margin, y, {
        width: this.#width,
        align: 'right',
      });
    }
  }
}
