import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { systemClock } from '../../station/clock.ts';
import { stationKinds, stationReadModels } from '../../station/journal/contents.ts';
import { type Journal, openJournal } from '../../station/journal/journal.ts';
import { trainingArrival } from '../../station/training/arrivals.ts';
import { type Actor, createVisits } from '../../station/visits/visits.ts';
import { type Bench, type Figure, quantile } from './bench.ts';
import { borrowedHistory, manyVisits as large, fewVisits as small } from './history/shared-history.ts';
import { containerOf, plateOf } from './history/words.ts';

const trucks = 300;
const officer: Actor = { id: 'bench', serviceNumber: '1', roles: ['officer'] };

/** From the last key of a check-in to the truck in the queue, and what is known of it while it is typed. */
export const checkIn: Bench = {
  name: 'check-in',
  about:
    `trucks taken in after ${small.toLocaleString('en')} and ${large.toLocaleString('en')} visits, every read model kept: rules, ` +
    'hash chain, COMMIT and fsync; and what is known of a plate and a container as they are typed',
  async run({ progress }) {
    const figures: Figure[] = [];
    for (const visits of new Set([small, large])) {
      const { folder, giveBack } = borrowedHistory(visits, progress);
      try {
        const journal = openJournal(path.join(folder, 'journal.db'), {
          clock: systemClock,
          run: randomUUID(),
          kinds: stationKinds,
          readModels: stationReadModels,
        });
        figures.push(...(await measured(journal, visits)));
        journal.close();
      } finally {
        giveBack();
      }
    }
    return figures;
  },
};

async function measured(journal: Journal, visits: number): Promise<Figure[]> {
  const post = createVisits({ journal, clock: systemClock, lanes: ['1'] });
  const [taking, looking]: [number[], number[]] = [[], []];
  const timed = <T>(times: number[], work: () => T): T => {
    const began = performance.now();
    const result = work();
    times.push(performance.now() - began);
    return result;
  };
  for (let index = 0; index < trucks; index += 1) {
    const plate = plateOf(index);
    for (let length = 3; length <= plate.length; length += 2)
      timed(looking, () =>
        post.lookUp({ plate: plate.slice(0, length), container: length > 6 ? containerOf(index) : '' }),
      );
    const { truck } = trainingArrival(1, index);
    const { view } = timed(taking, () =>
      post.arrive({ commandId: randomUUID(), truck: { ...truck, plate } as never }, officer),
    );
    // No more wait than at a post.
    const { id: visitId, version } = view;
    post.execute({ command: 'cancel', commandId: randomUUID(), visitId, version, reason: 'bench' }, officer);
    await setImmediate();
  }
  const after = `after ${visits.toLocaleString('en')} visits`;
  return [
    { name: `truck taken in ${after}, median`, value: quantile(taking, 0.5), unit: 'ms' },
    {
      name: `truck taken in ${after}, p99`,
      value: quantile(taking, 0.99),
      unit: 'ms',
      aim: { of: 'value', atMost: 20 },
    },
    { name: `known of a truck ${after}, p99`, value: quantile(looking, 0.99), unit: 'ms' },
  ];
}
