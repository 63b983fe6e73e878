import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import type { MassView } from '../api/assessment-views.pure.ts';
import { type DecisionRules, plainRules } from '../decisions/decision-rules.pure.ts';
import { StationError } from '../errors.ts';
import { journalPlace } from '../journal/journal.fixture.ts';
import { openChecks } from './visit-checks.pure.ts';
import { visitKinds } from './visit-entries.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { anyRules, Post, steps } from './visit-walk.fixture.ts';
import { ana, boris, chief, postOn, second } from './visits.fixture.ts';
import type { Actor } from './visits.ts';
import { visitsTable } from './visits-table.ts';

describe('whatever is decided, in any order and under any rules', () => {
  test('nobody is their own second officer, nothing open is released, and all of it stays on record', () => {
    const met = new Set<string>();
    fc.assert(
      fc.property(anyRules, steps, (rules, all) => {
        const post = new Post(rules);
        for (const { visitId, actor, command } of all) {
          const before = post.visits.get(visitId);
          const decision = post.try(visitId, command(before), actor(before));
          const after = post.visits.get(visitId);
          if ('refusal' in decision || !before || !after) continue;
          for (const event of decision.events) {
            if (event.kind === 'visit.decided' && event.body.second) {
              met.add(event.body.second.agrees ? 'agrees' : 'disagrees');
              expect(before.secondLook?.officers).not.toContain(event.body.by);
            }
            if (event.kind === 'visit.decision-final' && event.body.decision === 'release') {
              met.add('final');
              const stops = openChecks(before).filter((check) => rules.stopRelease.includes(check));
              // A second look or an alarm may come between; what is final was free of both.
              expect(stops).toEqual([]);
            }
            if (event.kind === 'visit.decision-undone') {
              met.add(event.body.by === null ? 'withdrawn' : 'undone');
              expect(after).toMatchObject({ state: 'in-analysis', pending: null });
              expect(after.holder?.serviceNumber).toBe(before.pending?.by);
            }
            if (event.kind === 'visit.decision-reversed') {
              met.add(`reversed ${before.state}`);
              expect(after.decisions.some(({ became }) => became === 'reversed')).toBe(true);
            }
            if (event.kind === 'visit.departed' || event.kind === 'visit.examination-started')
              expect(after.pending).toBeNull();
          }
          expect(forgotten(before, after)).toEqual([]);
          if (after.decision?.second) expect(after.decision.second.by).not.toBe(after.decision.by);
        }
        for (const visit of post.visits.values()) expect(withoutEntries(visit, post)).toEqual([]);
      }),
      { numRuns: 200 },
    );
    // Or the properties above have shown nothing.
    const wanted = ['agrees', 'disagrees', 'final', 'undone', 'reversed released'];
    expect(wanted.filter((what) => !met.has(what))).toEqual([]);
  });
});

/** Decisions that were on record and are not any more, or say something else now. */
function forgotten(before: Visit, after: Visit): string[] {
  const plain = ({ became, ...made }: Visit['decisions'][number]) => JSON.stringify(made);
  const now = new Set(after.decisions.map(plain));
  return before.decisions
    .slice(-39)
    .map(plain)
    .filter((made) => !now.has(made));
}

/** Final decisions that the entries do not say. */
function withoutEntries(visit: Visit, post: Post): string[] {
  if (!['released', 'referred'].includes(visit.state) || visit.pending || visit.examination) return [];
  const kinds = new Set(post.entries.filter(({ subject }) => subject === visit.id).map(({ kind }) => kind));
  const said =
    kinds.has('visit.decided') && (kinds.has('visit.decision-final') || kinds.has('visit.decision-reversed'));
  return said ? [] : [visit.id];
}

const places: (() => void)[] = [];
afterEach(() => {
  for (const remove of places.splice(0)) remove();
});

function postWith(
  decisions: Partial<DecisionRules>,
  draw = () => 99.99,
  massOf: (scanId: string) => MassView | null = () => null,
) {
  const place = journalPlace();
  places.push(place.remove);
  const journal = place.open({ kinds: visitKinds, readModels: [visitsTable] });
  const at = postOn(place, journal, { decisions: { ...plainRules, ...decisions }, draw, massOf });
  const look = (
    visitId: string,
    by: Actor,
    decision: 'release' | 'refer' | 're-scan' | 'escalate',
    reason = 'seen',
  ) => {
    const scanId = at.say(visitId, { command: 'open' }, by).scans.at(-1)?.id ?? '';
    return at.say(
      visitId,
      { command: 'decide', decision, reason, scanId, fidelity: 'full', seenPercent: 80 },
      by,
    );
  };
  return { ...at, journal, look };
}

const always = { ...plainRules.fourEyes, always: true };

function code(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    if (fault instanceof StationError) return fault.code;
    throw fault;
  }
  return 'nothing was refused';
}

describe('four eyes', () => {
  test.each([
    ['surely more than declared', { kg: 30_000, leastKg: 27_000, mostKg: 33_000 }, 'second-look'],
    ['surely less than declared', { kg: 14_000, leastKg: 12_000, mostKg: 16_000 }, 'second-look'],
    [
      'more, but no more than the picture leaves open',
      { kg: 30_000, leastKg: 21_000, mostKg: 39_000 },
      'released',
    ],
    ['not known', null, 'released'],
  ])('where the weight of the picture is %s', (_what, mass, state) => {
    const risk = { ...plainRules.fourEyes.risk, weightDifferencePercent: 10 };
    const parts = { noiseKg: 0, calibrationKg: 0, materialKg: 0, geometryKg: 0, vehicleKg: 0 };
    const whole = mass && { ...mass, plusMinusKg: 0, isAtLeast: false, opaqueKg: 0, parts, areaM2: 80 };
    const asked: string[] = [];
    const at = postWith({ fourEyes: { ...plainRules.fourEyes, risk } }, undefined, (scanId) => {
      asked.push(scanId);
      return whole;
    });
    const id = at.arrive('KZ 1', { declaredWeightKg: 20_000 });
    const scanId = at.scan(id);
    const after = at.look(id, ana, 'release');
    expect(after.state).toBe(state);
    if (state === 'second-look') expect(after.secondLook?.because).toEqual(['weight']);
    expect(asked).toEqual([scanId]);
  });

  test('the first officer is refused the second look, and nobody is shown what he decided', () => {
    const at = postWith({ fourEyes: always });
    const id = at.arrive();
    at.scan(id);
    const first = at.look(id, ana, 'release', 'bananas as declared');
    expect(first).toMatchObject({ state: 'second-look', decision: null, decisions: [] });
    expect(first.secondLook).toMatchObject({ because: ['always'], officers: ['101'], first: null });
    expect(JSON.stringify(at.visits.get(id))).not.toContain('bananas');
    expect(code(() => at.say(id, { command: 'open' }))).toBe('ANOTHER_OFFICER_NEEDED');
    expect(at.look(id, boris, 'release')).toMatchObject({
      state: 'released',
      secondLook: null,
      decision: { kind: 'release', by: '101', second: { by: '102' } },
      decisions: [{ part: 'first', reason: 'bananas as declared' }, { part: 'second' }],
    });
  });

  test('what two do not agree on goes to a supervisor who was neither of them', () => {
    const at = postWith({ fourEyes: always });
    const id = at.arrive();
    at.scan(id);
    at.look(id, chief, 'release');
    expect(at.look(id, boris, 'refer')).toMatchObject({
      state: 'escalated',
      decisions: [{ became: 'disputed' }, { became: 'disputed' }],
      secondLook: { officers: ['900', '102'], first: { kind: 'release' } },
    });
    expect(code(() => at.say(id, { command: 'open' }, chief))).toBe('ANOTHER_OFFICER_NEEDED');
    expect(at.look(id, second, 'refer')).toMatchObject({ state: 'referred', secondLook: null });
  });

  test('a supervisor cannot get round it by passing the decision on to himself', () => {
    const at = postWith({ fourEyes: always });
    const id = at.arrive();
    at.scan(id);
    at.look(id, chief, 'escalate');
    expect(at.look(id, chief, 'release').state).toBe('second-look');
  });

  test('a truck has one lot, however often its decision is taken back, and the journal says what it was', () => {
    let drawn = 30;
    const fourEyes = { ...plainRules.fourEyes, randomPercent: 20 };
    const at = postWith({ fourEyes, undoSeconds: 10 }, () => {
      drawn += 0.01;
      return drawn;
    });
    const id = at.arrive();
    const draws: number[] = [];
    at.scan(id);
    at.look(id, ana, 'release');
    at.say(id, { command: 'undoDecision' });
    const scanId = at.visits.get(id).scans[0]?.id ?? '';
    const again = { decision: 'release', reason: 'x', scanId, fidelity: 'full', seenPercent: 80 } as const;
    at.say(id, { command: 'decide', ...again });
    for (const { kind, body } of at.journal.entriesOf(id)) {
      if (kind !== 'visit.decided') continue;
      const { secondLook } = body as { secondLook?: { lot?: { drawn: number; percent: number } } };
      expect(secondLook?.lot?.percent).toBe(20);
      draws.push(secondLook?.lot?.drawn ?? -1);
    }
    expect(draws).toHaveLength(2);
    expect(draws[1]).toBe(draws[0]);
  });

  test.each([
    ['class', { laneClasses: ['walk-up'] as const }],
    ['country', { countries: ['kg'] }],
    ['goods', { goodsWords: ['ФРУКТ'] }],
    ['seen', { seenBelowPercent: 90 }],
  ] as const)('a risk by %s asks for it', (because, risk) => {
    const rules = { ...plainRules.fourEyes, risk: { ...plainRules.fourEyes.risk, ...risk } };
    const at = postWith({ fourEyes: rules });
    const id = at.arrive('01KG1', { country: 'KG', goods: 'сухофрукты' });
    at.scan(id);
    expect(at.look(id, ana, 'refer').secondLook?.because).toEqual([because]);
  });
});

describe('a decision that is not final yet', () => {
  const undo = { undoSeconds: 10 };

  test('is taken back by who made it, and everything is as it was', () => {
    const at = postWith(undo);
    const id = at.arrive();
    at.scan(id);
    const opened = at.say(id, { command: 'open' });
    at.say(id, decideOn(opened, 'release'));
    expect(code(() => at.say(id, { command: 'undoDecision' }, boris))).toBe('DECISION_OF_ANOTHER');
    const restored = at.say(id, { command: 'undoDecision' });
    expect({ ...restored, version: 0, decisions: [] }).toEqual({ ...opened, version: 0, decisions: [] });
    expect(restored.decisions).toMatchObject([{ kind: 'release', became: 'undone' }]);
  });

  test('lets no truck go and no examination begin before its time is over', () => {
    const at = postWith(undo);
    const [released, referred] = [at.arrive('A1'), at.arrive('B2')];
    at.scan(released);
    at.look(released, ana, 'release');
    at.scan(referred);
    at.look(referred, ana, 'refer');
    expect(code(() => at.say(referred, { command: 'startExamination' }))).toBe('DECISION_NOT_FINAL');
    at.place.clock.advance(10_000);
    expect(code(() => at.say(referred, { command: 'undoDecision' }))).toBe('DECISION_FINAL');
    expect(at.say(referred, { command: 'startExamination' }).state).toBe('in-examination');
    expect(at.say(released, { command: 'depart' }).state).toBe('departed');
    const kinds = at.journal.entriesOf(released).map(({ kind }) => kind);
    expect(kinds.slice(-2)).toEqual(['visit.decision-final', 'visit.departed']);
  });

  test('is withdrawn where a radiation alarm comes before it is final', () => {
    const at = postWith(undo);
    const id = at.arrive();
    at.scan(id);
    at.look(id, ana, 'release');
    const body = {
      ...{ readingId: 'r1', deviceId: 'portal', lane: '1', attachedBy: null },
      ...{ at: at.place.clock.utc(), radiation: 'gamma', counts: 900 },
    };
    at.journal.append([{ actor: 'device:portal', subject: id, kind: 'visit.portal-alarm', body }]);
    at.place.clock.advance(10_000);
    at.visits.makeFinal(id);
    expect(at.visits.get(id)).toMatchObject({
      state: 'in-analysis',
      holder: { serviceNumber: '101' },
      decisions: [{ became: 'withdrawn' }],
      notice: { code: 'RELEASE_WITHDRAWN' },
    });
  });

  test('is final at once where the clock was set back behind it', () => {
    const at = postWith(undo);
    const id = at.arrive();
    at.scan(id);
    at.look(id, ana, 'release');
    at.place.clock.setUtc('2026-01-01T00:00:00.000Z');
    at.visits.makeFinal(id);
    expect(at.visits.get(id)).toMatchObject({ state: 'released', pending: null });
  });
});

describe('a release', () => {
  test('of a truck with an open check is refused until that is acknowledged with a reason', () => {
    const at = postWith({ stopRelease: ['alarm', 'documents'] });
    const id = at.arrive();
    at.scan(id);
    const opened = at.say(id, { command: 'open' });
    expect(code(() => at.say(id, decideOn(opened, 'release')))).toBe('CHECK_OPEN');
    expect(at.say(id, { command: 'acknowledgeCheck', check: 'documents', reason: 'TIR seen' })).toMatchObject(
      {
        acknowledgedChecks: [{ check: 'documents', reason: 'TIR seen', by: '101' }],
      },
    );
    expect(at.say(id, decideOn(opened, 'release')).state).toBe('released');
  });

  test.each([
    ['overview' as const, 90],
    ['full' as const, 0],
  ])('of a picture at %s of which %i %% was seen needs a reason', (fidelity, seenPercent) => {
    const at = postWith({});
    const id = at.arrive();
    at.scan(id);
    const said = { ...decideOn(at.say(id, { command: 'open' }), 'release'), fidelity, seenPercent };
    expect(code(() => at.say(id, { ...said, reason: ' ' }))).toBe('PICTURE_NOT_SEEN');
    expect(at.say(id, { ...said, reason: 'empty' }).state).toBe('released');
  });

  test('is reversed by a supervisor only, with a reason, and the old decision stays on record', () => {
    const at = postWith({});
    const id = at.arrive();
    at.scan(id);
    at.look(id, ana, 'release');
    const against = { command: 'reverseDecision', to: 'refer', reason: 'a call from customs' } as const;
    expect(code(() => at.say(id, against, boris))).toBe('SUPERVISOR_ONLY');
    expect(at.say(id, against, chief)).toMatchObject({
      state: 'referred',
      decision: { kind: 'refer', by: '900' },
      decisions: [
        { kind: 'release', by: '101', became: 'reversed' },
        { kind: 'refer', part: 'counter', became: null },
      ],
    });
    expect(at.say(id, { command: 'startExamination' }, boris).state).toBe('in-examination');
  });

  test('is reversed on record of a truck that has departed, and that changes nothing else', () => {
    const at = postWith({});
    const id = at.arrive();
    at.scan(id);
    at.look(id, ana, 'release');
    at.say(id, { command: 'depart' });
    const against = { command: 'reverseDecision', to: 'refer', reason: 'found at the next post' } as const;
    expect(at.say(id, against, chief)).toMatchObject({
      state: 'departed',
      decision: { kind: 'release' },
      decisions: [{ became: 'reversed' }, { part: 'counter', kind: 'refer' }],
      notice: { code: 'RELEASE_REVERSED_AFTER_DEPARTURE' },
    });
    expect(code(() => at.say(id, against, chief))).toBe('NOTHING_TO_REVERSE');
  });

  test('that the lot or a person picked waits for a supervisor who did not make it', () => {
    const at = postWith({ recheckPercent: 10 }, () => 9.99);
    const [drawn, flagged] = [at.arrive('A1'), at.arrive('B2')];
    at.scan(drawn);
    at.look(drawn, chief, 'release');
    expect(at.visits.rechecks()).toMatchObject([{ plate: 'A1', recheck: { because: 'lot', done: null } }]);
    at.scan(flagged);
    at.look(flagged, ana, 'refer');
    expect(code(() => at.say(flagged, { command: 'flagRecheck', reason: 'odd' }))).toBe('NOT_RELEASED_YET');
    const done = { command: 'recheck', agrees: false, note: 'a second wall' } as const;
    expect(code(() => at.say(drawn, done, chief))).toBe('ANOTHER_OFFICER_NEEDED');
    at.say(drawn, { command: 'depart' });
    expect(at.say(drawn, done, second).recheck?.done).toMatchObject({ agrees: false, by: '901' });
  });
});

function decideOn(visit: ReturnType<ReturnType<typeof postWith>['look']>, decision: 'release') {
  const scanId = visit.scans.at(-1)?.id ?? '';
  return { command: 'decide', decision, reason: '', scanId, fidelity: 'full', seenPercent: 80 } as const;
}
