import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { lookUpQueries } from './look-up.ts';
import { ana, commandId, type Post, post } from './visits.fixture.ts';

let at: Post;
beforeEach(() => {
  at = post();
});
afterEach(() => at.close());

const plates = (glances: readonly { readonly truck: { readonly plate: string } }[]) =>
  glances.map(({ truck }) => truck.plate);
const book = (plate: string, bookedFor: string) =>
  at.visits.book({ commandId: commandId(), truck: { plate, laneClass: 'booked' }, bookedFor }, ana).view.id;
const departed = (plate: string, container?: string) => {
  const id = at.arrive(plate, container ? { container } : {});
  at.scan(id);
  at.decide(id, 'release');
  at.say(id, { command: 'depart' });
  return id;
};

describe('while a plate is typed', () => {
  test('earlier visits come with what was decided, the newest first', () => {
    const [first, second] = [departed('01KG123ABC'), departed('01KG123ABC')];
    departed('02KG999ZZZ');
    const { earlier } = at.visits.lookUp({ plate: '01 kg 123 авс', container: '' });
    expect(earlier.map(({ id }) => id)).toEqual([second, first]);
    expect(earlier[0]).toMatchObject({ decision: 'release', reason: 'seen', outcome: null });
  });

  test('others that begin so come with their last visit each, from three letters on', () => {
    for (const plate of ['01KG111', '01KG222', '01KG222', '01KZ333']) departed(plate);
    expect(plates(at.visits.lookUp({ plate: '01KG', container: '' }).alike)).toEqual(['01KG111', '01KG222']);
    expect(at.visits.lookUp({ plate: '01', container: '' })).toEqual({
      bookings: [],
      here: [],
      earlier: [],
      alike: [],
    });
  });

  test('a booking that fits comes at once, the nearest first, and none of another day', () => {
    book('01KG123ABC', '2026-03-01T15:00:00.000Z');
    book('01KG123XYZ', '2026-03-01T09:00:00.000Z');
    book('01KG123ABC', '2026-03-05T09:00:00.000Z');
    const { bookings, here } = at.visits.lookUp({ plate: '01KG123', container: '' });
    expect(bookings.map(({ bookedFor }) => bookedFor)).toEqual([
      '2026-03-01T09:00:00.000Z',
      '2026-03-01T15:00:00.000Z',
    ]);
    expect(here).toEqual([]);
  });

  test('a truck that is here already is said to be', () => {
    const id = at.arrive('01KG123ABC');
    expect(at.visits.lookUp({ plate: '01KG123ABC', container: '' }).here.map((one) => one.id)).toEqual([id]);
  });
});

test('a container is known by its number whatever truck brings it', () => {
  const id = departed('02KG1', 'CSQU3054383');
  expect(at.visits.lookUp({ plate: '', container: 'csqu 305438 3' }).earlier.map((one) => one.id)).toEqual([
    id,
  ]);
  expect(at.visits.lookUp({ plate: '', container: 'CSQU305438' }).earlier).toEqual([]);
});

test('every question is a seek in an index, however many visits there are', () => {
  for (const sql of Object.values(lookUpQueries)) {
    const plan = at.journal.db.prepare<unknown[], { detail: string }>(`EXPLAIN QUERY PLAN ${sql}`);
    const steps = plan.all(...(sql.match(/[?]/g) ?? []).map(() => 1)).map(({ detail }) => detail);
    expect(steps.join(), sql).toMatch(/^SEARCH visits USING (COVERING )?INDEX/);
    expect(steps.join(), sql).not.toContain('TEMP B-TREE');
  }
});
