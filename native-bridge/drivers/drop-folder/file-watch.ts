/** A file of the watched folder as one look at the folder saw it. */
export interface SeenFile {
  /** The name to open it by; unique in the folder. */
  readonly id: string;
  /** Changes whenever name, size, time of change or identity do. */
  readonly key: string;
  /** Stays when a file is renamed, and is no other file's; empty where the system has none. */
  readonly identity: string;
  readonly bytes: number;
}

export interface FileWatchSettings {
  /** A file is whole when it has not changed for so long. */
  readonly stableMs: number;
  /** An empty file is most often one that is about to be filled. */
  readonly emptyMs: number;
}

interface Look {
  readonly key: string;
  readonly since: number;
  readonly renamed: boolean;
}

/**
 * Tells whole files from those that are still being written, by what several looks saw and by monotonic time: the
 * clocks of the computer and of the share may jump as they like.
 */
export class FileWatch {
  readonly #settings: FileWatchSettings;
  #seen = new Map<string, Look>();
  /**
   * Identities of files under names that writers use while they write, from the last look and the one before: a look
   * that takes place during the renaming may see neither name.
   */
  #unfinished: readonly ReadonlySet<string>[] = [];

  constructor(settings: FileWatchSettings) {
    this.#settings = settings;
  }

  /**
   * `files`: the whole listing but for `unfinished`, the identities of those under a temporary name (`.part`). Returns
   * the files that are whole: unchanged for long enough over at least two looks, or renamed from a temporary name,
   * which is how a careful writer says that it is done.
   */
  look(files: readonly SeenFile[], unfinished: ReadonlySet<string>, now: number): SeenFile[] {
    const seen = new Map<string, Look>();
    const whole: SeenFile[] = [];
    for (const file of files) {
      const before = this.#seen.get(file.id);
      if (before !== undefined && before.key === file.key) {
        seen.set(file.id, before);
        const needed = file.bytes === 0 ? this.#settings.emptyMs : this.#settings.stableMs;
        if (before.renamed || now - before.since >= needed) whole.push(file);
      } else {
        const renamed =
          before === undefined &&
          file.identity !== '' &&
          this.#unfinished.some((each) => each.has(file.identity));
        seen.set(file.id, { key: file.key, since: now, renamed });
        if (renamed) whole.push(file);
      }
    }
    this.#seen = seen;
    this.#unfinished = [unfinished, ...this.#unfinished.slice(0, 1)];
    return whole;
  }
}
