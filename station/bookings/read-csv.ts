import { parse } from 'csv-parse/sync';
import { mostRows, type Table, tableOf, unreadable } from './table.pure.ts';

const delimiters = [';', ',', '\t', '|'] as const;

/** A list of text: UTF-8, UTF-16 or windows-1251, separated by `;`, `,`, tab or `|`. Throws TableFault. */
export function readCsv(bytes: Uint8Array): Table {
  const { text, encoding } = decodeText(bytes);
  if (text.includes('\0')) throw unreadable('it is not a list of text');
  const delimiter = delimiterOf(text);
  let grid: string[][];
  try {
    grid = parse(text, {
      delimiter,
      relax_column_count: true,
      relax_quotes: true,
      skip_empty_lines: false,
      // One more than is read, so that what is too long is found out.
      to: mostRows + 2,
    });
  } catch (fault) {
    throw unreadable(fault instanceof Error ? fault.message.replace(/[.\s]+$/, '') : String(fault));
  }
  return tableOf(grid, { format: 'csv', encoding, delimiter });
}

/**
 * By its mark where there is one; else UTF-16 shows by its zeros, and what is not UTF-8 is taken for windows-1251,
 * the usual one of the region.
 */
export function decodeText(bytes: Uint8Array): { readonly text: string; readonly encoding: string } {
  const encoding = encodingOf(bytes);
  return { text: new TextDecoder(encoding).decode(bytes), encoding };
}

function encodingOf(bytes: Uint8Array): string {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  const start = bytes.subarray(0, 400);
  const zeros = (parity: number) => start.filter((byte, at) => byte === 0 && at % 2 === parity).length;
  if (zeros(1) > start.length / 8) return 'utf-16le';
  if (zeros(0) > start.length / 8) return 'utf-16be';
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes);
    return 'utf-8';
  } catch {
    return 'windows-1251';
  }
}

/** The one that splits the first lines into the most columns, the same number in each; quoted text does not count. */
function delimiterOf(text: string): string {
  const lines = text
    .slice(0, 20_000)
    .replace(/"[^"]*"/g, '""')
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  const scores = delimiters.map((delimiter) => {
    const counts = lines.map((line) => line.split(delimiter).length - 1);
    const usual = counts[0] ?? 0;
    return usual * counts.filter((count) => count === usual).length;
  });
  return delimiters[scores.indexOf(Math.max(...scores))] ?? ';';
}
