import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { driverHost } from '../native-bridge/device-host/host-driver.ts';
import type { StartDriver } from '../native-bridge/drivers/driver.ts';
import { drivers } from '../native-bridge/drivers/drivers.ts';
import { systemTimers } from '../native-bridge/transport/timers.ts';
import packageFile from '../package.json' with { type: 'json' };
import type { DeviceView } from './api/device-views.pure.ts';
import { stationOperations } from './api/station-operations.ts';
import type { Mode, PostView } from './api/views.pure.ts';
import { Archive } from './archive/archive.ts';
import { Thumbnails } from './archive/thumbnails.ts';
import { Assessments } from './assessments/assessments.ts';
import { startBookings } from './bookings/at-work.ts';
import { Bookings } from './bookings/bookings.ts';
import { type Clock, systemClock } from './clock.ts';
import { CandidateSearch } from './compare/candidates.ts';
import { decisionsSeen } from './compare/decisions-seen.ts';
import { EmptyVehicles } from './compare/empty-vehicles.ts';
import { Looks, looksTable } from './compare/looks.ts';
import type { DriverKinds } from './config/config.ts';
import { type ReadConfig, readConfig } from './config/config-file.ts';
import { type DataFolder, openDataFolder } from './data-folder/data-folder.ts';
import { HashedFiles } from './data-folder/hashed-files.ts';
import { decisionRules, decisionSettings } from './decisions/decisions-config.ts';
import { Finality } from './decisions/finality.ts';
import { openPostDevices, type PostDevices } from './devices/post-devices.ts';
import { scannerLink } from './devices/scanner-address.ts';
import { PostEvents } from './events/post-events.ts';
import { outcomesBetween } from './examinations/examinations-table.ts';
import { Photos } from './examinations/photos.ts';
import { ratesOf } from './examinations/rates.pure.ts';
import { EvidenceFiles } from './exports/evidence.ts';
import { Figures } from './figures/figures.ts';
import { FiguresThread } from './figures/figures-thread.ts';
import { type AppParts, createApp } from './http/app.ts';
import { createDoor } from './http/door.ts';
import { Images } from './images/images.ts';
import { Incidents } from './incidents/incidents.ts';
import { stationKinds, stationReadModels } from './journal/contents.ts';
import { type Journal, openJournal } from './journal/journal.ts';
import { type Logger, openLog } from './log.ts';
import { credentialsTable } from './officers/credentials.ts';
import { Officers } from './officers/officers.ts';
import type { ScryptCost } from './officers/password.ts';
import { Alerts } from './post/alerts.ts';
import { Readings } from './readings/readings.ts';
import { Scans } from './scans/scans.ts';
import { visitScans } from './scans/visit-scans.ts';
import { Handovers } from './shifts/handovers.ts';
import { createShiftPattern } from './shifts/shift-pattern.ts';
import { createShifts } from './shifts/shifts.ts';
import { TrainingSession } from './training/session.ts';
import { queueRules } from './visits/queue-rules.ts';
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
  /** Other kinds of drivers, and where they run; for tests. */
  readonly drivers?: { readonly kinds: DriverKinds; readonly start: StartDriver };
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
  const read = await readConfig(path.resolve(options.dataFolder), options.drivers?.kinds ?? drivers);
  if (options.scanner !== undefined) scannerLink(options.scanner);
  const closing = new Closing();
  try {
    const folder = openDataFolder(options.dataFolder, options.mode);
    closing.add(() => folder.close());
    return await startPost({ ...options, read, folder }, closing);
  } catch (fault) {
    await closing.run();
    throw fault;
  }
}

interface PostParts extends StationOptions {
  readonly read: ReadConfig;
  readonly folder: DataFolder;
}

async function startPost(parts: PostParts, closing: Closing): Promise<Station> {
  const { folder, mode, clock = systemClock, training } = parts;
  const { config } = parts.read;
  const timers = systemTimers;
  const log = openLog(folder.logs);
  const journal = openPostJournal(folder, clock, log);
  closing.add(() => journal.close());

  let post: PostDevices | null = null;
  const visits = createVisits({
    journal,
    clock,
    lanes: config.lanes,
    queue: queueRules(config.queue, config.post.timeZone),
    scannerAt: (lane) => post?.devices.scannerAt(lane)?.id ?? null,
    massOf: (scanId) => assessments.massOf(scanId),
    photoOf: (sha256) => photos.known(sha256),
    decisions: decisionRules(config.decisions),
  });
  const photos = new Photos({ folder: folder.photos, hasRoom: () => alerts.roomForScan });
  await photos.recover();
  const finality = new Finality({ journal, visits, clock, timers, log });
  closing.add(() => finality.close());
  const pattern = createShiftPattern(config.shifts, config.post.timeZone);
  const shifts = createShifts({ journal, clock, pattern });
  const incidents = new Incidents({
    journal,
    clock,
    pattern,
    rules: { ...config.checks, doseLimit: config.doseLimit },
    timeZone: config.post.timeZone,
    lanes: () => lanesWithPictures(post?.devices.views() ?? []),
    openVisits: () => visits.open(),
  });
  const officers = new Officers({
    journal,
    monotonic: clock.monotonic,
    cost: parts.passwordCost,
    idleMs: () => (post?.config() ?? config).officers.lockAfterMinutes * 60_000,
    passOn: (from, to) => visits.passOn(from, to),
  });
  const measures = {
    timeZone: config.post.timeZone,
    throughput: config.throughput,
    capacityPerDay: config.queue.capacityPerDay,
  };
  const figures = new Figures({ journal, clock, pattern, ...measures });
  const longFigures = new FiguresThread(
    { journalFile: folder.journalFile, shifts: config.shifts, ...measures },
    clock,
  );
  closing.add(() => longFigures.close());
  const events = new PostEvents({
    journal,
    standing: () => [
      ...(post?.devices.scannerViews() ?? []).map((scanner) => ({ type: 'scanner', scanner }) as const),
      ...(post?.devices.views() ?? []).map((device) => ({ type: 'device', device }) as const),
    ],
  });
  closing.add(() => events.close());
  const scans = new Scans({
    folders: folder,
    book: visitScans(visits),
    grown: (scanId, lines) => events.publish({ type: 'lines', scanId, lines }),
    timers,
    log,
  });
  const received = new HashedFiles(folder.received);
  const keep = (file: string, name: string) => received.keep(file, name);
  const readings = new Readings({
    ...{ journal, clock, timers, log, keep },
    arriveByPlate: config.bookings.arriveByPlate,
  });
  closing.add(() => readings.close());
  readings.recover();
  const images = new Images({
    journal,
    clock,
    timers,
    log,
    root: folder.root,
    files: received,
    scans,
    readings,
  });
  const thumbnails = new Thumbnails({
    folder: folder.thumbnails,
    journal,
    visits,
    pictures: scans.pictures,
    log,
  });
  const bookings = new Bookings({ journal, clock, zone: config.post.timeZone, rules: config.bookings });
  const bookingsAtWork = startBookings({ bookings, rules: config.bookings, root: folder.root, timers, log });
  closing.add(() => bookingsAtWork.close());
  const alerts = new Alerts({
    folder: folder.root,
    journal,
    timers,
    ofIncidents: () => incidents.alerts(),
    ofReadings: () => [...readings.alerts(), ...images.alerts()],
    notArchived: () => scans.notArchived,
    notJournaled: () => scans.notJournaled,
    configuration: () => [...(post?.alerts() ?? []), ...bookingsAtWork.alerts()],
  });
  closing.add(() => alerts.close());
  await alerts.start();
  closing.add(() => scans.close());
  closing.add(() => thumbnails.close());
  const looks = new Looks({ journal, thumbnails, pictures: scans.pictures, log });
  // Before what it reads from.
  closing.add(() => looks.close());
  const candidates = new CandidateSearch({ db: journal.db, visits, looks });
  const emptyVehicles = new EmptyVehicles(journal, visits);
  const assessments = new Assessments({
    folder: folder.assessments,
    journal,
    pictures: scans.pictures,
    moved: (scanId, share) => events.publish({ type: 'assessment', scanId, share }),
    timers,
    log,
  });
  closing.add(() => assessments.close());
  // Before what takes its scans.
  closing.add(() => images.close());
  await scans.recover();
  await images.recover();

  const session =
    mode === 'training' ? new TrainingSession({ journal, visits, timers, log, seed: training?.seed }) : null;
  closing.add(() => session?.close());

  post = openPostDevices({
    read: parts.read,
    kinds: parts.drivers?.kinds ?? drivers,
    start:
      parts.drivers?.start ??
      driverHost({
        log: (said, driver) => log.info({ ...driver, said: said.slice(0, 500) }, 'a driver says'),
      }),
    folder,
    mode,
    scanner: parts.scanner,
    simulatorSpeed: training?.speed ?? 4,
    journal,
    scans: (id) => scans.taker(id),
    busy: (id) => scans.runningOn(id) !== null,
    readings: (device) => ({ ...readings.taker(device), ...images.taker(device) }),
    deviceChanged: (device) => events.publish({ type: 'device', device }),
    scannerChanged: (scanner) => events.publish({ type: 'scanner', scanner }),
    clock,
    timers,
    log,
  });
  const { devices, operations: deviceOperations, config: configNow } = post;
  // Before what takes their scans: closing a scanner ends its scan.
  closing.add(() => post?.close());
  await post.start();

  const door = createDoor(parts.token);
  const postView = (): PostView => ({
    name: configNow().post.name,
    timeZone: config.post.timeZone,
    mode,
    version: packageFile.version,
    now: clock.utc(),
    lanes: config.lanes,
    scanners: devices.scannerViews(),
    devices: devices.views(),
    shift: shifts.current(),
    decisions: decisionSettings(config.decisions),
    trucksPerHour: shifts.trucksPerHour(),
    alerts: alerts.list(),
  });
  const postNow = () => ({
    name: configNow().post.name,
    timeZone: config.post.timeZone,
    training: mode === 'training',
  });
  const sheet: AppParts['sheet'] = async (ask) => {
    const { sheetOf } = await import('./exports/sheet.ts');
    const { pictures } = scans;
    const { version } = packageFile;
    return sheetOf(ask, {
      visits,
      pictures,
      photos,
      journal,
      officers,
      post: postNow(),
      version,
      at: clock.utc(),
    });
  };
  const evidence = new EvidenceFiles({
    ...{ root: folder.root, visits, journal, sheet, post: postNow, version: packageFile.version, clock },
  });
  const handovers = new Handovers({
    journal,
    clock,
    pattern,
    post: postView,
    openVisits: () => visits.open(),
    incidents,
    officers,
  });
  const app = createApp({
    door,
    operations: stationOperations({
      officers,
      handover: handovers,
      visits,
      shifts,
      figures,
      longFigures,
      scans,
      devices,
      deviceOperations,
      compare: {
        decisionsSeen: (visitId) => decisionsSeen(journal, visitId),
        candidates: (visitId, scanId, from) => candidates.find(visitId, scanId, from),
        emptyMark: (scanId) => emptyVehicles.of(scanId),
        markEmpty: (by, input) => emptyVehicles.mark(input, by),
      },
      readings,
      bookings,
      images,
      archive: new Archive({ journal, visits, officers }),
      incidents,
      assessments,
      events,
      photos,
      examinationRates: (by, { from, to }) => {
        const rates = ratesOf(outcomesBetween(journal.db, from, to));
        const supervises = by.roles.includes('supervisor');
        return { from, to, ...rates, ...(!supervises && { byOfficer: null }) };
      },
      hello: () => ({
        firstRun: officers.list().length === 0,
        mode,
        post: { name: configNow().post.name, timeZone: config.post.timeZone },
        version: packageFile.version,
      }),
      postView,
      roomForScan: () => alerts.roomForScan,
      reference: (visitId) => session?.reference(visitId) ?? visitId,
    }),
    pictures: scans.pictures,
    thumbnails,
    openBookings: (bytes, name) => bookings.open(bytes, name),
    received: {
      platePicture: (sha256) => received.read(`${sha256}.jpg`, largestPlatePicture),
      preview: (sha256) => images.preview(sha256),
    },
    report: async (ask, by) => {
      const { reportFile } = await import('./figures/reports/report-file.ts');
      const { timeZone } = config.post;
      return reportFile(ask, by, {
        journal,
        make: (...asked) => longFigures.call('file', ...asked),
        heading: {
          post: { name: configNow().post.name, timeZone, training: mode === 'training' },
          version: packageFile.version,
          at: clock.utc(),
        },
      });
    },
    shiftCsv: async ({ language, ...period }) => {
      const { shiftCsv, shiftCsvName } = await import('./shifts/shift-csv.ts');
      const { timeZone } = config.post;
      const report = shifts.report(period);
      return { name: shiftCsvName(report, timeZone), body: shiftCsv(report, { language, timeZone }) };
    },
    photos,
    sheet,
    evidence: (ask) => evidence.make(ask),
    handover: async ({ handoverId, kind, language }) => {
      const view = handovers.handover(handoverId);
      const name = `handover-${view.sheet.shift.id}-${handoverId.slice(0, 8)}.${kind}`;
      if (kind === 'json') return { name, body: new TextEncoder().encode(handovers.textOf(handoverId)) };
      const { handoverPdf } = await import('./exports/handover-sheet.ts');
      return { name, body: await handoverPdf(view, language) };
    },
    rendererFolder: parts.rendererFolder ?? null,
    log,
  });
  log.info({ version: packageFile.version, mode, devices: config.devices.length }, 'the station runs');

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

/** Where the post sees trucks through: each such lane has its daily check. */
function lanesWithPictures(devices: readonly DeviceView[]): string[] {
  const lanes = devices.flatMap(({ role, lane }) =>
    lane !== null && (role === 'scanner' || role === 'image-source') ? [lane] : [],
  );
  return [...new Set(lanes)].sort();
}

/** More than any camera of a gate sends. */
const largestPlatePicture = 16 * 1024 * 1024;

function openPostJournal(folder: DataFolder, clock: Clock, log: Logger): Journal {
  return openJournal(folder.journalFile, {
    clock,
    run: randomUUID(),
    kinds: stationKinds,
    readModels: stationReadModels,
    beside: [credentialsTable, looksTable],
    onListenerFault: (fault) => log.error({ err: fault }, 'a listener of the journal failed'),
    onCheckpointFault: (fault) => log.error({ err: fault }, 'the journal could not be checkpointed'),
  });
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
