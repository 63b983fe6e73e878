import { StationError } from '../errors.ts';

/** Whether the journal may take the same another time: the disk was full, or failed. */
export function mayPass(fault: unknown): boolean {
  return fault instanceof StationError && /^(DISK_FULL|JOURNAL_[A-Z_]+)$/.test(fault.code);
}
