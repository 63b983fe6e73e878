import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { runDriver } from '../native-bridge/device-host/run-driver.ts';
import { systemTimers } from '../native-bridge/transport/timers.ts';
import packageFile from '../package.json' with { type: 'json' };
import type { DeviceView } from './api/device-views.pure.ts';
import { stationOperations } from './api/station-operations.ts';
import type { Mode, PostView, ScannerView } from './api/views.pure.ts';
import { type Clock, systemClock } from './clock.ts';
import { type PostConfig, readConfig, type ScannerConfig } from './config/config.ts';
import { type DataFolder, openDataFolder } from './data-folder/data-folder.ts';
import { scannerLink } from './devices/scanner-address.ts';
import { type ScannerSupervisor, superviseScanner } from './devices/scanner-supervisor.ts';
import { startTrainingSimulator, type TrainingSimulator } from './devices/training-simulator.ts';
import { PostEvents } from './events/post-events.ts';
import { createApp } from './http/app.ts';
import { createDoor } from './http/door.ts';
import { stationKinds, stationReadModels } from './journal/contents.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { type Logger, openLog } from './log.ts';
import { credentialsTable } from './officers/credentials.ts';
import { Officers } from './officers/officers.ts';
import type { ScryptCost } from './officers/password.ts';
import { Alerts } from './post/alerts.ts';
import { Scans } from './scans/scans.ts';
import { visitScans } from './scans/visit-scans.ts';
import { createShiftPattern } from './shifts/shift-pattern.ts';
import { createShifts } from './shifts/shifts.ts';
import { TrainingSession } from './training/session.ts';
import { createVisits } from './visits/visits.ts';

export interface StationOptions {
  readonly dataFolder: string;
  readonly mode: Mode;
  /** What every request must carry: random, 32 or more characters. */
  readonly token: string;
  /** Folder of the built screen. */
  readonly rendererFolder?: string | undefined;
  /** One scanner on the first lane, over what the configuration says. */
  readonly scanner?: string | undefined;
  readonly training?: {
    /** How much faster than a real scanner the simulator of the station's own works. */
    readonly speed?: number | undefined;
    readonly seed?: number | undefined;
  };
  readonly clock?: Clock;
  /** Cheaper in tests. */
  readonly passwordCost?: ScryptCost;
}

/** The one seam: whatever shell there is hands requests in and gets answers out. */
export interface Station {
  fetch(request: Request): Promise<Response>;
  /** Names one more address under which the station's own screen reaches it. */
  answerTo(origin: string): void;
  readonly log: Logger;
  /** Ends scans as incomplete, lets scanners go and closes the journal. */
  close(): Promise<void>;
}

/**
 * Opens the post's data and starts everything that runs at it. When it throws (StationError, or BridgeError for an
 * address that is wrong), nothing that was good on the disk has changed and nothing is left running.
 */
export async function createStation(options: StationOptions): Promise<Station> {
  const config = readConfig(path.join(path.resolve(options.dataFolder), 'config.json'));
  const scanners = scannersOf(config, options);
  const closing = new Closing();
  try {
    const folder = openDataFolder(options.dataFolder, options.mode);
    closing.add(() => folder.close());
    return await startPost({ ...options, config, scanners, folder }, closing);
  } catch (fault) {
    await closing.run();
    throw fault;
  }
}

interface PostParts extends StationOptions {
  readonly config: PostConfig;
  readonly scanners: readonly ScannerSource[];
  readonly folder: DataFolder;
}

/** `address` null: a simulator of the station's own. */
type ScannerSource = Omit<ScannerConfig, 'address'> & { readonly address: string | null };

async function startPost(parts: PostParts, closing: Closing): Promise<Station> {
  const { config, folder, mode, clock = systemClock, training } = parts;
  const timers = systemTimers;
  const log = openLog(folder.logs);
  const journal = openPostJournal(folder, clock, log);
  closing.add(() => journal.close());

  const visits = createVisits({ journal, clock, lanes: config.lanes });
  const shifts = createShifts({
    journal,
    clock,
    pattern: createShiftPattern(config.shifts, config.post.timeZone),
  });
  const officers = new Officers({ journal, monotonic: clock.monotonic, cost: parts.passwordCost });
  const supervisors: ScannerSupervisor[] = [];
  const events = new PostEvents({
    journal,
    standing: () => supervisors.map((each) => ({ type: 'scanner', scanner: each.view() })),
  });
  closing.add(() => events.close());
  const scans = new Scans({
    folders: folder,
    book: visitScans(visits),
    grown: (scanId, lines) => events.publish({ type: 'lines', scanId, lines }),
    timers,
    log,
  });
  const alerts = new Alerts({
    folder: folder.root,
    journal,
    timers,
    notArchived: () => scans.notArchived,
    notJournaled: () => scans.notJournaled,
  });
  closing.add(() => alerts.close());
  await alerts.start();
  closing.add(() => scans.close());
  await scans.recover();

  const session =
    mode === 'training' ? new TrainingSession({ journal, visits, timers, log, seed: training?.seed }) : null;
  closing.add(() => session?.close());

  let simulator: TrainingSimulator | null = null;
  closing.add(() => simulator?.close());
  const ownSimulator = () => {
    simulator ??= startTrainingSimulator({ speed: training?.speed ?? 4, timers, log });
    return simulator;
  };
  // Before what takes their scans: closing a scanner ends its scan.
  closing.add(() => Promise.all(supervisors.map((each) => each.close())).then(() => undefined));
  for (const { id, lane, address } of parts.scanners) {
    const simulated = address === null ? ownSimulator() : null;
    const link = () => scannerLink(simulated?.address() ?? address ?? '');
    supervisors.push(
      superviseScanner({
        id,
        lane,
        address: address ?? 'simulator',
        start: (sink) =>
          runDriver({ driver: 'line-stream', link: link(), settings: {}, spool: folder.captures, sink }),
        scans: scans.taker(id),
        record: ({ kind, body }) => {
          append(journal, log, { actor: `scanner:${id}`, subject: id, kind, body });
        },
        changed: (scanner) => {
          events.publish({ type: 'scanner', scanner });
          events.publish({ type: 'device', device: scannerDevice(scanner) });
        },
        timers,
        utcMs: () => Date.parse(clock.utc()),
        random: Math.random,
      }),
    );
  }

  const door = createDoor(parts.token);
  const postView = (): PostView => ({
    name: config.post.name,
    timeZone: config.post.timeZone,
    mode,
    version: packageFile.version,
    now: clock.utc(),
    lanes: config.lanes,
    scanners: supervisors.map((each) => each.view()),
    devices: supervisors.map((each) => scannerDevice(each.view())),
    shift: shifts.current(),
    trucksPerHour: shifts.trucksPerHour(),
    alerts: alerts.list(),
  });
  const app = createApp({
    door,
    operations: stationOperations({
      officers,
      visits,
      shifts,
      scans,
      scanners: supervisors,
      events,
      hello: () => ({
        firstRun: officers.list().length === 0,
        mode,
        post: { name: config.post.name, timeZone: config.post.timeZone },
        version: packageFile.version,
      }),
      postView,
      roomForScan: () => alerts.roomForScan,
      reference: (visitId) => session?.reference(visitId) ?? visitId,
    }),
    pictures: scans.pictures,
    shiftCsv: async ({ language, ...period }) => {
      const { shiftCsv, shiftCsvName } = await import('./shifts/shift-csv.ts');
      const { timeZone } = config.post;
      const report = shifts.report(period);
      return { name: shiftCsvName(report, timeZone), body: shiftCsv(report, { language, timeZone }) };
    },
    rendererFolder: parts.rendererFolder ?? null,
    log,
  });
  log.info({ version: packageFile.version, mode, scanners: parts.scanners }, 'the station runs');

  return {
    fetch: async (request) => app.fetch(request),
    answerTo: door.answerTo,
    log,
    async close() {
      await closing.run();
      log.info('the station has ended');
    },
  };
}

function openPostJournal(folder: DataFolder, clock: Clock, log: Logger): Journal {
  return openJournal(folder.journalFile, {
    clock,
    run: randomUUID(),
    kinds: stationKinds,
    readModels: stationReadModels,
    beside: [credentialsTable],
    onListenerFault: (fault) => log.error({ err: fault }, 'a listener of the journal failed'),
    onCheckpointFault: (fault) => log.error({ err: fault }, 'the journal could not be checkpointed'),
  });
}

function scannerDevice({ id, lane, address, link, linkError, model }: ScannerView): DeviceView {
  return {
    id,
    role: 'scanner',
    driver: 'line-stream',
    lane,
    address,
    link,
    linkError: linkError && { ...linkError, details: {} },
    degraded: null,
    model,
    since: null,
    reading: null,
  };
}

/** What a device says is worth a line, but a full disk must not stop the device's link. */
function append(journal: Journal, log: Logger, entry: Parameters<Journal['append']>[0][number]): void {
  try {
    journal.append([entry]);
  } catch (fault) {
    log.error({ err: fault, entry }, 'an entry about a device could not be journaled');
  }
}

/** Throws BridgeError LINK_ADDRESS_INVALID. */
function scannersOf(config: PostConfig, { scanner, mode }: StationOptions): ScannerSource[] {
  const lane = config.lanes[0] ?? '1';
  const named = scanner === undefined ? config.scanners : [{ id: 'scanner', lane, address: scanner }];
  for (const { address } of named) scannerLink(address);
  return named.length === 0 && mode === 'training' ? [{ id: 'simulator', lane, address: null }] : [...named];
}

/** What must be let go of at the end, the last first, each whatever became of the others. */
class Closing {
  readonly #steps: (() => void | Promise<void>)[] = [];

  add(step: () => void | Promise<void> | undefined): void {
    this.#steps.push(async () => step());
  }

  async run(): Promise<void> {
    const faults: unknown[] = [];
    for (let step = this.#steps.pop(); step; step = this.#steps.pop()) {
      try {
        await step();
      } catch (fault) {
        faults.push(fault);
      }
    }
    if (faults.length > 0) throw new AggregateError(faults, 'The station did not end in good order.');
  }
}
