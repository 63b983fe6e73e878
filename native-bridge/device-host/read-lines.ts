import type { Readable } from 'node:stream';
import type { Timers } from '../transport/timers.ts';

const longestLine = 2_000;
const linesAtOnce = 100;
const refillMs = 10_000;

/**
 * Gives the lines of `stream` to `take`, cut to 2000 characters. Of a flood, 100 lines in ten seconds are given and
 * the others counted.
 */
export function readLines(stream: Readable, take: (line: string) => void, timers: Timers): void {
  let rest = '';
  let given = 0;
  let dropped = 0;
  let since = timers.now();
  const line = (text: string) => {
    if (timers.now() - since >= refillMs) {
      if (dropped > 0) take(`… and ${dropped} lines more`);
      since = timers.now();
      given = 0;
      dropped = 0;
    }
    if (given >= linesAtOnce) {
      dropped += 1;
      return;
    }
    given += 1;
    take(text.slice(0, longestLine));
  };
  stream.setEncoding('utf8');
  stream.on('data', (text: string) => {
    const lines = `${rest}${text}`.split('\n');
    rest = (lines.pop() ?? '').slice(0, longestLine);
    for (const each of lines) line(each);
  });
  stream.on('end', () => {
    if (rest !== '') line(rest);
    if (dropped > 0) take(`… and ${dropped} lines more`);
  });
  stream.on('error', () => {});
}
