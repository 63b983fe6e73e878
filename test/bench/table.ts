import { aimMet, type Figure, ratioOf } from './bench.ts';

/** Figures as lines of text, one figure a line, the columns aligned. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map((figure) => [
    figure.name,
    `${number(figure.value)} ${figure.unit}`,
    figure.baseline ? `${number(figure.baseline.value)} ${figure.unit}` : '',
    ratioOf(figure)?.toFixed(2) ?? '',
    aimText(figure),
    { true: 'met', false: 'MISSED', null: '' }[String(aimMet(figure)) as 'true' | 'false' | 'null'],
    figure.baseline?.name ?? '',
  ]);
  const all = [['figure', 'measured', 'baseline', 'ratio', 'aim', '', 'baseline is'], ...rows];
  const widths = all[0]!.map((_, column) => Math.max(...all.map((row) => row[column]!.length)));
  return all
    .map((row) =>
      row
        .map((cell, column) =>
          column >= 1 && column <= 3 ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
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
