import { closeSync, openSync, renameSync, rmSync, statSync, writeSync } from 'node:fs';
import path from 'node:path';
import pino, { type Logger } from 'pino';

export type { Logger } from 'pino';

const bytesPerFile = 5 * 1024 * 1024;
const filesKept = 5;

/** Writes JSON lines to `station.log` in `folder`; at 5 MB it becomes `station.1.log`, and five are kept. */
export function openLog(folder: string): Logger {
  return pino({ base: null, timestamp: pino.stdTimeFunctions.isoTime }, new RotatingFile(folder, 'station'));
}

/** For tests and tools that keep no log. */
export function noLog(): Logger {
  return pino({ enabled: false });
}

/** A log must never stop the post: what cannot be written (a full disk) is dropped, and the next line tries again. */
class RotatingFile {
  readonly #folder: string;
  readonly #name: string;
  #file: number | null = null;
  #bytes = 0;

  constructor(folder: string, name: string) {
    this.#folder = folder;
    this.#name = name;
  }

  write(line: string): void {
    try {
      if (this.#bytes >= bytesPerFile) this.#rotate();
      this.#file ??= this.#open();
      this.#bytes += writeSync(this.#file, line);
    } catch {
      this.#close();
    }
  }

  #open(): number {
    const file = openSync(this.#path(0), 'a', 0o600);
    this.#bytes = statSync(this.#path(0)).size;
    return file;
  }

  #rotate(): void {
    this.#close();
    rmSync(this.#path(filesKept - 1), { force: true });
    for (let age = filesKept - 2; age >= 0; age -= 1) {
      try {
        renameSync(this.#path(age), this.#path(age + 1));
      } catch (fault) {
        if ((fault as NodeJS.ErrnoException).code !== 'ENOENT') throw fault;
      }
    }
  }

  #close(): void {
    if (this.#file !== null) closeSync(this.#file);
    this.#file = null;
    this.#bytes = 0;
  }

  #path(age: number): string {
    return path.join(this.#folder, age === 0 ? `${this.#name}.log` : `${this.#name}.${age}.log`);
  }
}
