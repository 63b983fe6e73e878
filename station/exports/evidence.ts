import { randomUUID } from 'node:crypto';
import { createReadStream, rmSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import { DateTime } from 'luxon';
import type { Language, Officer } from '../api/views.pure.ts';
import type { Clock } from '../clock.ts';
import { diskFault } from '../data-folder/disk-faults.ts';
import { filesNamedBy } from '../data-folder/named-files.ts';
import type { Journal } from '../journal/journal.ts';
import type { Visits } from '../visits/visits.ts';
import type { EvidenceData } from './evidence-file.ts';
import { refuseWhileWithheld } from './refuse-withheld.ts';
import { storedEntriesOf } from './stored-entries.ts';

export interface EvidenceParts {
  /** The data folder. */
  readonly root: string;
  readonly visits: Pick<Visits, 'get' | 'execute'>;
  readonly journal: Pick<Journal, 'db' | 'head'>;
  readonly sheet: (ask: {
    visitId: string;
    by: string;
    language: Language;
  }) => Promise<EvidenceData['sheet']>;
  readonly post: () => EvidenceData['post'];
  readonly version: string;
  readonly clock: Clock;
}

export interface EvidenceAsk {
  readonly visitId: string;
  readonly commandId: string;
  readonly language: Language;
  readonly by: Officer;
}

/** An evidence file that is whole and on record. It is gone once it has been read. */
export interface MadeEvidence {
  readonly name: string;
  readonly bytes: number;
  readonly sha256: string;
  open(): ReadableStream<Uint8Array>;
}

/** Makes evidence files: each is written, then on record with its hash, and only then handed over. */
export class EvidenceFiles {
  readonly #parts: EvidenceParts;
  readonly #folder: string;

  constructor(parts: EvidenceParts) {
    this.#parts = parts;
    this.#folder = path.join(parts.root, 'exports');
    // What a station that was stopped in the middle left of them belongs to nobody.
    rmSync(this.#folder, { recursive: true, force: true });
  }

  /** Throws VISIT_UNKNOWN, FIRST_LOOK_WITHHELD, EVIDENCE_CHANGED, DISK_FULL, or why it could not be put on record. */
  async make({ visitId, commandId, language, by }: EvidenceAsk): Promise<MadeEvidence> {
    const { root, visits, journal, clock, post, version } = this.#parts;
    const { writeEvidence } = await import('./evidence-file.ts');
    refuseWhileWithheld(visits.get(visitId));
    const sheet = await this.#parts.sheet({ visitId, by: by.serviceNumber, language });
    const visit = visits.get(visitId);
    // The first of two may have decided while the sheet was made.
    refuseWhileWithheld(visit);
    const entries = storedEntriesOf(journal.db, visitId);
    const at = clock.utc();
    const { training, timeZone } = post();
    const when = DateTime.fromISO(at, { zone: timeZone }).toFormat('yyyyMMdd-HHmmss');
    const name = `${visit.truck.plate}-${when}${training ? '-TRAINING' : ''}.zip`;
    const file = path.join(this.#folder, `${randomUUID()}.zip`);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      const written = await writeEvidence(file, {
        ...{ visit, entries, at, language, version, head: journal.head(), post: post() },
        sheet: { name: 'sheet.pdf', body: sheet.body },
        attached: attachedOf(entries, root),
        by: by.serviceNumber,
      });
      const { sha256 } = written;
      const ids = { commandId, visitId, version: visit.version };
      visits.execute({ command: 'recordExport', ...ids, what: 'evidence', name, sha256 }, by);
      return { ...written, name, open: () => once(file) };
    } catch (fault) {
      await rm(file, { force: true });
      throw diskFault(fault, root) ?? fault;
    }
  }
}

function attachedOf(entries: EvidenceData['entries'], root: string): EvidenceData['attached'] {
  const files = entries.flatMap(({ kind, body }) => filesNamedBy(kind, JSON.parse(body)));
  const each = new Map(files.map(({ file, sha256 }) => [file, sha256]));
  return [...each].map(([name, sha256]) => ({ name, sha256, path: path.join(root, name) }));
}

function once(file: string): ReadableStream<Uint8Array> {
  const stream = createReadStream(file);
  stream.once('close', () => void rm(file, { force: true }));
  return Readable.toWeb(stream) as ReadableStream<Uint8Array>;
}
