import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { pause, type Timers } from '../../native-bridge/transport/timers.ts';
import type { DeviceConfig } from '../api/device-inputs.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { diskFault } from '../data-folder/disk-faults.ts';
import { StationError } from '../errors.ts';
import type { Journal } from '../journal/journal.ts';
import type { Logger } from '../log.ts';
import { type PreparedFile, prepareFile, sweepPrepared } from './atomic-file.ts';
import { type DriverKinds, deviceInvalid, invalid, type PostConfig, parseConfig } from './config.ts';
import { type ConfigChange, configChange } from './config-changes.ts';
import { withoutSecrets } from './secrets.ts';

/** Why the file on the disk is not what is in force. */
export interface ConfigProblem {
  /** `line 3, column 12 (devices.0.link)`. */
  readonly place: string;
  readonly reason: string;
}

export interface ReadConfig {
  /** The one in force. */
  readonly config: PostConfig;
  /** What is written in it. */
  readonly text: string;
  readonly problem: ConfigProblem | null;
  /** The last good one of a former run; null when there was none, or none that is good today. */
  readonly before: PostConfig | null;
}

const mostBytes = 1_000_000;
const lookMs = 2_000;

/**
 * Reads `config.json` of a data folder; a missing file means every default. When it is bad, the last good one
 * (`config.last-good.json`) is in force, and the problem is said beside it. Never writes.
 * Throws StationError CONFIG_INVALID for a bad file where there is no good one.
 */
export async function readConfig(folder: string, kinds: DriverKinds): Promise<ReadConfig> {
  const file = path.join(folder, 'config.json');
  const good = await readGood(folder, kinds);
  const before = good?.config ?? null;
  try {
    const text = (await textOf(file)) ?? '{}';
    return { config: await parseConfig(text, file, kinds), text, problem: null, before };
  } catch (fault) {
    if (good === null || !isMistake(fault)) throw fault;
    return { ...good, problem: problemOf(fault), before };
  }
}

export interface ConfigFileOptions {
  readonly folder: string;
  readonly kinds: DriverKinds;
  readonly read: ReadConfig;
  readonly journal: Pick<Journal, 'append'>;
  readonly timers: Timers;
  readonly log: Logger;
  /** Throws where a change must wait: a device is busy. Only what an officer changes is asked about. */
  readonly refuse: (next: PostConfig) => void;
  /** Puts a configuration into force. */
  readonly apply: (config: PostConfig) => void;
}

/** The post's configuration while the station runs: taken from the file whenever it changes, and written into it. */
export class ConfigFile {
  readonly file: string;
  readonly #options: ConfigFileOptions;
  readonly #closing = new AbortController();
  #config: PostConfig;
  #text: string;
  #problem: ConfigProblem | null;
  /** Of the file as it was last judged. */
  #judged = '';
  /** Of a file that differs from it, and is judged if it looks the same once more: an editor may still be writing. */
  #noticed = '';
  /** Commands that were carried out: a double click is one command. */
  readonly #done = new Set<string>();
  /** One thing at a time is done to the file. */
  #turn: Promise<unknown> = Promise.resolve();
  #watching: Promise<void> = Promise.resolve();

  constructor(options: ConfigFileOptions) {
    this.#options = options;
    this.file = path.join(options.folder, 'config.json');
    this.#config = options.read.config;
    this.#text = options.read.text;
    this.#problem = options.read.problem;
  }

  get config(): PostConfig {
    return this.#config;
  }

  get problem(): ConfigProblem | null {
    return this.#problem;
  }

  /** Puts on record what the start found, keeps it as the last good one, and watches the file from now on. */
  async start(): Promise<void> {
    const { read, folder } = this.#options;
    const { before, problem } = read;
    for (const file of [this.file, goodFile(folder)]) await sweepPrepared(file);
    this.#judged = (await this.#look()).mark;
    if (problem) this.#recordRefusal(problem);
    else {
      if (before) await this.#recordFile(before, this.#config, 'config');
      await this.#keepAsGood();
    }
    this.#watching = this.#watch();
  }

  /**
   * Changes the devices as `edit` says, in the file and in force, and journals it. The whole configuration is checked
   * first. Throws StationError DEVICE_CONFIG_INVALID naming the field, DISK_FULL, and what `edit` and `refuse` throw;
   * then nothing has changed.
   */
  change(
    order: ConfigOrder,
    edit: (devices: readonly DeviceConfig[]) => readonly DeviceConfig[],
  ): Promise<void> {
    return this.#inTurn(async () => {
      if (this.#done.has(order.commandId)) return;
      await this.#judge(await this.#look());
      const { kinds, refuse } = this.#options;
      const written = JSON.parse(this.#text.replace(/^\uFEFF/, '')) as Record<string, unknown>;
      const text = `${JSON.stringify({ ...written, devices: edit(this.#config.devices) }, null, 2)}\n`;
      const next = await parseConfig(text, this.file, kinds).catch((fault: unknown) => {
        if (!isMistake(fault)) throw fault;
        throw deviceInvalid(String(fault.details.field ?? ''), String(fault.details.reason), fault);
      });
      refuse(next);
      const { by, subject } = order;
      if (configChange(this.#config, next)) await this.#write(next, text, { by, subject });
      this.#done.add(order.commandId);
      if (this.#done.size > 500)
        for (const oldest of [...this.#done].slice(0, 100)) this.#done.delete(oldest);
    });
  }

  /** Looks at the file now and takes it as it is. For tests, and for who knows that it is whole. */
  reread(): Promise<void> {
    return this.#inTurn(async () => this.#judge(await this.#look()));
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#watching;
    await this.#turn;
  }

  async #watch(): Promise<void> {
    const { timers, log } = this.#options;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      await pause(timers, lookMs, signal);
      if (signal.aborted) return;
      await this.#inTurn(async () => {
        const seen = await this.#look();
        const settled = seen.mark === this.#noticed;
        this.#noticed = seen.mark;
        if (settled) await this.#judge(seen);
      }).catch((fault: unknown) => log.error({ err: fault }, 'the configuration could not be looked at'));
    }
  }

  async #look(): Promise<Seen> {
    try {
      const text = await textOf(this.file);
      const mark = text === null ? 'none' : createHash('sha256').update(text).digest('hex');
      return { mark, text, fault: null };
    } catch (fault) {
      if (!isMistake(fault)) throw fault;
      return { mark: String(fault.details.reason), text: null, fault };
    }
  }

  async #judge({ mark, text, fault }: Seen): Promise<void> {
    if (mark === this.#judged) return;
    this.#judged = mark;
    try {
      if (fault) throw fault;
      // At a start a missing file means the defaults; in a running post it is more likely a slip.
      if (text === null) throw invalid(this.file, 'the file', 'it is gone', null);
      const next = await parseConfig(text, this.file, this.#options.kinds);
      this.#problem = null;
      const before = this.#config;
      this.#config = next;
      this.#text = text;
      await this.#recordFile(before, next, 'config');
      await this.#keepAsGood();
      this.#options.apply(next);
    } catch (found) {
      if (!isMistake(found)) throw found;
      this.#problem = problemOf(found);
      this.#recordRefusal(this.#problem);
    }
  }

  async #write(
    next: PostConfig,
    text: string,
    { by, subject }: Pick<ConfigOrder, 'by' | 'subject'>,
  ): Promise<void> {
    const { journal, log, apply, folder } = this.#options;
    const before = this.#config;
    let prepared: PreparedFile | null = null;
    try {
      if (this.#problem) await this.#setAside();
      prepared = await prepareFile(this.file, text);
      const change = await this.#recordable(before, next);
      journal.append([
        { actor: by.id, kind: 'config.changed', subject, body: { by: by.serviceNumber, ...change } },
      ]);
      try {
        await prepared.commit();
      } catch (fault) {
        await this.#recordFile(next, before, subject);
        throw fault;
      }
    } catch (fault) {
      await prepared?.discard().catch(() => {});
      throw fault instanceof StationError ? fault : (diskFault(fault, folder) ?? fault);
    }
    this.#config = next;
    this.#text = text;
    this.#problem = null;
    this.#judged = createHash('sha256').update(text).digest('hex');
    this.#noticed = this.#judged;
    await this.#keepAsGood();
    log.info({ by: by.serviceNumber, subject }, 'the configuration was changed');
    apply(next);
  }

  /** A bad file may be somebody's work of an hour: it is kept before another takes its place. */
  async #setAside(): Promise<void> {
    const bad = await readFile(this.file, 'utf8').catch(() => null);
    if (bad === null) return;
    const kept = await prepareFile(path.join(this.#options.folder, 'config.refused.json'), bad);
    await kept.commit();
  }

  /** Without it the next start has nothing to fall back on, but this run has what it needs. */
  async #keepAsGood(): Promise<void> {
    const file = goodFile(this.#options.folder);
    try {
      const kept = await readFile(file, 'utf8').catch(() => null);
      // A post that never had a file needs none: the defaults are always good.
      if (kept === this.#text || (kept === null && this.#judged === 'none')) return;
      await (await prepareFile(file, this.#text)).commit();
    } catch (fault) {
      this.#options.log.error({ err: fault }, 'the last good configuration could not be kept');
    }
  }

  async #recordFile(before: PostConfig, after: PostConfig, subject: string): Promise<void> {
    const change = await this.#recordable(before, after);
    if (!change) return;
    this.#append({ actor: 'station', kind: 'config.changed', subject, body: { by: 'file', ...change } });
  }

  /** What has changed, as the journal may know it. */
  async #recordable(before: PostConfig, after: PostConfig): Promise<ConfigChange | null> {
    const change = configChange(before, after);
    if (!change?.after.devices) return change;
    const { kinds } = this.#options;
    const devices = (part: ConfigChange['after']) => withoutSecrets(part.devices as DeviceConfig[], kinds);
    return {
      before: { ...change.before, devices: await devices(change.before) },
      after: { ...change.after, devices: await devices(change.after) },
    };
  }

  #recordRefusal({ place, reason }: ConfigProblem): void {
    this.#append({ actor: 'station', kind: 'config.refused', subject: 'config', body: { place, reason } });
  }

  #append(entry: Parameters<Journal['append']>[0][number]): void {
    try {
      this.#options.journal.append([entry]);
    } catch (fault) {
      this.#options.log.error(
        { err: fault, entry },
        'an entry about the configuration could not be journaled',
      );
    }
  }

  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#turn.then(work);
    this.#turn = done.catch(() => {});
    return done;
  }
}

/** What the file holds (null: it is not there), and a mark that changes with it. */
interface Seen {
  readonly mark: string;
  readonly text: string | null;
  readonly fault: StationError | null;
}

export interface ConfigOrder {
  readonly commandId: string;
  readonly by: Pick<Officer, 'id' | 'serviceNumber'>;
  /** The device's id. */
  readonly subject: string;
}

/** null when there is no such file. Throws StationError CONFIG_INVALID when it cannot be read. */
async function textOf(file: string): Promise<string | null> {
  try {
    if ((await stat(file)).size > mostBytes) {
      throw invalid(file, 'the file', `it is larger than ${mostBytes} bytes`, null);
    }
    return await readFile(file, 'utf8');
  } catch (fault) {
    if ((fault as NodeJS.ErrnoException).code === 'ENOENT') return null;
    throw fault instanceof StationError ? fault : invalid(file, 'the file', 'it cannot be read', fault);
  }
}

async function readGood(folder: string, kinds: DriverKinds) {
  const file = goodFile(folder);
  try {
    const text = await textOf(file);
    return text === null ? null : { config: await parseConfig(text, file, kinds), text };
  } catch (fault) {
    if (isMistake(fault)) return null;
    throw fault;
  }
}

function goodFile(folder: string): string {
  return path.join(folder, 'config.last-good.json');
}

function isMistake(fault: unknown): fault is StationError {
  return fault instanceof StationError && fault.code === 'CONFIG_INVALID';
}

function problemOf({ details }: StationError): ConfigProblem {
  return { place: String(details.place), reason: String(details.reason) };
}
