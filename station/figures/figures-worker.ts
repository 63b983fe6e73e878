import { isMainThread, parentPort, workerData } from 'node:worker_threads';
import { StationError } from '../errors.ts';
import { readJournal } from '../journal/read-journal.ts';
import { createShiftPattern } from '../shifts/shift-pattern.ts';
import { Figures } from './figures.ts';
import type { FaultOnWire, FiguresReply, FiguresRequest, FiguresSetting, Task } from './figures-protocol.ts';
import { reportData } from './reports/report-data.ts';

/** The other side of figures-thread.ts: asks the journal while the station goes on writing it. */
const port = parentPort;
if (isMainThread || port === null) throw new Error('figures-worker.ts runs in a worker thread only');

const { journalFile, shifts, ...setting } = workerData as FiguresSetting;
const journal = readJournal(journalFile);
let now = '';
const figures = new Figures({
  ...setting,
  journal,
  clock: { utc: () => now },
  pattern: createShiftPattern(shifts, setting.timeZone),
});

port.on('message', (request: FiguresRequest | 'end') => {
  if (request === 'end') {
    journal.close();
    port.close();
  } else void answer(request);
});

async function answer(request: FiguresRequest): Promise<void> {
  const { id } = request;
  now = request.now;
  try {
    port!.postMessage({ id, value: await carryOut(request) } satisfies FiguresReply);
  } catch (fault) {
    port!.postMessage({ id, fault: onWire(fault) } satisfies FiguresReply);
  }
}

async function carryOut(work: Task): Promise<unknown> {
  if (work.task === 'file') {
    const [ask, by, heading] = work.asked;
    const data = journal.asOne(() => reportData(ask, by, { ...heading, figures, head: journal.head() }));
    const { bytesOf } = await import('./reports/report-file.ts');
    const { from, to } = data.period;
    return { from, to, body: await bytesOf(ask, data) };
  }
  return journal.asOne(() => {
    switch (work.task) {
      case 'report':
        return figures.report(...work.asked);
      case 'visits':
        return figures.visits(...work.asked);
      case 'delayed':
        return figures.delayed(...work.asked);
      case 'examined':
        return figures.examined(...work.asked);
      case 'timeline':
        return figures.timeline(...work.asked);
    }
  });
}

function onWire(fault: unknown): FaultOnWire {
  if (fault instanceof StationError)
    return { code: fault.code, message: fault.message, details: fault.details };
  return { message: fault instanceof Error ? fault.message : String(fault) };
}
