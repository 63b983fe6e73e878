import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';

// Loaded by address: these are plain scripts without types.
const load = (name: string) => import(new URL(name, import.meta.url).href);
let folder: string;
let file: string;

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'tally-'));
  file = path.join(folder, 'tally.json');
  vi.stubEnv('SCANPOST_TALLY', file);
});

afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true, force: true });
});

describe('what npm test adds up', () => {
  test('of vitest: tests by how they ended, files that could not be loaded, errors nobody caught', async () => {
    const { default: TallyReporter } = await load('tally-vitest.mjs');
    const testOf = (fullName: string, result: object) => ({ fullName, result: () => result });
    const module = (tests: object[], errors: object[]) => ({
      relativeModuleId: 'a.test.ts',
      children: { allTests: () => tests },
      errors: () => errors,
    });
    new TallyReporter().onTestRunEnd(
      [
        module(
          [
            testOf('good', { state: 'passed' }),
            testOf('bad', { state: 'failed' }),
            testOf('left out', { state: 'skipped', note: 'no socat' }),
            testOf('never ran', { state: 'pending' }),
          ],
          [{ message: 'cannot load' }],
        ),
      ],
      [{ message: 'rejected', cause: { message: 'no such file' } }],
    );
    expect(await read()).toEqual({
      passed: 1,
      failed: [
        'a.test.ts: bad',
        'a.test.ts: never ran',
        'a.test.ts: cannot load',
        'unhandled: rejected Cause: no such file',
      ],
      skipped: [{ name: 'a.test.ts: left out', reason: 'no socat' }],
      fallen: [],
    });
  });

  test('of vitest: nothing of a file whose process ended, but why it did, so that it can be run again', async () => {
    const { default: TallyReporter } = await load('tally-vitest.mjs');
    const module = (relativeModuleId: string, states: string[]) => ({
      relativeModuleId,
      children: {
        allTests: () => states.map((state) => ({ fullName: state, result: () => ({ state }) })),
      },
      errors: () => [],
    });
    new TallyReporter().onTestRunEnd(
      [module('fell.test.ts', ['passed', 'pending']), module('b.test.ts', ['passed', 'failed'])],
      [
        {
          message: '[vitest-pool]: Worker forks emitted error.',
          cause: { message: 'Worker exited unexpectedly with signal SIGSEGV.' },
        },
        { message: 'rejected' },
      ],
    );
    expect(await read()).toEqual({
      passed: 1,
      failed: ['b.test.ts: failed', 'unhandled: rejected'],
      skipped: [],
      fallen: [
        {
          file: 'fell.test.ts',
          because:
            '[vitest-pool]: Worker forks emitted error. Cause: Worker exited unexpectedly with signal SIGSEGV.',
        },
      ],
    });
  });

  test('of Playwright: tests by how they came out, and errors outside of any test', async () => {
    const { default: TallyReporter } = await load('tally-playwright.mjs');
    const testOf = (title: string, outcome: string, annotations: object[] = []) => ({
      titlePath: () => ['', 'chromium', 'a.spec.ts', title],
      outcome: () => outcome,
      annotations,
      results: [],
    });
    const reporter = new TallyReporter();
    reporter.onBegin(
      {},
      {
        allTests: () => [
          testOf('good', 'expected'),
          testOf('bad', 'unexpected'),
          testOf('shaky', 'flaky'),
          testOf('left out', 'skipped', [{ type: 'skip', description: 'no display' }]),
        ],
      },
    );
    reporter.onError({ message: 'no config' });
    reporter.onEnd();
    expect(await read()).toEqual({
      passed: 2,
      failed: ['chromium › a.spec.ts › bad', 'unhandled: no config'],
      skipped: [{ name: 'chromium › a.spec.ts › left out', reason: 'no display' }],
      fallen: [],
    });
  });

  test('a run that wrote nothing is told from one with no tests', async () => {
    expect(await read()).toBeNull();
  });
});

async function read() {
  const { readTally } = await load('tally.mjs');
  return readTally(file);
}
