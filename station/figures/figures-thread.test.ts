import { existsSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import {
  delayedInput,
  examinedInput,
  figuresInput,
  timelineInput,
  visitsBehindInput,
} from '../api/figure-inputs.pure.ts';
import { examinationsTable } from '../examinations/examinations-table.ts';
import { officerTable } from '../officers/officer-table.ts';
import { clockChangesTable } from '../shifts/clock-changes-table.ts';
import { createShiftPattern } from '../shifts/shift-pattern.ts';
import { chief, type Post, post } from '../visits/visits.fixture.ts';
import { visitsTable } from '../visits/visits-table.ts';
import { Figures } from './figures.ts';
import { FiguresThread } from './figures-thread.ts';
import { reportData } from './reports/report-data.ts';
import { bytesOf } from './reports/report-file.ts';
import { timingsTable } from './timings-table.ts';

const readModels = [visitsTable, clockChangesTable, timingsTable, officerTable, examinationsTable];
const shifts = [{ name: 'A', start: '08:00' }];
const measures = {
  timeZone: 'Asia/Almaty',
  throughput: { planPerHour: 6, outliers: { rule: 'fence', factor: 3 } },
  capacityPerDay: 240,
} as const;
const day = { unit: 'day' } as const;

let at: Post;
let aside: FiguresThread;
let here: Figures;
beforeEach(() => {
  at = post({ readModels });
  const { clock, file } = at.place;
  aside = new FiguresThread({ ...measures, shifts, journalFile: file }, clock);
  const pattern = createShiftPattern(shifts, measures.timeZone);
  here = new Figures({ ...measures, journal: at.journal, clock, pattern });
});
afterEach(async () => {
  await aside.close();
  at.close();
});

function truckHeld(): void {
  const id = at.arrive();
  at.say(id, { command: 'hold', reason: 'papers' });
  at.place.clock.advance(300_000);
  at.say(id, { command: 'resume' });
  const scanId = at.scan(id);
  at.say(id, { command: 'open' });
  at.place.clock.advance(120_000);
  at.say(id, {
    command: 'decide',
    decision: 'release',
    reason: '',
    scanId,
    fidelity: 'full',
    seenPercent: 1,
  });
}

describe('figures that are worked out aside', () => {
  test('are those that the station’s own thread would give, of what is on record when they are asked for', async () => {
    truckHeld();
    const report = figuresInput.parse(day);
    expect(await aside.call('report', report, chief)).toEqual(here.report(report, chief));
    truckHeld();
    expect(await aside.call('report', report, chief)).toEqual(here.report(report, chief));
    const visits = visitsBehindInput.parse({ ...day, of: 'waiting' });
    const behind = await aside.call('visits', visits, chief);
    expect(behind.visits).toHaveLength(2);
    expect(behind).toEqual(here.visits(visits, chief));
    const delayed = delayedInput.parse({ ...day, cause: 'hold', reason: 'papers' });
    expect(await aside.call('delayed', delayed)).toEqual(here.delayed(delayed));
    const examined = examinedInput.parse(day);
    expect(await aside.call('examined', examined, chief)).toEqual(here.examined(examined, chief));
    const timeline = timelineInput.parse(day);
    expect(await aside.call('timeline', timeline, chief)).toEqual(here.timeline(timeline, chief));
  });

  test('fill the same file', async () => {
    truckHeld();
    const by = { ...chief, name: 'Chief', language: 'en' } as const;
    const ask = { ...day, kind: 'trs', format: 'csv', language: 'ru', filter: {} } as const;
    const heading = {
      post: { name: 'Nur Zholy', timeZone: measures.timeZone, training: false },
      version: '1.2.3',
      at: at.place.clock.utc(),
    };
    const made = await aside.call('file', ask, by, heading);
    const data = reportData(ask, by, { ...heading, figures: here, head: at.journal.head() });
    expect(new TextDecoder().decode(made.body)).toBe(new TextDecoder().decode(await bytesOf(ask, data)));
    expect(made).toMatchObject({ from: data.period.from, to: data.period.to });
  });

  test('are refused as they would be here, and the next are given', async () => {
    const asked = figuresInput.parse({
      unit: 'chosen',
      from: '2026-03-02T00:00:00Z',
      to: '2026-03-01T00:00:00Z',
    });
    await expect(aside.call('report', asked, chief)).rejects.toMatchObject({
      name: 'StationError',
      code: 'PERIOD_INVALID',
    });
    expect((await aside.call('report', figuresInput.parse(day), chief)).head).toEqual(at.journal.head());
  });

  test('of a journal that cannot be opened say so, each time anew', async () => {
    const nowhere = new FiguresThread(
      { ...measures, shifts, journalFile: '/nowhere/journal.db' },
      at.place.clock,
    );
    const asked = figuresInput.parse(day);
    for (let time = 0; time < 2; time += 1)
      await expect(nowhere.call('report', asked, chief)).rejects.toThrow('directory does not exist');
    await nowhere.close();
  });

  test('hold the journal’s file no longer than the station does', async () => {
    await aside.call('report', figuresInput.parse(day), chief);
    await aside.close();
    at.journal.close();
    // Who closes the last connection takes the write-ahead log away.
    expect(existsSync(`${at.place.file}-wal`)).toBe(false);
    await expect(aside.call('report', figuresInput.parse(day), chief)).resolves.toBeDefined();
  });
});
