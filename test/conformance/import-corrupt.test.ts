import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { samplesFolder, samplesIn, samplesMissing } from '../samples.ts';
import type { EachLine } from './import-each.ts';

/** What every damaged file is promised: an error within this time and this memory. */
const promisedMs = 2000;
const promisedMB = 512;

const files = samplesIn('corrupt');
const codes = [
  'IMAGE_UNREADABLE',
  'IMAGE_NOT_A_RADIOGRAPH',
  'IMAGE_SYNTAX_UNSUPPORTED',
  'IMAGE_TOO_LARGE',
  'IMAGE_TIMED_OUT',
];

type Done = Extract<EachLine, { kind: 'done' }>;

describe.skipIf(samplesMissing !== null)(
  `damaged files${samplesMissing === null ? '' : ` (skipped: ${samplesMissing})`}`,
  () => {
    const done = new Map<string, Done>();
    let answered = 0;
    let refusedWhileRunning = 0;
    let child: ChildProcess | null = null;

    beforeAll(async () => {
      child = spawn(
        process.execPath,
        [
          path.join(import.meta.dirname, 'import-each.ts'),
          ...files.map((file) => path.join(samplesFolder, file)),
        ],
        { stdio: ['ignore', 'pipe', 'inherit'] },
      );
      for await (const text of createInterface({ input: child.stdout! })) {
        const line = JSON.parse(text) as EachLine;
        if (line.kind === 'done') {
          done.set(path.relative(samplesFolder, line.file), line);
          continue;
        }
        void askAgainAndAgain(line.port);
      }
    }, 300_000);

    afterAll(() => {
      child?.kill();
    });

    async function askAgainAndAgain(port: number): Promise<void> {
      while (done.size < files.length) {
        try {
          const response = await fetch(`http://127.0.0.1:${port}/`, {
            signal: AbortSignal.timeout(promisedMs),
          });
          if ((await response.text()) === 'here') answered++;
        } catch {
          if (done.size < files.length) refusedWhileRunning++;
        }
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    }

    test('are all there', () => expect(files).toHaveLength(130));

    for (const file of files) {
      test(`${file} ends with an error within 2 s and 512 MB`, () => {
        const { code, ms, peakMB } = done.get(file)!;
        expect(codes).toContain(code);
        expect(ms).toBeLessThan(promisedMs);
        expect(peakMB).toBeLessThan(promisedMB);
      });
    }

    test('keep nobody waiting: the process that reads them answers all the while', () => {
      expect(refusedWhileRunning).toBe(0);
      expect(answered).toBeGreaterThan(files.length);
    });
  },
);
