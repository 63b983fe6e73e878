import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import Database from 'better-sqlite3';
import type { Order } from './writing-aside.ts';

const { file, faults, done } = workerData as { file: string; faults: MessagePort; done: Int32Array };
const db = new Database(file);
// What fails half-way is thrown away whole, so nothing is kept for going back; SQLite lets only the daring do that.
db.unsafeMode(true);
db.pragma('journal_mode = OFF');
db.pragma('synchronous = OFF');
db.pragma('cache_size = -3000000');
const statements: Database.Statement[] = [];

parentPort?.on('message', (orders: readonly Order[]) => {
  try {
    for (const order of orders) {
      if ('prepare' in order) statements.push(db.prepare(order.prepare));
      else if ('close' in order) db.close();
      else if ('exec' in order) db.exec(order.exec);
      else statements[order[0]]?.run(...order[1]);
    }
  } catch (fault) {
    faults.postMessage(fault);
  }
  Atomics.add(done, 0, 1);
  Atomics.notify(done, 0);
});
