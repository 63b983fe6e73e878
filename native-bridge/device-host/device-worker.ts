import { drivers } from '../drivers/drivers.ts';
import { serveDrivers } from './serve-drivers.ts';

/** The entry of a device's thread: see driver-thread.ts. */
serveDrivers(drivers);
