import { seeded } from '../../../native-bridge/device-host/seeded.ts';
import type { DecisionKind, LaneClass } from '../../../station/api/views.pure.ts';
import type { VisitEvent } from '../../../station/visits/visit-entries.pure.ts';
import {
  containerOf,
  goods,
  holdReasons,
  idOf,
  outOfTurnReasons,
  pick,
  plateOf,
  referReasons,
  sumOf,
} from './words.ts';

/** A step of a made-up visit: an entry without its place in the journal. */
export interface Step {
  /** ms since 1970. */
  readonly at: number;
  readonly actor: string;
  readonly event: VisitEvent;
}

export interface MadeVisit {
  readonly id: string;
  /** In the order they happen. */
  readonly steps: readonly Step[];
}

export interface HistoryOf {
  readonly visits: number;
  readonly seed?: number;
  /** When the first day begins: midnight UTC, ms since 1970. */
  readonly from?: number;
  /** Trucks on an ordinary weekday; a Friday has more, a Sunday fewer. */
  readonly trucksPerDay?: number;
  /** Histories with different numbers have no id in common. */
  readonly history?: number;
}

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
export const firstDay = Date.UTC(2004, 0, 1);

/** Trucks in each hour UTC of a post at UTC+5, with a peak in the morning and one in the afternoon. */
const byHour = [18, 26, 34, 42, 46, 44, 40, 34, 32, 36, 40, 40, 34, 28, 22, 18, 14, 8, 6, 14, 12, 10, 10, 12];
/** Sunday first. */
const byWeekday = [0.62, 0.98, 1, 1.02, 1.06, 1.3, 0.84];
const shares: readonly (readonly [LaneClass, number])[] = [
  ['booked', 0.46],
  ['tir', 0.11],
  ['reefer', 0.08],
  ['out-of-turn', 0.04],
  ['accelerated', 0.01],
];
/** Before a truck comes, its booking is there for at most this long; nothing lasts longer after that than a day. */
const bookedBefore = 40 * hour;
export const longestVisit = bookedBefore + day;

const lanes = ['1', '2', '3'];
const gate = 'officer-gate';
const yard = 'officer-yard';
const supervisor = { id: 'officer-900', serviceNumber: '900' };

/**
 * Visits of a post with three lanes and three officers a shift, day after day, in the order they arrive; the same for the
 * same seed. Trucks are served as they come, so that they wait where more come than the post clears, as they do.
 */
export function* busyPost(of: HistoryOf): Generator<MadeVisit> {
  const random = seeded(of.seed ?? 1);
  const post = new Post(random, of.history ?? 1);
  let made = 0;
  for (let midnight = of.from ?? firstDay; ; midnight += day) {
    const weekday = byWeekday[new Date(midnight).getUTCDay()] ?? 1;
    const factor = (weekday * (0.9 + 0.2 * random()) * (of.trucksPerDay ?? 620)) / 620;
    const arrivals = byHour
      .flatMap((count, index) =>
        Array.from({ length: Math.floor(count * factor + random()) }, () =>
          Math.floor(midnight + (index + random()) * hour),
        ),
      )
      .sort((a, b) => a - b);
    for (const arrived of arrivals) {
      if (made >= of.visits) return;
      made += 1;
      yield post.visit(made, arrived);
    }
  }
}

class Post {
  readonly #random: () => number;
  readonly #history: number;
  readonly #laneFree = lanes.map(() => 0);
  readonly #deskFree = Array.from({ length: 3 }, () => 0);

  constructor(random: () => number, history: number) {
    this.#random = random;
    this.#history = history;
  }

  visit(nth: number, arrived: number): MadeVisit {
    const id = idOf(this.#history, nth);
    const making = new Making(nth, this.#history, this.#random);
    const turn = this.#arrival(making, arrived);
    if (making.chance(0.008)) {
      making.say(gate, { kind: 'visit.no-show', body: {} }, making.between(hour, 6 * hour));
      return { id, steps: making.steps };
    }
    this.#service(making, turn);
    // The archive is written behind everything else.
    return { id, steps: making.steps.sort((a, b) => a.at - b.at) };
  }

  /** Until it is ready to be called; whether it then has to be served out of its turn. */
  #arrival(making: Making, arrived: number): { readonly aside: boolean } {
    const laneClass = this.#laneClass();
    const truck = this.#truck(making, laneClass, arrived);
    making.at = arrived;
    if (laneClass === 'booked') {
      const bookedFor = new Date(arrived + making.between(-hour, hour / 2)).toISOString();
      making.say(
        gate,
        { kind: 'visit.booked', body: { truck, bookedFor } },
        -making.between(2 * hour, bookedBefore),
      );
      making.at = arrived;
      making.say(gate, { kind: 'visit.arrived', body: { truck: null } });
    } else making.say(gate, { kind: 'visit.arrived', body: { truck } });
    making.say(gate, { kind: 'visit.gate-in', body: {} }, making.between(20 * second, 3 * minute));
    making.say(gate, { kind: 'visit.documents-checked', body: {} }, making.between(20 * second, 2 * minute));
    making.say(gate, { kind: 'visit.rpm-passed', body: {} }, making.between(10 * second, minute));
    if (!making.chance(0.04)) return { aside: false };
    const [reason, by] = [pick(holdReasons, this.#random()), 'officer-4101'];
    making.say(by, { kind: 'visit.held', body: { reason, by: '4101' } }, second);
    making.say(by, { kind: 'visit.resumed', body: { by: '4101' } }, making.between(10 * minute, 90 * minute));
    return { aside: true };
  }

  #service(making: Making, { aside }: { readonly aside: boolean }): void {
    const lane = earliest(this.#laneFree);
    const desk = earliest(this.#deskFree);
    // Who looks at pictures calls the next truck shortly before the last one is decided.
    const free = aside ? 0 : Math.max(this.#laneFree[lane] ?? 0, (this.#deskFree[desk] ?? 0) - 100 * second);
    making.at = Math.max(making.at + making.between(5 * second, 30 * second), free);
    const officer = atDesk(desk, making.at);
    const outOfOrder = making.chance(0.015) && {
      reason: pick(outOfTurnReasons, this.#random()),
      passed: 1 + making.between(0, 5),
    };
    const called = { lane: lanes[lane] ?? '1', holder: officer, ...(outOfOrder && { outOfOrder }) };
    making.say(officer.id, { kind: 'visit.called', body: called });
    making.at += making.between(30 * second, 80 * second);
    making.scan(called.lane, officer.id);
    if (!aside) this.#laneFree[lane] = making.at + 10 * second;
    making.at = Math.max(
      making.at + making.between(second, 15 * second),
      aside ? 0 : (this.#deskFree[desk] ?? 0),
    );
    if (making.chance(0.02)) {
      making.decide('re-scan', 'The picture is not whole', officer);
      making.at += making.between(2 * minute, 6 * minute);
      making.scan(called.lane, officer.id);
      making.at += making.between(second, 15 * second);
    }
    this.#decision(making, officer);
    if (!aside) this.#deskFree[desk] = making.decided;
    making.say(gate, { kind: 'visit.departed', body: {} }, making.between(2 * minute, 15 * minute));
  }

  #decision(making: Making, officer: Holder): void {
    if (making.chance(0.02)) {
      making.decide('escalate', 'A supervisor should look', officer);
      making.at += making.between(minute, 10 * minute);
      making.decide('release', '', supervisor);
    } else if (making.chance(0.065)) {
      making.decide('refer', pick(referReasons, this.#random()), officer);
      making.say(
        yard,
        { kind: 'visit.examination-started', body: {} },
        making.between(8 * minute, 70 * minute),
      );
      const found = pick(['undeclared', 'misdeclared', 'prohibited'] as const, this.#random());
      const outcome = making.chance(0.72) ? 'nothing' : found;
      making.say(
        yard,
        { kind: 'visit.examination-ended', body: { outcome, note: '', detained: outcome === 'prohibited' } },
        making.between(15 * minute, 110 * minute),
      );
    } else making.decide('release', '', officer);
  }

  #laneClass(): LaneClass {
    let left = this.#random();
    for (const [laneClass, share] of shares) {
      left -= share;
      if (left < 0) return laneClass;
    }
    return 'walk-up';
  }

  #truck(making: Making, laneClass: LaneClass, arrived: number) {
    const plate = plateOf(making.between(0, 240_000));
    const country = plate.includes('KG') ? 'KG' : 'KZ';
    const reefer = {
      setPointC: -18,
      actualC: -17,
      limitAt: new Date(arrived + making.between(hour, 10 * hour)).toISOString(),
    };
    return {
      plate,
      country,
      laneClass,
      goods: pick(goods, this.#random()),
      declaration: `D-${making.between(100_000, 999_999)}`,
      declaredWeightKg: making.between(4_000, 24_000),
      seals: [`H${making.between(100_000, 999_999)}`],
      ...(making.chance(0.6) && { container: containerOf(making.between(0, 400_000)) }),
      ...(laneClass === 'reefer' && { reefer }),
    };
  }
}

interface Holder {
  readonly id: string;
  readonly serviceNumber: string;
}

/** A visit as it is being made. */
class Making {
  readonly steps: Step[] = [];
  /** When the officer at the desk was done with it. */
  decided = 0;
  at = 0;
  readonly #nth: number;
  readonly #history: number;
  readonly #random: () => number;
  #scans = 0;
  #scanId = '';

  constructor(nth: number, history: number, random: () => number) {
    this.#nth = nth;
    this.#history = history;
    this.#random = random;
  }

  chance(share: number): boolean {
    return this.#random() < share;
  }

  between(from: number, to: number): number {
    return Math.floor(from + this.#random() * (to - from));
  }

  say(actor: string, event: VisitEvent, after = 0): void {
    this.at += after;
    this.steps.push({ at: this.at, actor, event });
  }

  /** A scan, and before it now and then one that the scanner refused. */
  scan(lane: string, officer: string): void {
    this.#scans += 1;
    const scanId = idOf(this.#history, this.#nth, this.#scans);
    this.#scanId = scanId;
    const asked = { scanId, number: this.#scans, scanner: `scanner-${lane}` };
    this.say(officer, { kind: 'scan.requested', body: asked });
    this.at += this.between(6 * second, 12 * second);
    if (this.chance(0.004)) {
      this.say('station', { kind: 'scan.failed', body: { scanId, code: 'INTERLOCK_OPEN', details: {} } });
      this.at += this.between(minute, 8 * minute);
      this.scan(lane, officer);
      return;
    }
    this.say('station', { kind: 'scan.beam-on', body: { scanId } });
    this.say('station', { kind: 'scan.beam-off', body: { scanId } }, this.between(14 * second, 48 * second));
    const lines = this.between(2400, 4600);
    this.say(
      'station',
      { kind: 'scan.ended', body: { scanId, lines, defects: [] } },
      this.between(second, 4 * second),
    );
    const planes = [0, 1].map((plane) => ({
      file: `${scanId}-${plane}.tif`,
      sha256: sumOf(this.#history, this.#nth, 2 * this.#scans + plane),
    }));
    const archived = { kind: 'scan.archived', body: { scanId, planes } } as const;
    this.steps.push({
      at: this.at + this.between(4 * second, 12 * second),
      actor: 'station',
      event: archived,
    });
  }

  /** Opened, looked at for some minutes, decided; most are quick and a few are long. */
  decide(decision: DecisionKind, reason: string, holder: Holder): void {
    const scanId = this.#scanId;
    this.say(holder.id, { kind: 'visit.opened', body: { scanId, holder } });
    const look = 70 * second + 120 * second * -Math.log(1 - 0.999 * this.#random());
    const seen = { scanId, fidelity: 'full', seenPercent: this.between(60, 100) } as const;
    const said = { decision, reason, ...seen, by: holder.serviceNumber };
    this.say(holder.id, { kind: 'visit.decided', body: said }, Math.floor(look));
    this.decided = this.at;
  }
}

/** Two shifts of a day, at UTC+5 from 8 and from 20 o'clock, share the desks. */
function atDesk(desk: number, at: number): Holder {
  const shift = Math.floor((at - 3 * hour) / (12 * hour)) % 2;
  const serviceNumber = String(4101 + desk + 10 * shift);
  return { id: `officer-${serviceNumber}`, serviceNumber };
}

function earliest(free: readonly number[]): number {
  return free.indexOf(Math.min(...free));
}
