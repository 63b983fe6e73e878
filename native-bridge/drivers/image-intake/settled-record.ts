import { open, readFile, rename } from 'node:fs/promises';
import { syncFolderOf, systemCode } from '../../imaging/disk.ts';

/**
 * What has been dealt with, so that nothing is read twice: pictures by the SHA-256 of their bytes, files in a folder
 * by their key (name, size, times). One line per entry, appended and flushed; a torn last line is a line that was
 * never written.
 */
export class SettledRecord {
  readonly #file: string;
  readonly #limit: number;
  /** In the order they were settled, which is the order they are forgotten in. */
  readonly #pictures = new Set<string>();
  readonly #keys = new Set<string>();
  #lines = 0;

  private constructor(file: string, limit: number) {
    this.#file = file;
    this.#limit = limit;
  }

  /** `limit`: how many pictures, and how many keys, are remembered. Throws what the file system throws. */
  static async open(file: string, limit = 100_000): Promise<SettledRecord> {
    const record = new SettledRecord(file, limit);
    const text = await readFile(file, 'utf8').catch((error: unknown) => {
      if (systemCode(error) === 'ENOENT') return null;
      throw error;
    });
    const lines = text?.split('\n') ?? [];
    const torn = lines.pop() !== '';
    for (const line of lines) record.#remember(line);
    if (torn || record.#lines > 2 * record.#size) await record.#rewrite();
    return record;
  }

  hasPicture(sha256: string): boolean {
    return this.#pictures.has(sha256);
  }

  hasKey(key: string): boolean {
    return this.#keys.has(key);
  }

  /** Resolves when the entry would outlive a power cut. */
  async settle({ sha256, key }: { readonly sha256?: string; readonly key?: string }): Promise<void> {
    const lines = [
      ...(sha256 !== undefined && !this.#pictures.has(sha256) ? [`s${sha256}`] : []),
      ...(key !== undefined && !this.#keys.has(key) ? [`k${key}`] : []),
    ];
    if (lines.length === 0) return;
    const handle = await open(this.#file, 'a');
    try {
      await handle.appendFile(`${lines.join('\n')}\n`);
      await handle.sync();
    } finally {
      await handle.close();
    }
    for (const line of lines) this.#remember(line);
    if (this.#lines > 2 * this.#limit + 2 * this.#size) await this.#rewrite();
  }

  get #size(): number {
    return this.#pictures.size + this.#keys.size;
  }

  #remember(line: string): void {
    const known = line.startsWith('s') ? this.#pictures : line.startsWith('k') ? this.#keys : null;
    if (known === null) return;
    this.#lines++;
    known.add(line.slice(1));
    if (known.size > this.#limit) known.delete(known.values().next().value as string);
  }

  /** Leaves out what is forgotten. */
  async #rewrite(): Promise<void> {
    const fresh = `${this.#file}.new`;
    const handle = await open(fresh, 'w');
    try {
      const lines = [
        ...[...this.#pictures].map((sha256) => `s${sha256}\n`),
        ...[...this.#keys].map((key) => `k${key}\n`),
      ];
      await handle.writeFile(lines.join(''));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(fresh, this.#file);
    await syncFolderOf(this.#file);
    this.#lines = this.#size;
  }
}
