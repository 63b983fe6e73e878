import { expect, test } from 'vitest';
import { StationError } from '../errors.ts';
import { type OperationsParts, stationOperations } from './station-operations.ts';
import type { Officer } from './views.pure.ts';

const officer: Officer = { id: 'o', serviceNumber: '1', name: 'O', roles: ['trainer'], language: 'en' };
const stop = {
  command: 'abortScan',
  commandId: '00000000-0000-4000-8000-000000000001',
  visitId: 'visit',
  version: 1,
  reason: 'someone is inside',
} as const;

test('the beam is stopped although the disk is full, and the officer hears of the disk', async () => {
  const stopped: string[] = [];
  const operations = stationOperations({
    visits: {
      execute: () => {
        throw new StationError('DISK_FULL', 'The disk is full.');
      },
    },
    scans: { abort: async (visitId: string) => void stopped.push(visitId) },
  } as unknown as OperationsParts);
  await expect(operations.command(officer, stop)).rejects.toMatchObject({ code: 'DISK_FULL' });
  expect(stopped).toEqual(['visit']);
});

test('a beam that could not be stopped is said, also when the command is on record', async () => {
  const operations = stationOperations({
    visits: { execute: () => ({ view: { id: 'visit' }, repeated: false }) },
    scans: { abort: () => Promise.reject(new StationError('SCANNER_OFFLINE', 'not connected')) },
  } as unknown as OperationsParts);
  await expect(operations.command(officer, stop)).rejects.toMatchObject({ code: 'SCANNER_OFFLINE' });
});

test('a truck that is taken in is given what was read of it at the gate, and is shown with it', async () => {
  const met: string[] = [];
  const operations = stationOperations({
    visits: {
      arrive: () => ({ view: { id: 'visit' }, repeated: false }),
      get: (id: string) => ({ id, plateReads: met }),
    },
    readings: { met: (visitId: string) => void met.push(visitId) },
  } as unknown as OperationsParts);
  const truck = { plate: '01KG123ABC', laneClass: 'walk-up' } as const;
  const view = await operations.arrive(officer, { commandId: stop.commandId, truck });
  expect(view).toEqual({ id: 'visit', plateReads: ['visit'] });
});
