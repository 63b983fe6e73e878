import type { DeviceSinks, DeviceRole as DriverRole } from '../../native-bridge/drivers/driver.ts';
import type { DeviceReading } from '../api/device-views.pure.ts';
import type { ReadingTaker } from '../readings/reading-taker.ts';

/** What takes a device's words in, by its role: shows them, has the journal note the edges, hands on what matters. */
export interface RoleSink<Role extends DriverRole> {
  /** For one connection. Health is taken elsewhere. */
  readonly sink: Omit<DeviceSinks[Role], 'health'>;
  /** The link has ended: nothing is known any more. */
  lost(): void;
}

export interface RoleSinkParts {
  /** The latest reading, for the screens; null is nothing known. */
  readonly show: (reading: DeviceReading | null) => void;
  /** An edge worth a line in the journal. */
  readonly hear: (event: string, text: string) => void;
  readonly taker: ReadingTaker;
}

/** Made once for each device, so that what must outlive a connection does. */
export type MakeRoleSink<Role extends DriverRole> = (parts: RoleSinkParts) => RoleSink<Role>;

/** Every role but the scanner's, whose scans have a supervisor of their own. */
export type ReadingRole = Exclude<DriverRole, 'scanner'>;
