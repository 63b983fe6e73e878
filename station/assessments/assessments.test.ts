import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { assessmentVersion } from '../../native-bridge/assessment/assess.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import { manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import type { AssessmentView } from '../api/assessment-views.pure.ts';
import { noLog } from '../log.ts';
import type { PictureSource } from '../scans/picture-shelf.ts';
import { Assessments } from './assessments.ts';

const assessment: AssessmentView = {
  version: assessmentVersion,
  calibration: 'model',
  whole: null,
  load: null,
  filling: null,
  hints: [],
};
const archived = { kind: 'archive', files: ['a.tif'] } as const;
const tidy: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const step of tidy.splice(0).reverse()) await step();
});

/** Assessments whose arithmetic is the test's own. */
function bench(at: { source: PictureSource | null } = { source: archived }) {
  const folder = mkdtempSync(path.join(tmpdir(), 'scanpost-assessments-'));
  tidy.push(() => rmSync(folder, { recursive: true }));
  const told: (number | null)[] = [];
  const asked: string[] = [];
  let append: (entry: { kind: string; body: unknown }) => void = () => {};
  let measure: (signal: AbortSignal) => Promise<AssessmentView | null> = async () => assessment;
  const open = () => {
    const made = new Assessments({
      folder,
      journal: {
        onAppend: (listener) => {
          append = listener as typeof append;
          return () => {};
        },
      },
      pictures: { source: () => at.source, quiet: async () => undefined },
      moved: (_scanId, share) => told.push(share),
      timers: manualTimers(),
      log: noLog(),
      assess: async (source, { signal, onProgress }) => {
        asked.push(source.kind);
        onProgress(0.5);
        return measure(signal);
      },
    });
    tidy.push(() => made.close());
    return made;
  };
  return {
    open,
    told,
    asked,
    file: path.join(folder, 'scan.json'),
    archive: () =>
      append({
        kind: 'scan.archived',
        body: { scanId: 'scan', planes: [{ file: 'a.tif', sha256: 'ab'.repeat(32) }] },
      }),
    measureWith: (other: typeof measure) => {
      measure = other;
    },
  };
}

describe('the assessment of a scan', () => {
  test('is made when the scan is archived, told of on the way, and kept for the next run', async () => {
    const { open, archive, told, asked } = bench();
    const first = open();
    archive();
    expect(await first.of('scan')).toEqual({ state: 'running', share: 0 });
    await first.idle();
    expect(told).toEqual([0.5, null]);
    expect(await first.of('scan')).toEqual({ state: 'done', assessment });
    const second = open();
    expect(await second.of('scan')).toEqual({ state: 'done', assessment });
    expect(asked).toEqual(['archive']);
  });

  test.each([
    ['half a file', '{"version":1,"cal'],
    ['one by another arithmetic', JSON.stringify({ ...assessment, version: assessmentVersion + 1 })],
  ])('is made anew from the scan where the cache has %s', async (_what, text) => {
    const { open, file, asked } = bench();
    writeFileSync(file, text);
    const made = open();
    await made.of('scan');
    await made.idle();
    expect(asked).toEqual(['archive']);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(assessment);
  });

  test('of strips is made as soon as the scan has ended, and not while it is received', async () => {
    const writer = { lines: 10, written: [], open: true };
    const at: { source: PictureSource | null } = {
      source: { kind: 'capture', file: 'a.strips', follow: writer },
    };
    const { open, asked } = bench(at);
    const made = open();
    expect(await made.of('scan')).toEqual({ state: 'none' });
    at.source = { kind: 'capture', file: 'a.strips' };
    await made.of('scan');
    await made.idle();
    expect(asked).toEqual(['strips']);
  });

  test('can be stopped, stays stopped, and is begun again when it is asked for', async () => {
    const { open, measureWith } = bench();
    measureWith(
      (signal) =>
        new Promise((_resolve, reject) => signal.addEventListener('abort', () => reject(signal.reason))),
    );
    const made = open();
    await made.of('scan');
    await new Promise((resolve) => setImmediate(resolve));
    made.stop('scan');
    await made.idle();
    expect(await made.of('scan')).toEqual({ state: 'stopped' });
    measureWith(async () => assessment);
    expect(await made.again('scan')).toMatchObject({ state: 'running' });
    await made.idle();
    expect(await made.of('scan')).toEqual({ state: 'done', assessment });
  });

  test('that fails says why and can be tried again; a picture that says nothing of matter is not tried', async () => {
    const { open, measureWith, asked } = bench();
    const made = open();
    measureWith(async () => {
      throw new BridgeError('SCAN_FILE_DAMAGED', 'broken');
    });
    await made.of('scan');
    await made.idle();
    expect(await made.of('scan')).toEqual({ state: 'failed', code: 'SCAN_FILE_DAMAGED' });
    measureWith(async () => null);
    await made.again('scan');
    await made.idle();
    expect(await made.again('scan')).toEqual({ state: 'impossible' });
    expect(asked).toHaveLength(2);
  });

  test('of a scan that the post does not know is none, and nothing of it is weighed', async () => {
    const made = bench({ source: null }).open();
    expect(await made.of('scan')).toEqual({ state: 'none' });
    const region = { x: 0, y: 0, width: 1, height: 1 };
    await expect(made.weigh({ scanId: 'scan', region })).rejects.toMatchObject({ code: 'SCAN_UNKNOWN' });
  });
});
