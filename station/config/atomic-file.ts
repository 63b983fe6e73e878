import { randomUUID } from 'node:crypto';
import { open, readdir, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { syncFolderOf } from '../../native-bridge/imaging/disk.ts';

/** A file's next content, on the disk beside it and not in its place yet. */
export interface PreparedFile {
  /** Puts it in its place: whatever happens, the file is as it was or as it is to be. */
  commit(): Promise<void>;
  discard(): Promise<void>;
}

/** Writes `text` beside `file` and has it on the disk when it resolves: what may fail for want of space fails here. */
export async function prepareFile(file: string, text: string): Promise<PreparedFile> {
  const beside = path.join(path.dirname(file), `${prefixOf(file)}${randomUUID()}`);
  const discard = () => rm(beside, { force: true });
  try {
    const handle = await open(beside, 'wx', 0o600);
    try {
      await handle.writeFile(text);
      await handle.sync();
    } finally {
      await handle.close();
    }
  } catch (fault) {
    await discard().catch(() => {});
    throw fault;
  }
  return {
    async commit() {
      await rename(beside, file);
      await syncFolderOf(file);
    },
    discard,
  };
}

/** Removes what a crash left of `prepareFile`. */
export async function sweepPrepared(file: string): Promise<void> {
  const folder = path.dirname(file);
  const left = (await readdir(folder)).filter((name) => name.startsWith(prefixOf(file)));
  for (const name of left) await rm(path.join(folder, name), { force: true });
}

function prefixOf(file: string): string {
  return `.${path.basename(file)}-`;
}
