import fc from 'fast-check';
import { expect } from 'vitest';
import { type MarkShape, markCategories, markConfidences } from '../api/mark-views.pure.ts';
import { type DecisionKind, decisionKinds, examinationOutcomes, fidelities } from '../api/views.pure.ts';
import { type DecisionRules, plainRules } from '../decisions/decision-rules.pure.ts';
import type { Decision } from './decision.pure.ts';
import { decide } from './visit.pure.ts';
import type { VisitCommand, VisitContext } from './visit-commands.pure.ts';
import { type VisitEntry, visitKinds } from './visit-entries.pure.ts';
import { evolve } from './visit-evolve.pure.ts';
import { openAlarms, type ReadingEvent } from './visit-readings.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { ana, boris, chief, second, trainer } from './visits.fixture.ts';
import type { Actor } from './visits.ts';

/** For tests: whatever officers, devices and the station may do to the visits of a post, at random. */

export const actors = [ana, boris, chief, second, trainer, null] as const;
export const lanes = ['1', '2'];
export const visitIds = ['v1', 'v2', 'v3', 'v4'];

/** A post in memory: what `visits.ts` does around the rules, and nothing else. */
export class Post {
  readonly visits = new Map<string, Visit>();
  readonly entries: VisitEntry[] = [];
  #scans = 0;
  readonly rules: DecisionRules;

  constructor(rules: DecisionRules = plainRules) {
    this.rules = rules;
  }

  try(visitId: string, command: VisitCommand, actor: VisitContext['actor']): Decision {
    const visit = this.visits.get(visitId) ?? null;
    const before = structuredClone(visit);
    this.#scans += 1;
    const decision = decide(freeze(visit), freeze(command), {
      now: this.#now(),
      actor,
      lanes,
      newScanId: `scan-${this.#scans}`,
      photoOf: (sha256) => ({ sha256, type: 'image/png', bytes: 9, width: 3, height: 4 }),
      rules: this.rules,
      chance: { secondLook: (this.#scans * 37) % 100, recheck: (this.#scans * 61) % 100 },
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
  fc.constant((visit: Visit | undefined) => ({ command: 'passOn' as const, from: visit?.holder?.id ?? '' })),
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
    if (!visit)
      return detained
        ? { command: 'book', truck, bookedFor: '2026-03-01T08:00:01.000Z' }
        : { command: 'arrive', truck };
    const scanId = scanOf(1)(visit);
    const alarm = openAlarms(visit)[0];
    const acknowledge = {
      command: 'acknowledgeAlarm',
      passageId: alarm?.id ?? '',
      reason: 'bananas',
    } as const;
    // Every other officer forgets it.
    if (alarm && detained && visit.state === 'in-analysis') return acknowledge;
    if (visit.state === 'in-analysis' || visit.state === 'in-examination') {
      const [mark] = visit.marks;
      if (marking === 'mark') return markOn(scanId);
      if (marking === 'unmark' && mark)
        return { command: 'removeMark', markId: mark.id, basedOn: mark.version };
    }
    switch (visit.state) {
      case 'booked':
        return { command: 'arriveBooked' };
      case 'arrived':
        return visit.hold
          ? { command: 'resume' }
          : { command: 'callTruck', lane: marking === 'none' ? '1' : '2' };
      case 'called':
        return { command: 'startScan' };
      case 'scanning':
        return visit.scans.at(-1)?.beam === 'not-yet'
          ? { command: 'beamOn', scanId }
          : { command: 'scanEnded', scanId, lines: 900, defects: [] };
      case 'image-ready':
      case 'second-look':
      case 'escalated':
        return { command: 'open' };
      case 'in-analysis':
        return { command: 'decide', decision, reason: '', scanId, fidelity: 'full', seenPercent: 9 };
      case 'referred':
        return { command: 'startExamination' };
      case 'in-examination':
        return { command: 'endExamination', outcome: 'nothing', note: '', detained, photos: [photo] };
      case 'detained':
        if (marking === 'mark') return { command: 'endDetention', reason: 'duty paid' };
        return alarm ? acknowledge : { command: 'depart' };
      case 'released':
        if (visit.examination?.outcome === 'nothing' && marking === 'none')
          return { command: 'correctExamination', outcome: 'undeclared', note: '', reason: 'counted' };
        if (visit.recheck?.done === null) return { command: 'recheck', agrees: detained, note: 'a wall' };
        if (marking === 'mark') return { command: 'flagRecheck', reason: 'unusual route' };
        return alarm ? acknowledge : { command: 'depart' };
      default:
        return alarm ? acknowledge : { command: 'depart' };
    }
  };

function rightful(visit: Visit | undefined): VisitContext['actor'] {
  if (visit?.state === 'scanning') return null;
  if (visit?.state === 'escalated') return looked(visit, chief) ? second : chief;
  if (visit?.state === 'detained' || visit?.state === 'released') return chief;
  if (visit?.state === 'second-look') return looked(visit, ana) ? boris : ana;
  return actors.find((actor) => actor?.id === visit?.holder?.id) ?? ana;
}

function looked(visit: Visit, { serviceNumber }: Actor): boolean {
  return visit.secondLook?.officers.includes(serviceNumber) === true;
}

/** What is done with a decision that is made already, by whom it may be done. */
const afterwards: fc.Arbitrary<Step> = fc
  .record({
    visitId: fc.constantFrom(...visitIds),
    does: fc.constantFrom(
      'undo' as const,
      'final' as const,
      'final' as const,
      'reverse' as const,
      'reverse' as const,
      'check' as const,
    ),
    to: fc.constantFrom('refer' as const, 'release' as const, 'analysis' as const),
    check: fc.constantFrom('documents' as const, 'rpm' as const, 'seals' as const),
    agrees: fc.boolean(),
  })
  .map(({ visitId, does, to, check, agrees }) => ({
    visitId,
    actor: (visit) => {
      if (does === 'undo') return actors.find((one) => one?.serviceNumber === visit?.pending?.by) ?? ana;
      if (does === 'final' && visit?.pending) return null;
      return does === 'check' ? ana : chief;
    },
    command: (visit) => {
      if (does === 'undo') return { command: 'undoDecision' };
      if (does === 'check') return { command: 'acknowledgeCheck', check, reason: 'seen to' };
      if (does === 'reverse') return { command: 'reverseDecision', to, reason: 'new facts' };
      if (visit?.pending) return { command: 'makeFinal' };
      if (visit?.state === 'detained' && agrees) return { command: 'endDetention', reason: 'duty paid' };
      if (visit?.examination?.outcome != null)
        return {
          command: 'correctExamination',
          outcome: 'misdeclared',
          note: check,
          reason: 'counted again',
        };
      return visit?.recheck?.done === null
        ? { command: 'recheck', agrees, note: 'a second wall' }
        : { command: 'flagRecheck', reason: 'unusual route' };
    },
  }));

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
/** How a post may decide: alone and at once, or with an undo, a second officer and checks that stop a release. */
export const anyRules: fc.Arbitrary<DecisionRules> = fc
  .record({
    undoSeconds: fc.constantFrom(0, 3),
    always: fc.boolean(),
    randomPercent: fc.constantFrom(0, 50),
    independent: fc.boolean(),
    recheckPercent: fc.constantFrom(0, 50),
    stopRelease: fc.constantFrom(['alarm'] as const, ['alarm', 'documents'] as const),
  })
  .map(({ undoSeconds, recheckPercent, stopRelease, ...fourEyes }) => ({
    ...{ ...plainRules, undoSeconds, recheckPercent, stopRelease },
    fourEyes: { ...plainRules.fourEyes, ...fourEyes },
  }));

export const steps = fc.array(
  fc.oneof({ weight: 10, arbitrary: step }, { weight: 4, arbitrary: afterwards }),
  { minLength: 80, maxLength: 160, size: 'max' },
);

function freeze<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const inner of Object.values(value)) freeze(inner);
  }
  return value;
}

const photo = { sha256: 'ab'.repeat(32), caption: 'the wall' };
