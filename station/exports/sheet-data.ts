import type { Language, VisitView } from '../api/views.pure.ts';
import type { Entry } from '../journal/entry.ts';
import type { Overview } from './overview.ts';

/** All that stands on an evidence sheet. The same data makes the same bytes. */
export interface SheetData {
  readonly visit: VisitView;
  readonly overview: Overview | null;
  /** The scan that `overview` shows. */
  readonly scanId: string | null;
  readonly files: readonly { readonly file: string; readonly sha256: string }[];
  /** The examination's photos small, as JPEG, by their hash; those that are gone or damaged are not there. */
  readonly photos: ReadonlyMap<string, Uint8Array>;
  readonly entries: readonly Entry[];
  /** Service numbers by officer id. */
  readonly officers: Readonly<Record<string, string>>;
  readonly head: { readonly seq: number; readonly hash: string };
  readonly post: { readonly name: string; readonly timeZone: string; readonly training: boolean };
  readonly version: string;
  /** When it is made (ISO 8601 UTC), and the service number of who asked for it. */
  readonly at: string;
  readonly by: string;
  readonly language: Language;
}
