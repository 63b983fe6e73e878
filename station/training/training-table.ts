import { z } from 'zod';
import { isOf } from '../journal/entry.ts';
import type { ReadModel } from '../journal/read-model.ts';

/** What the journal says of a training session's trucks, apart from their visits: which scene belongs to which. */
export const trainingKinds = {
  'training.arrived': z.strictObject({
    visitId: z.string(),
    /** Seed of the session, and the truck's number in it. */
    session: z.int(),
    index: z.int(),
    scene: z.string(),
    sceneSeed: z.int(),
  }),
} as const;

export const trainingTable: ReadModel = {
  name: 'training',
  version: 1,
  tables: ['training_trucks'],
  create(db) {
    db.exec(`CREATE TABLE training_trucks (
      visit TEXT PRIMARY KEY, seq INTEGER NOT NULL, session INTEGER NOT NULL, number INTEGER NOT NULL,
      scene TEXT NOT NULL, scene_seed INTEGER NOT NULL
    ) STRICT`);
  },
  prepare(db) {
    const add = db.prepare<unknown[]>('INSERT INTO training_trucks VALUES (?, ?, ?, ?, ?, ?)');
    return (entry) => {
      if (!isOf(trainingKinds, entry)) return;
      const { visitId, session, index, scene, sceneSeed } = entry.body;
      add.run(visitId, entry.seq, session, index, scene, sceneSeed);
    };
  },
};
