import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { assessmentVersion } from '../../native-bridge/assessment/assess.ts';
import type { AssessedSource } from '../../native-bridge/assessment/assess-in-thread.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { Timers } from '../../native-bridge/transport/timers.ts';
import type { WeighInput } from '../api/assessment-inputs.pure.ts';
import {
  type AssessmentState,
  type AssessmentView,
  assessmentView,
  type MassView,
} from '../api/assessment-views.pure.ts';
import { unknownScan } from '../http/scan-routes.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import type { PictureSource, Pictures } from '../scans/picture-shelf.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';

export interface AssessmentParts {
  /** A cache: what is missing from it, or was made by another arithmetic, is made again. */
  readonly folder: string;
  readonly journal: Pick<Journal, 'onAppend'>;
  readonly pictures: Pick<Pictures, 'source' | 'quiet'>;
  /** How far an assessment has come: the share that is read, or null when it is over. */
  readonly moved: (scanId: string, share: number | null) => void;
  readonly timers: Timers;
  readonly log: Logger;
  /** Other arithmetic, for tests. */
  readonly assess?: Assess;
}

type Assess = (
  source: AssessedSource,
  options: { signal: AbortSignal; onProgress: (share: number) => void },
) => Promise<AssessmentView | null>;

interface Running {
  readonly stop: AbortController;
  share: number;
}

/** Told of no more often than this, ms. */
const progressMs = 200;
/** Outcomes kept in memory, the newest; a file on the disk has those before. */
const mostKept = 200;

/**
 * What each finished scan says of its truck's mass and where to look: made once in the background, one scan after the
 * other, when nobody waits for tiles; kept in a file beside the scans, and derived anew where that is gone.
 */
export class Assessments {
  readonly #parts: AssessmentParts;
  readonly #stopListening: () => void;
  readonly #closing = new AbortController();
  readonly #running = new Map<string, Running>();
  readonly #known = new Map<string, AssessmentState>();
  #last: Promise<void> = Promise.resolve();

  constructor(parts: AssessmentParts) {
    this.#parts = parts;
    this.#stopListening = parts.journal.onAppend(({ kind, body }) => {
      if (kind !== 'scan.archived') return;
      this.#begin(visitKinds['scan.archived'].parse(body).scanId);
    });
  }

  /** How far it is; begins it where nobody has. */
  async of(scanId: string): Promise<AssessmentState> {
    const running = this.#running.get(scanId);
    if (running) return { state: 'running', share: running.share };
    const known = this.#known.get(scanId);
    if (known) return known;
    if (this.#sourceOf(scanId) === null) return { state: 'none' };
    const kept = await this.#kept(scanId);
    if (kept) return kept;
    this.#begin(scanId);
    return { state: 'running', share: this.#running.get(scanId)?.share ?? 0 };
  }

  /** What the whole picture weighs, where that has been made or asked for since the station began; asked within a command. */
  massOf(scanId: string): MassView | null {
    const known = this.#known.get(scanId);
    return known?.state === 'done' ? known.assessment.whole : null;
  }

  /** Begins again what was stopped or has failed. */
  again(scanId: string): Promise<AssessmentState> {
    const known = this.#known.get(scanId);
    if (known?.state === 'stopped' || known?.state === 'failed') this.#known.delete(scanId);
    return this.of(scanId);
  }

  stop(scanId: string): void {
    this.#running.get(scanId)?.stop.abort();
  }

  async weigh({ scanId, region }: WeighInput): Promise<MassView | null> {
    const source = this.#sourceOf(scanId);
    if (source === null) throw unknownScan(scanId);
    const { weighScanRegion } = await import('../../native-bridge/assessment/assess-in-thread.ts');
    return weighScanRegion(source, region, this.#closing.signal);
  }

  /** Resolves when everything begun so far is over. */
  idle(): Promise<void> {
    return this.#last;
  }

  async close(): Promise<void> {
    this.#stopListening();
    this.#closing.abort();
    for (const { stop } of this.#running.values()) stop.abort();
    await this.#last;
  }

  #begin(scanId: string): void {
    if (this.#running.has(scanId) || this.#closing.signal.aborted) return;
    const running: Running = { stop: new AbortController(), share: 0 };
    this.#running.set(scanId, running);
    this.#last = this.#last.then(async () => {
      const outcome = await this.#assess(scanId, running);
      this.#running.delete(scanId);
      if (outcome) this.#remember(scanId, outcome);
      if (!this.#closing.signal.aborted) this.#parts.moved(scanId, null);
    });
  }

  /** Null: the station ends, and nothing is known. Never throws. */
  async #assess(scanId: string, running: Running): Promise<AssessmentState | null> {
    const { pictures, timers, log } = this.#parts;
    const { signal } = running.stop;
    try {
      const kept = await this.#kept(scanId);
      if (kept) return kept;
      await pictures.quiet(timers, signal);
      signal.throwIfAborted();
      // Where it is by now: meanwhile it may have been archived.
      const source = this.#sourceOf(scanId);
      if (source === null) return { state: 'none' };
      const assessed = await this.#measure(source, {
        signal,
        onProgress: this.#progress(scanId, running),
      });
      if (assessed === null) return { state: 'impossible' };
      const assessment = assessmentView.parse(assessed);
      await this.#keep(scanId, assessment);
      return { state: 'done', assessment };
    } catch (fault) {
      if (this.#closing.signal.aborted) return null;
      if (signal.aborted) return { state: 'stopped' };
      log.warn({ err: fault, scanId }, 'a scan could not be assessed; it can be tried again');
      return { state: 'failed', code: fault instanceof BridgeError ? fault.code : 'ASSESSMENT_FAILED' };
    }
  }

  async #measure(...asked: Parameters<Assess>): ReturnType<Assess> {
    if (this.#parts.assess) return this.#parts.assess(...asked);
    const { assessScan } = await import('../../native-bridge/assessment/assess-in-thread.ts');
    return (await assessScan(...asked)) as AssessmentView | null;
  }

  #progress(scanId: string, running: Running): (share: number) => void {
    const { timers, moved } = this.#parts;
    let toldAt = Number.NEGATIVE_INFINITY;
    return (share) => {
      running.share = share;
      if (timers.now() - toldAt < progressMs) return;
      toldAt = timers.now();
      moved(scanId, share);
    };
  }

  #remember(scanId: string, outcome: AssessmentState): void {
    if (outcome.state === 'none') return;
    this.#known.set(scanId, outcome);
    for (const oldest of this.#known.keys()) {
      if (this.#known.size <= mostKept) break;
      this.#known.delete(oldest);
    }
  }

  #sourceOf(scanId: string): AssessedSource | null {
    return readable(this.#parts.pictures.source(scanId));
  }

  #file(scanId: string): string {
    return path.join(this.#parts.folder, `${path.basename(scanId)}.json`);
  }

  /** What a crash, a hand or another version of the arithmetic left is made again. */
  async #kept(scanId: string): Promise<AssessmentState | null> {
    try {
      const assessment = assessmentView.parse(JSON.parse(await readFile(this.#file(scanId), 'utf8')));
      if (assessment.version !== assessmentVersion) return null;
      const done = { state: 'done', assessment } as const;
      this.#remember(scanId, done);
      return done;
    } catch {
      return null;
    }
  }

  async #keep(scanId: string, assessment: AssessmentView): Promise<void> {
    const { folder, log } = this.#parts;
    const file = this.#file(scanId);
    try {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      const half = `${file}.${randomUUID()}`;
      await writeFile(half, JSON.stringify(assessment));
      await rename(half, file);
    } catch (fault) {
      log.warn({ err: fault, file }, 'an assessment could not be kept');
    }
  }
}

/** A scan that is still received says nothing yet: half a truck has half its mass. */
function readable(source: PictureSource | null): AssessedSource | null {
  if (source === null) return null;
  if (source.kind === 'archive') return { kind: 'archive', files: source.files };
  return source.follow ? null : { kind: 'strips', path: source.file };
}
