import type {
  ReceivedImage,
  ReceivedReport,
  RefusedImage,
} from '../../native-bridge/drivers/image-source.ts';
import type { PlateRead } from '../../native-bridge/drivers/plate-reader.ts';
import type { PortalCounts, PortalOccupancy } from '../../native-bridge/drivers/radiation-portal.ts';
import type { Weight } from '../../native-bridge/drivers/weighbridge.ts';
import type { DeviceRole } from '../api/device-views.pure.ts';

/** Which device says something. */
export interface ReadingSource {
  readonly id: string;
  readonly role: DeviceRole;
  /** null: it stands at the gate and belongs to the whole post. */
  readonly lane: string | null;
}

/** Gives each device its taker, for as long as it is configured so. */
export type TakeReadings = (device: ReadingSource) => ReadingTaker;

/**
 * Where a device's supervisor puts what matters to the record. What is not awaited never throws; a promise resolves
 * when the journal has it, and rejects only where the device keeps it and says it again (pictures and reports).
 * Readings that a full disk does not take are kept and written as soon as it can be, so that a device never waits.
 */
export interface ReadingTaker {
  portalOccupancy(occupancy: PortalOccupancy): Promise<void>;
  /** At once, while the vehicle is still in the portal. */
  portalAlarm(counts: PortalCounts): void;
  weight(weight: Weight): Promise<void>;
  plateRead(read: PlateRead): Promise<void>;
  image(image: ReceivedImage): Promise<void>;
  imageRefused(refusal: RefusedImage): Promise<void>;
  report(report: ReceivedReport): Promise<void>;
  /** The link has ended: an alarm whose passage will never be heard to its end is recorded as it is. */
  linkEnded(): void;
}
