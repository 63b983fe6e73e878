import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type MarkShape, markCategories, markConfidences, mostMarks } from '../api/mark-views.pure.ts';
import type { DecisionKind } from '../api/views.pure.ts';
import { decisionKinds, examinationOutcomes, fidelities, visitStates } from '../api/views.pure.ts';
import type { Decision } from './decision.pure.ts';
import { decide } from './visit.pure.ts';
import type { VisitCommand, VisitContext } from './visit-commands.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import { visitKinds } from './visit-entries.pure.ts';
import { evolve } from './visit-evolve.pure.ts';
import { openAlarms, type ReadingEvent } from './visit-readings.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { isClosed, isStale, viewOf, visitState } from './visit-state.pure.ts';
import { ana, boris, chief, trainer } from './visits.fixture.ts';

const actors = [ana, boris, chief, trainer, null] as const;
const lanes = ['1', '2'];
const visitIds = ['v1', 'v2', 'v3', 'v4', 'v5', 'v6', 'v7', 'v8'];

/** A post in memory: what `visits.ts` does around the rules, and nothing else. */
class Post {
  readonly visits = new Map<string, Visit>();
  readonly entries: VisitEntry[] = [];
  #scans = 0;

  try(visitId: string, command: VisitCommand, actor: VisitContext['actor']): Decision {
    const visit = this.visits.get(visitId) ?? null;
    const before = structuredClone(visit);
    this.#scans += 1;
    const decision = decide(freeze(visit), freeze(command), {
      now: this.#now(),
      actor,
      lanes,
      newScanId: `scan-${this.#scans}`,
      before: (lane) => (lane === '2' ? 3 : 0),
      atLane: (lane) => {
        const there = [...this.visits.values()].filter(
          (other) =>
            other.id !== visitId && other.lane === lane && ['called', 'scanning'].includes(other.state),
        );
        const first = there.find((other) => other.state === 'scanning') ?? there[0];
        return first ? { plate: first.truck.plate, state: first.state } : null;
      },
    });
    expect(this.visits.get(visitId) ?? null).toEqual(before);
    if ('events' in decision)
      for (const event of decision.events) this.#take({ ...event, ...this.#stamp(visitId) });
    return decision;
  }

  #take(entry: VisitEntry): void {
    visitKinds[entry.kind].parse(entry.body);
    this.entries.push(entry);
    this.visits.set(entry.subject, evolve(freeze(this.visits.get(entry.subject) ?? null), freeze(entry)));
  }

  #stamp(subject: string) {
    const seq = this.entries.length + 1;
    return { subject, seq, at: this.#now(), run: 'run', monotonic: seq * 1000 };
  }

  #now(): string {
    return new Date(Date.UTC(2026, 2, 1, 8) + this.entries.length * 1000).toISOString();
  }
}

interface Step {
  readonly visitId: string;
  readonly actor: (visit: Visit | undefined) => VisitContext['actor'];
  /** From the visit as it stands, so that a step may name its scans. */
  readonly command: (visit: Visit | undefined) => VisitCommand;
}

const truck = { plate: 'KZ1', laneClass: 'walk-up' } as const;
const scanOf = (which: number) => (visit: Visit | undefined) =>
  visit?.scans.at(-which)?.id ?? 'scan-of-nobody';
const said = (command: VisitCommand) => fc.constant(() => command);
const lines = fc.constantFrom(0, 1, 900);
const defects = fc.constantFrom(
  [],
  [{ kind: 'link-lost', afterLine: 3 }],
  [{ kind: 'aborted', by: 'device' }],
);

const anyCommand: fc.Arbitrary<Step['command']> = fc.oneof(
  said({ command: 'arrive', truck }),
  fc
    .constantFrom('2026-03-01T08:00:01.000Z', '2027-01-01T00:00:00.000Z')
    .map((bookedFor) => () => ({ command: 'book' as const, truck, bookedFor })),
  ...(
    [
      'arriveBooked',
      'gateIn',
      'checkDocuments',
      'passRpm',
      'startScan',
      'open',
      'startExamination',
      'depart',
      'noShow',
    ] as const
  ).map((command) => said({ command })),
  ...(['putBack', 'putBack', 'putBack', 'abortScan', 'cancel'] as const).map((command) =>
    said({ command, reason: 'so' }),
  ),
  fc
    .constantFrom('1', '2', '9')
    .map((lane) => () => ({ command: 'callTruck' as const, lane, reason: 'animals' })),
  said({ command: 'arriveBooked', truck: { ...truck, goods: 'tiles' } }),
  said({ command: 'rebook', bookedFor: '2026-03-01T09:00:00.000Z' }),
  fc
    .constantFrom('KZ1', 'KZ2')
    .map((plate) => () => ({ command: 'correctTruck' as const, truck: { ...truck, plate } })),
  said({ command: 'hold', reason: 'papers' }),
  said({ command: 'recordExport', what: 'sheet', name: 'a.pdf', sha256: 'ab'.repeat(32) }),
  said({ command: 'resume' }),
  fc
    .record({
      decision: fc.constantFrom(...decisionKinds),
      fidelity: fc.constantFrom(...fidelities),
      which: fc.constantFrom(1, 1, 1, 2),
    })
    .map(({ which, ...rest }) => (visit: Visit | undefined) => ({
      command: 'decide' as const,
      reason: '',
      seenPercent: 50,
      scanId: scanOf(which)(visit),
      ...rest,
    })),
  fc
    .constantFrom('r1', 'r2', 'r3')
    .map((passageId) => () => ({ command: 'acknowledgeAlarm' as const, passageId, reason: 'bananas' })),
  fc
    .record({ outcome: fc.constantFrom(...examinationOutcomes), detained: fc.boolean() })
    .map((rest) => () => ({ command: 'endExamination' as const, note: '', ...rest })),
);

const anyOutcome: fc.Arbitrary<Step['command']> = fc
  .record({
    command: fc.constantFrom(
      'beamOn' as const,
      'beamOff' as const,
      'scanEnded' as const,
      'scanFailed' as const,
      'scanRecovered' as const,
      'scanArchived' as const,
      'importFailed' as const,
    ),
    unreadable: fc.boolean(),
    which: fc.constantFrom(1, 1, 1, 2),
    lines,
    defects,
  })
  .map(({ which, ...rest }) => (visit) => ({
    ...rest,
    code: 'DEVICE_REFUSED',
    details: {},
    planes: [{ file: 'a.tif', sha256: 'ab'.repeat(32) }],
    scanId: scanOf(which)(visit),
  }));

const hash = 'ab'.repeat(32);
const at = '2026-03-01T08:00:01.000Z';
const ofReading = fc.record({
  readingId: fc.constantFrom('r1', 'r2', 'r3'),
  deviceId: fc.constant('device'),
  lane: fc.constantFrom(null, '1'),
  attachedBy: fc.constantFrom(null, '101'),
});
const anyReading: fc.Arbitrary<ReadingEvent> = fc.oneof(
  ofReading.map((of) => ({ kind: 'visit.weighed' as const, body: { ...of, at, kg: 18_000 } })),
  ofReading.map((of) => ({
    kind: 'visit.plate-read' as const,
    body: {
      ...{ ...of, at, plate: 'KZ1', container: null, country: null, confidence: 0.9, camera: null },
      ...{ picture: null, readAs: null },
    },
  })),
  fc.tuple(ofReading, fc.constantFrom('gamma' as const, 'neutron' as const)).map(([of, radiation]) => ({
    kind: 'visit.portal-alarm' as const,
    body: { ...of, at, radiation, counts: 900 },
  })),
  fc
    .tuple(ofReading, fc.boolean(), fc.boolean(), fc.boolean())
    .map(([of, gammaAlarm, neutronAlarm, whole]) => ({
      kind: 'visit.portal-passed' as const,
      body: {
        ...{ ...of, startedAt: at, endedAt: at, peakGamma: 900, peakNeutron: null, backgroundGamma: 300 },
        ...{ backgroundNeutron: null, gammaAlarm, neutronAlarm, speed: null, count: 1, whole },
      },
    })),
  ofReading.map((of) => ({
    kind: 'visit.report-attached' as const,
    body: {
      ...of,
      at,
      name: 'tdr.dcs',
      summary: 'one box',
      report: { file: 'a.dcs', sha256: hash },
      from: '',
    },
  })),
);
const fromDevice: fc.Arbitrary<Step['command']> = fc.oneof(
  { weight: 4, arbitrary: anyReading.map((reading) => () => ({ command: 'takeReading' as const, reading })) },
  {
    weight: 3,
    arbitrary: fc.constantFrom(true, true, false).map((known) => (visit: Visit | undefined) => {
      const there = [...(visit?.portal ?? []), ...(visit?.weights ?? []), ...(visit?.reports ?? [])];
      return { command: 'removeReading' as const, readingId: (known && there[0]?.id) || 'r9' };
    }),
  },
  {
    weight: 2,
    arbitrary: said({
      command: 'takePicture',
      image: { id: hash, deviceId: 'folder', name: 'a.tif', format: 'tiff' },
    }),
  },
);

const along = fc.double({ min: 0, max: 905, noNaN: true });
const place = fc.record({ x: along, y: along });
const box = { x: along, y: along, width: fc.constantFrom(0.04, 5, 400), height: fc.constantFrom(0.04, 30) };
const anyShape: fc.Arbitrary<MarkShape> = fc.oneof(
  fc.record({ kind: fc.constantFrom('rectangle' as const, 'ellipse' as const), ...box }),
  fc.record({ kind: fc.constant('arrow' as const), from: place, to: place }),
  fc.record({
    kind: fc.constant('freehand' as const),
    points: fc.array(place, { minLength: 2, maxLength: 200 }),
  }),
  fc.record({ kind: fc.constant('text' as const), at: place }),
);
const anyMark: fc.Arbitrary<Step['command']> = fc
  .record({
    shape: anyShape,
    category: fc.constantFrom(...markCategories),
    confidence: fc.constantFrom(...markConfidences),
    note: fc.constantFrom('', 'tyres'),
    markId: fc.constantFrom('m1', 'm2', 'm3'),
    which: fc.constantFrom(1, 1, 1, 2),
    stale: fc.constantFrom(false, false, false, true),
    removes: fc.constantFrom(false, false, true),
  })
  .map(({ which, stale, removes, markId: any, ...rest }) => (visit) => {
    const markId = (removes && visit?.marks[0]?.id) || any;
    const basedOn = (visit?.marks.find(({ id }) => id === markId)?.version ?? 0) + (stale ? 1 : 0);
    return removes
      ? { command: 'removeMark' as const, markId, basedOn }
      : { command: 'mark' as const, markId, basedOn, scanId: scanOf(which)(visit), ...rest };
  });

const markOn = (scanId: string): VisitCommand => ({
  ...{ command: 'mark', markId: 'm4', basedOn: 0, scanId, category: 'person', confidence: 'high', note: '' },
  shape: { kind: 'ellipse', x: 1, y: 1, width: 8, height: 8 },
});

/** The usual next step by the right person, so that sequences get far. */
const forward =
  (decision: DecisionKind, detained: boolean, marking: 'none' | 'mark' | 'unmark') =>
  (visit: Visit | undefined): VisitCommand => {
    const scanId = scanOf(1)(visit);
    const alarm = visit && openAlarms(visit)[0];
    const acknowledge = {
      command: 'acknowledgeAlarm',
      passageId: alarm?.id ?? '',
      reason: 'bananas',
    } as const;
    // Every other officer forgets it.
    if (alarm && detained && visit.state === 'in-analysis') return acknowledge;
    if (visit?.state === 'in-analysis' || visit?.state === 'in-examination') {
      const [mark] = visit.marks;
      if (marking === 'mark') return markOn(scanId);
      if (marking === 'unmark' && mark)
        return { command: 'removeMark', markId: mark.id, basedOn: mark.version };
    }
    switch (visit?.state) {
      case 'booked':
        return { command: 'arriveBooked' };
      case 'arrived':
        return visit.hold ? { command: 'resume' } : { command: 'callTruck', lane: '1' };
      case 'called':
        return { command: 'startScan' };
      case 'scanning':
        return visit.scans.at(-1)?.beam === 'not-yet'
          ? { command: 'beamOn', scanId }
          : { command: 'scanEnded', scanId, lines: 900, defects: [] };
      case 'image-ready':
      case 'escalated':
        return { command: 'open' };
      case 'in-analysis':
        return { command: 'decide', decision, reason: '', scanId, fidelity: 'full', seenPercent: 9 };
      case 'referred':
        return { command: 'startExamination' };
      case 'in-examination':
        return { command: 'endExamination', outcome: 'nothing', note: '', detained };
      default:
        return alarm ? acknowledge : { command: 'depart' };
    }
  };

function rightful(visit: Visit | undefined): VisitContext['actor'] {
  if (visit?.state === 'scanning') return null;
  if (visit?.state === 'escalated') return chief;
  return actors.find((actor) => actor?.id === visit?.holder?.id) ?? ana;
}

const step: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc
      .tuple(
        fc.constantFrom(...visitIds),
        fc.constantFrom(...decisionKinds),
        fc.boolean(),
        fc.constantFrom('none' as const, 'none' as const, 'mark' as const, 'unmark' as const),
      )
      .map(([visitId, decision, detained, marking]) => ({
        visitId,
        actor: rightful,
        command: forward(decision, detained, marking),
      })),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      visitId: fc.constantFrom(...visitIds),
      actor: fc.constantFrom(...actors).map((actor) => () => actor),
      command: anyCommand,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      visitId: fc.constantFrom(...visitIds),
      actor: fc.oneof(
        { weight: 4, arbitrary: fc.constant(rightful) },
        { weight: 1, arbitrary: fc.constantFrom(...actors).map((actor) => () => actor) },
      ),
      command: anyMark,
    }),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      visitId: fc.constantFrom(...visitIds),
      actor: fc.constantFrom(null, null, null, ana).map((actor) => () => actor),
      command: anyOutcome,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      visitId: fc.constantFrom(...visitIds),
      actor: fc.constantFrom(null, null, ana, chief, trainer).map((actor) => () => actor),
      command: fromDevice,
    }),
  },
);
const steps = fc.array(step, { minLength: 80, maxLength: 160, size: 'max' });

describe('whatever officers, devices and the station do, in any order', () => {
  test('no visit gets into an impossible state, and every refusal says what and changes nothing', () => {
    const reached = new Set<string>();
    const kinds = new Set<string>();
    const refused = new Set<string>();
    fc.assert(
      fc.property(steps, (all) => {
        const post = new Post();
        for (const { visitId, actor: by, command } of all) {
          const before = post.visits.get(visitId);
          const [asked, actor] = [command(before), by(before)];
          const decision = post.try(visitId, asked, actor);
          const after = post.visits.get(visitId);
          if ('refusal' in decision) {
            refused.add(decision.refusal.code);
            expect(decision.refusal.message).toMatch(/^[A-Z].*\.$/);
            expect(after).toBe(before);
            continue;
          }
          if (!after) throw new Error('accepted, and there is no visit');
          reached.add(after.state);
          for (const event of decision.events) kinds.add(event.kind);
          expect(possible(after)).toEqual([]);
          expect(allowed(before, asked, actor, decision)).toEqual([]);
          expect(after.version).toBe((before?.version ?? 0) + decision.events.length);
        }
        expect(scanningTwice(post)).toEqual([]);
      }),
      { numRuns: 500 },
    );
    // Or the properties above have shown nothing.
    expect([...reached].sort()).toEqual([...visitStates].sort());
    expect([...kinds].sort()).toEqual(Object.keys(visitKinds).sort());
    expect(refused.size).toBeGreaterThan(20);
  });

  test('a replay of the entries gives what was live, also when it was stored in between', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const post = new Post();
        for (const { visitId, actor, command } of all)
          post.try(visitId, command(post.visits.get(visitId)), actor(post.visits.get(visitId)));
        const replayed = new Map<string, Visit>();
        for (const entry of post.entries) {
          const stored = JSON.parse(JSON.stringify(replayed.get(entry.subject) ?? null));
          const visit = stored === null ? null : visitState.parse(stored);
          replayed.set(entry.subject, evolve(visit, JSON.parse(JSON.stringify(entry))));
        }
        expect(replayed).toEqual(post.visits);
      }),
      { numRuns: 100 },
    );
  });

  test('a view has every moment that was reached, and the version that a command needs', () => {
    fc.assert(
      fc.property(steps, (all) => {
        const post = new Post();
        for (const { visitId, actor, command } of all)
          post.try(visitId, command(post.visits.get(visitId)), actor(post.visits.get(visitId)));
        for (const visit of post.visits.values()) {
          const view = viewOf(visit);
          for (const [moment, { at }] of Object.entries(visit.moments))
            expect(view.moments).toHaveProperty(moment, at);
          expect(isStale(visit, view.version)).toBe(false);
          expect(isStale(visit, view.version + 1)).toBe(true);
          expect(isStale(visit, visit.basis - 1)).toBe(true);
        }
      }),
      { numRuns: 50 },
    );
  });
});

test('every refusal and notice has a sentence in each language', () => {
  const source = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.pure.ts'))
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const codes = new Set([
    ...[...source.matchAll(/refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
    ...[
      'RADIATION_ALARM_AFTER_RELEASE',
      'SCAN_ABORTED',
      'SCAN_EMPTY',
      'SCAN_INCOMPLETE',
      'VISIT_CHANGED',
      'QUEUE_EMPTY',
      'COMMAND_ID_REUSED',
    ],
  ]);
  expect(codes.size).toBeGreaterThan(30);
  for (const language of ['en', 'ru']) {
    const file = path.join(import.meta.dirname, `../../resources/locales/${language}/errors.json`);
    const sentences: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
    expect([...codes].filter((code) => !sentences[code ?? ''])).toEqual([]);
  }
});

/** What may not be true of a visit, each as a sentence. */
function possible(visit: Visit): string[] {
  const { state, moments, scans, holder, lane, decision } = visit;
  const scan = scans.at(-1);
  const running = scans.filter((one) => one.state === 'requested' || one.state === 'receiving');
  const wrong: string[] = [];
  const never = (bad: boolean, what: string) => {
    if (bad) wrong.push(`${state}: ${what}`);
  };
  const held = ['called', 'scanning', 'image-ready', 'in-analysis'].includes(state);
  never(held !== (holder !== null), 'held by the wrong number of officers');
  never(state !== 'arrived' && visit.hold !== null, 'on hold and not waiting');
  never(['booked', 'arrived', 'no-show'].includes(state) && lane !== null, 'at a lane before it is called');
  const received = (scan?.image ?? null) !== null;
  never(held && lane === null && !received, 'called to no lane');
  never(isClosed(state) && openAlarms(visit).length > 0, 'over, and an alarm is open');
  never((state === 'scanning') !== running.length > 0, 'scanning and its scans disagree');
  never(
    running.length > 1 || (running.length === 1 && running[0] !== scan),
    'a scan runs that is not the latest',
  );
  const seen = [
    'image-ready',
    'in-analysis',
    'escalated',
    'referred',
    'in-examination',
    'released',
    'detained',
  ];
  never(seen.includes(state) && !((scan?.lines ?? 0) > 0), 'there is no picture');
  never(state === 'in-analysis' && moments.opened === undefined, 'in analysis and never opened');
  never(['referred', 'in-examination'].includes(state) && decision?.kind !== 'refer', 'examined unreferred');
  never(
    state === 'released' && decision?.kind !== 'release' && visit.examination?.outcome == null,
    'released by nobody',
  );
  never(state === 'detained' && visit.examination?.outcome == null, 'detained without an examination');
  never(state === 'escalated' && !visit.escalated, 'escalated and not');
  never(isClosed(state) !== (moments.closed !== undefined), 'closed and its time disagree');
  const order = ['booked', 'arrived', 'called', 'scanStarted', 'imageReady', 'opened', 'decided'] as const;
  // The station knows of a received picture neither when it was begun nor, where it was not called, at which lane.
  const needed = received
    ? (['arrived', 'imageReady', 'opened', 'decided'] as const)
    : (['arrived', 'called', 'scanStarted', 'imageReady', 'opened', 'decided'] as const);
  for (const [index, moment] of needed.entries()) {
    const before = needed[index - 1];
    never(
      moments[moment] !== undefined && before !== undefined && moments[before] === undefined,
      `${moment} without ${before}`,
    );
  }
  const reached = order.flatMap((moment) => moments[moment]?.seq ?? []);
  never(reached.join() !== [...reached].sort((a, b) => a - b).join(), 'moments out of order');
  never((moments.beamOff?.seq ?? Infinity) < (moments.beamOn?.seq ?? 0), 'beam off before on');
  const { marks } = visit;
  const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
  never(!distinct(marks.map(({ id }) => id)), 'two marks are one');
  never(!distinct(marks.map(({ number }) => number)), 'two marks have one number');
  never(marks.length > mostMarks, 'too many marks');
  never(
    marks.some(({ scanId }) => !scans.some(({ id, lines }) => id === scanId && lines > 0)),
    'a mark on no picture',
  );
  never(
    marks.some(({ version }) => version > visit.version),
    'a mark from the future',
  );
  never(moments.departed !== undefined && moments.decided === undefined, 'departed undecided');
  return wrong;
}

/** Who did what nobody may. */
function allowed(
  before: Visit | undefined,
  command: VisitCommand,
  actor: VisitContext['actor'],
  decision: Exclude<Decision, { refusal: unknown }>,
): string[] {
  const wrong: string[] = [];
  for (const event of decision.events) {
    if (event.kind === 'visit.decided') {
      if (before?.state !== 'in-analysis' || before.holder?.id !== actor?.id)
        wrong.push('decided by another');
      if (event.body.scanId !== before?.scans.at(-1)?.id) wrong.push('decided on an older scan');
      const incomplete = before?.scans.at(-1)?.state === 'incomplete';
      if (incomplete && event.body.fidelity !== 'incomplete')
        wrong.push('an incomplete picture passed as whole');
      if (before?.escalated && !actor?.roles.includes('supervisor')) wrong.push('decided below a supervisor');
    }
    const letGo =
      (event.kind === 'visit.decided' && event.body.decision === 'release') ||
      (event.kind === 'visit.examination-ended' && !event.body.detained) ||
      event.kind === 'visit.departed';
    if (letGo && before && openAlarms(before).length > 0) wrong.push('let go with an open alarm');
    if (event.kind === 'scan.received' && !['called', 'arrived'].includes(before?.state ?? ''))
      wrong.push('a picture nobody waited for');
    if (event.kind === 'visit.opened' && before?.holder && before.holder.id !== actor?.id)
      if (!actor?.roles.includes('supervisor')) wrong.push('taken from its officer');
    if (event.kind === 'scan.requested' && before?.holder?.id !== actor?.id) wrong.push('scanned by another');
    if (event.kind === 'visit.marked' || event.kind === 'visit.mark-removed') {
      const mine = before?.state === 'in-analysis' && before.holder?.id === actor?.id;
      if (!mine && !['referred', 'in-examination'].includes(before?.state ?? ''))
        wrong.push('marked by someone who does not look at it');
      const mark = before?.marks.find(({ id }) => id === event.body.markId);
      if (mark && mark.by !== actor?.serviceNumber && !actor?.roles.includes('supervisor'))
        wrong.push('changed the mark of another');
      if (event.body.by !== actor?.serviceNumber) wrong.push('marked in the name of another');
      if (event.body.version <= (mark?.version ?? 0)) wrong.push('a mark older than the one before');
    }
    if (event.kind === 'visit.called' && before?.hold) wrong.push('called while on hold');
    if (event.kind.startsWith('visit.') && actor === trainer) wrong.push('done by a trainer');
    // What is taken out of the archive of a visit that is over is on record, too.
    const afterwards = ['scan.archived', 'scan.beam-off', 'visit.exported'];
    if (before && isClosed(before.state) && !afterwards.includes(event.kind))
      wrong.push(`${command.command} after the end`);
  }
  return wrong;
}

function scanningTwice(post: Post): string[] {
  const at = [...post.visits.values()]
    .filter(({ state, scans }) => state === 'scanning' && scans.at(-1)?.image === null)
    .flatMap(({ lane }) => lane ?? []);
  return at.filter((lane, index) => at.indexOf(lane) !== index);
}

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}
