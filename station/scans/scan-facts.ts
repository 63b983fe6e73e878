import type { ScanEnd } from '../../native-bridge/drivers/scanner.ts';
import type { ArchivedPlane } from '../../native-bridge/imaging/archive.ts';

/** Which scan of which visit. */
export interface ScanOf {
  readonly scanId: string;
  readonly visitId: string;
}

/** What happens to a scan between its request and its archive; each becomes an entry of its visit. */
export type ScanFact =
  | { readonly kind: 'beam-on' }
  | { readonly kind: 'beam-off' }
  /** Its lines are on the disk, durable: the picture can be opened and decided on. */
  | { readonly kind: 'ended'; readonly end: ScanEnd }
  /** The same for a scan that a former run of the station was receiving. */
  | { readonly kind: 'recovered'; readonly end: ScanEnd }
  /** There is no picture. `code` and `details` are the notice that the officer gets. */
  | {
      readonly kind: 'failed';
      readonly code: string;
      readonly details: Readonly<Record<string, string | number>>;
    }
  /** A received picture did not become a scan. `unreadable`: it is the picture's fault. */
  | {
      readonly kind: 'import-failed';
      readonly code: string;
      readonly details: Readonly<Record<string, string | number>>;
      readonly unreadable: boolean;
    }
  | { readonly kind: 'archived'; readonly planes: readonly ArchivedPlane[]; readonly end: ScanEnd };

/** Scans as the journal has them. */
export interface ScanBook {
  /** Journals a fact. Throws when the disk does not take it. */
  record(scan: ScanOf, fact: ScanFact): void;
  find(scanId: string): KnownScan | null;
  /** Scans that a scanner was to make and that have neither ended nor failed. */
  unfinished(): readonly ScanOf[];
}

export interface KnownScan extends ScanOf {
  readonly state: 'requested' | 'receiving' | 'ended' | 'failed';
  /** File names in the scans' folder, one per energy; null until archived. */
  readonly files: readonly string[] | null;
  /** Made from a received picture, which is there still. */
  readonly imported: boolean;
}
