import { aimMet, type Figure, ratioOf } from './bench.ts';

const heads = ['figure', 'measured', 'baseline', 'ratio', 'aim', '', 'baseline is'];
/** Columns of numbers. */
const numeric = [1, 2, 3];

/** Figures as lines of text, one figure a line, the columns aligned. */
export function table(figures: readonly Figure[]): string {
  const rows = [heads, ...figures.map(cells)];
  const widths = heads.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          numeric.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

/** The same as a table of Markdown, for docs/performance.md. */
export function markdownTable(figures: readonly Figure[]): string {
  const rule = heads.map((_, column) => (numeric.includes(column) ? '--:' : '---'));
  return [heads, rule, ...figures.map(cells)].map((row) => `| ${row.join(' | ')} |`).join('\n');
}

function cells(figure: Figure): string[] {
  return [
    figure.name,
    `${number(figure.value)} ${figure.unit}`,
    figure.baseline ? `${number(figure.baseline.value)} ${figure.unit}` : '',
    ratioOf(figure)?.toFixed(2) ?? '',
    aimText(figure),
    verdict(figure),
    figure.baseline?.name ?? '',
  ];
}

function verdict(figure: Figure): string {
  const met = aimMet(figure);
  if (met === null) return '';
  return met ? 'met' : 'MISSED';
}

function aimText({ aim, unit }: Figure): string {
  if (!aim) return '';
  const suffix = aim.of === 'ratio' ? '×' : ` ${unit}`;
  return aim.atMost !== undefined ? `≤ ${aim.atMost}${suffix}` : `≥ ${aim.atLeast}${suffix}`;
}

function number(value: number): string {
  if (!Number.isFinite(value)) return '–';
  if (Math.abs(value) >= 100) return value.toFixed(0);
  return value.toPrecision(3);
}
