import { archiveTable } from '../archive/archive-table.ts';
import { bookingKinds } from '../bookings/booking-entries.ts';
import { bookingsTable } from '../bookings/bookings-table.ts';
import { emptyVehicleKinds, emptyVehiclesTable } from '../compare/empty-vehicles.ts';
import { configKinds } from '../config/config-changes.ts';
import { deviceKinds } from '../devices/device-entries.ts';
import { examinationsTable } from '../examinations/examinations-table.ts';
import { reportKindsOfEntries } from '../figures/reports/report-entries.ts';
import { timingsTable } from '../figures/timings-table.ts';
import { imageKinds } from '../images/image-entries.ts';
import { imagesTable } from '../images/images-table.ts';
import { incidentEntryKinds } from '../incidents/incident-entries.pure.ts';
import { incidentsTable } from '../incidents/incidents-table.ts';
import { officerKinds } from '../officers/officer-entries.ts';
import { officerTable } from '../officers/officer-table.ts';
import { readingKinds } from '../readings/reading-entries.ts';
import { readingsTable } from '../readings/readings-table.ts';
import { clockChangesTable } from '../shifts/clock-changes-table.ts';
import { dutyKinds } from '../shifts/duty-entries.ts';
import { dutyTable } from '../shifts/duty-table.ts';
import { trainingKinds, trainingTable } from '../training/training-table.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import { visitsTable } from '../visits/visits-table.ts';
import type { EntryKinds } from './entry.ts';
import type { ReadModel } from './read-model.ts';

/** Every kind of entry that the station writes: for the host that opens the journal and for `verify`. */
export const stationKinds: EntryKinds = {
  ...visitKinds,
  ...bookingKinds,
  ...officerKinds,
  ...deviceKinds,
  ...configKinds,
  ...readingKinds,
  ...emptyVehicleKinds,
  ...imageKinds,
  ...reportKindsOfEntries,
  ...incidentEntryKinds,
  ...trainingKinds,
  ...dutyKinds,
};

/** Every table that is made from them. A table that leans on another comes after it. */
export const stationReadModels: readonly ReadModel[] = [
  visitsTable,
  examinationsTable,
  archiveTable,
  bookingsTable,
  readingsTable,
  imagesTable,
  incidentsTable,
  clockChangesTable,
  emptyVehiclesTable,
  timingsTable,
  officerTable,
  trainingTable,
  dutyTable,
];
