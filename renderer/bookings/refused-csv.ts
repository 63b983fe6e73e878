import type { RefusedRow, RowProblem } from '../../station/api/booking-views.pure.ts';

/**
 * Refused rows as a file that a spreadsheet opens with a double click: UTF-8 with its mark, CRLF. What it would run as a
 * formula gets an apostrophe before it.
 */
export function refusedCsv(
  rows: readonly RefusedRow[],
  words: {
    /** Of the row, the plate, the number, the reason and the value. */
    readonly titles: readonly string[];
    readonly why: (problem: RowProblem, value: string) => string;
  },
  separator: string,
): string {
  const lines = [
    words.titles,
    ...rows.map(({ row, plate, number, problem, value }) => [
      String(row),
      asText(plate),
      asText(number),
      words.why(problem, value),
      asText(value),
    ]),
  ];
  return `\ufeff${lines.map((line) => line.map(quoted).join(separator)).join('\r\n')}\r\n`;
}

function asText(value: string): string {
  return /^[=+\-@\t]/.test(value) ? `'${value}` : value;
}

function quoted(cell: string): string {
  return /[";,\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
}
