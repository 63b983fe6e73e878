import { systemClock } from '../clock.ts';
import { note, noteKinds, noteModel } from './journal.fixture.ts';
import { openJournal } from './journal.ts';

/** `node append-loop.fixture.ts FILE RUN`: appends for ever and says each seq once it is acknowledged. */
const [file = '', run = ''] = process.argv.slice(2);
const journal = openJournal(file, { clock: systemClock, run, kinds: noteKinds, readModels: [noteModel] });
for (let count = 0; ; count += 1) {
  const { entries } = journal.append([
    note(`note ${count} of ${run}`, `subject ${count % 7}`),
    note('beside it'),
  ]);
  // Synchronous on a pipe, so what was said was acknowledged before the kill.
  process.stdout.write(`${entries.at(-1)?.seq}\n`);
}
