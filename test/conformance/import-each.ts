import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { importPicture } from '../../native-bridge/imaging/import/import-picture.ts';

/*
 * A process that imports the files it is named, one after the other, and answers requests all the while, as a station
 * does. Its parent (`import-corrupt.test.ts`) reads what came of each from standard output, a line of JSON each.
 */

export type EachLine =
  | { readonly kind: 'listening'; readonly port: number }
  | {
      readonly kind: 'done';
      readonly file: string;
      /** Null: it opened. */
      readonly code: string | null;
      readonly ms: number;
      /** The most memory this process ever had, MB. */
      readonly peakMB: number;
    };

const server = createServer((_request, response) => response.end('here'));
await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
say({ kind: 'listening', port: (server.address() as AddressInfo).port });

for (const file of process.argv.slice(2)) {
  const began = performance.now();
  let code: string | null = null;
  try {
    await importPicture(file);
  } catch (error) {
    code = String((error as { code?: unknown }).code);
  }
  const ms = performance.now() - began;
  say({ kind: 'done', file, code, ms, peakMB: process.resourceUsage().maxRSS / 1024 });
}
server.close();

function say(line: EachLine): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
