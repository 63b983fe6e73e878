import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { PortalCounts, PortalOccupancy } from '../../native-bridge/drivers/radiation-portal.ts';
import { type ManualTimers, manualTimers } from '../../native-bridge/transport/manual-timers.ts';
import { HashedFiles } from '../data-folder/hashed-files.ts';
import { StationError } from '../errors.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';
import type { Journal } from '../journal/journal.ts';
import { noLog } from '../log.ts';
import { type Post, post } from '../visits/visits.fixture.ts';
import type { ReadingSource } from './reading-taker.ts';
import { Readings } from './readings.ts';

/** For tests: a post with devices around its scanner, and a disk that can be full. */
export interface DevicePost extends Post {
  readonly readings: Readings;
  readonly received: HashedFiles;
  readonly timers: ManualTimers;
  /** The same folder as another run of the station finds it. */
  again(): Readings;
  diskFull(full: boolean): void;
}

export const lanePortal: ReadingSource = { id: 'rpm-1', role: 'radiation-portal', lane: '1' };
export const gatePortal: ReadingSource = { id: 'rpm-gate', role: 'radiation-portal', lane: null };
export const laneScale: ReadingSource = { id: 'scale-1', role: 'weighbridge', lane: '1' };
export const gateCamera: ReadingSource = { id: 'camera', role: 'plate-reader', lane: null };

export function devicePost(arriveByPlate: 'offer' | 'record' = 'offer'): DevicePost {
  const at = post({ kinds: stationKinds, readModels: stationReadModels });
  const folder = path.join(at.place.folder, 'received');
  mkdirSync(folder, { recursive: true });
  const received = new HashedFiles(folder);
  const timers = manualTimers();
  let full = false;
  const journal: Pick<Journal, 'db' | 'transact'> = {
    db: at.journal.db,
    transact(command, decide) {
      if (full) throw new StationError('DISK_FULL', 'The disk is full.');
      return at.journal.transact(command, decide);
    },
  };
  const readings = () =>
    new Readings({
      journal,
      clock: at.place.clock,
      timers,
      log: noLog(),
      keep: (file, name) => received.keep(file, name),
      arriveByPlate,
    });
  return {
    ...at,
    readings: readings(),
    received,
    timers,
    again() {
      at.journal.rebuild();
      const next = readings();
      next.recover();
      return next;
    },
    diskFull(now) {
      full = now;
    },
  };
}

export function occupancy(at: string, change: Partial<PortalOccupancy> = {}): PortalOccupancy {
  return {
    startedAt: at,
    endedAt: at,
    peakGamma: 410,
    peakNeutron: 2,
    backgroundGamma: 400,
    backgroundNeutron: 1,
    gammaAlarm: false,
    neutronAlarm: false,
    speed: 2.1,
    count: 7,
    whole: true,
    ...change,
  };
}

export function alarm(at: string, radiation: PortalCounts['radiation'] = 'gamma'): PortalCounts {
  return { radiation, detectors: [500, 500, 250, 250], at };
}
