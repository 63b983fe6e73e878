import { randomInt, randomUUID } from 'node:crypto';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import { truckInput } from '../api/inputs.pure.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import type { Actor, Visits } from '../visits/visits.ts';
import { trainingArrival, trainingScenes } from './arrivals.ts';

export interface TrainingOptions {
  readonly journal: Pick<Journal, 'db' | 'append'>;
  readonly visits: Pick<Visits, 'arrive' | 'waiting'>;
  readonly timers: Timers;
  readonly log: Logger;
  /** Seed of a new session; a session that has begun goes on with its own. */
  readonly seed?: number | undefined;
}

/** Trucks waiting when the station starts: the first is one click away. */
const waitingAtStart = 6;
/** No truck comes while this many wait. */
const mostWaiting = 8;
const nextTruckMs = 60_000;

const actor: Actor = { id: 'training', serviceNumber: 'training', roles: ['officer'] };

/** A stream of training trucks, each through the same commands as a real one, and the scene behind each. */
export class TrainingSession {
  readonly #options: TrainingOptions;
  #cancel: () => void = () => {};

  constructor(options: TrainingOptions) {
    this.#options = options;
    for (let missing = waitingAtStart - options.visits.waiting(); missing > 0; missing -= 1) this.#arrive();
    this.#wait();
  }

  /** What a simulator is to show for the visit; a truck that somebody registered by hand gets a scene of its own. */
  reference(visitId: string): string {
    const known = this.#options.journal.db
      .prepare<[string], { scene: string; seed: number }>(
        'SELECT scene, scene_seed AS seed FROM training_trucks WHERE visit = ?',
      )
      .get(visitId);
    if (known) return `scene=${known.scene};seed=${known.seed}`;
    const seed = Number.parseInt(visitId.replaceAll(/[^0-9a-f]/g, '').slice(0, 7), 16) || 0;
    return `scene=${trainingScenes[seed % trainingScenes.length]};seed=${seed}`;
  }

  close(): void {
    this.#cancel();
  }

  #wait(): void {
    this.#cancel = this.#options.timers.after(nextTruckMs, () => {
      this.#wait();
      try {
        if (this.#options.visits.waiting() < mostWaiting) this.#arrive();
      } catch (fault) {
        this.#options.log.error({ err: fault }, 'no training truck could arrive');
      }
    });
  }

  #arrive(): void {
    const { journal, visits, seed } = this.#options;
    const last = journal.db
      .prepare<[], { session: number; index: number }>(
        'SELECT session, number AS "index" FROM training_trucks ORDER BY seq DESC LIMIT 1',
      )
      .get();
    const session = last?.session ?? seed ?? randomInt(2 ** 31);
    const index = (last?.index ?? -1) + 1;
    const { truck, scene, sceneSeed } = trainingArrival(session, index);
    const { view } = visits.arrive({ commandId: randomUUID(), truck: truckInput.parse(truck) }, actor);
    const body = { visitId: view.id, session, index, scene, sceneSeed };
    journal.append([{ actor: actor.id, subject: 'training', kind: 'training.arrived', body }]);
  }
}
