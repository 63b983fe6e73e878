import fs, { type FileHandle } from 'node:fs/promises';
import { syncBuiltinESMExports } from 'node:module';

/**
 * Makes this process's changes to the disk stop for ever at the `last`-th, as a kill at that moment would: what was
 * asked before is done, what is asked after never answers. `tidy` puts all back as it was.
 */
export async function killDiskAfter(last: number, probe: string): Promise<KilledDisk> {
  let done = 0;
  const handles = new Set<FileHandle>();
  const dead = Promise.withResolvers<void>();
  const handle = await fs.open(probe, 'w');
  const ofHandles = Object.getPrototypeOf(handle) as Record<string, unknown>;
  await handle.close();
  const undo: (() => void)[] = [];
  const replace = (target: Record<string, unknown>, name: string, counts: (args: unknown[]) => boolean) => {
    const original = target[name] as (...args: unknown[]) => Promise<unknown>;
    target[name] = function (this: unknown, ...args: unknown[]) {
      if (counts(args) && ++done > last) {
        dead.resolve();
        return new Promise(() => {});
      }
      const result = original.apply(this, args);
      if (name === 'open') void result.then((opened) => handles.add(opened as FileHandle)).catch(() => {});
      return result;
    };
    undo.push(() => {
      target[name] = original;
    });
  };
  for (const name of ['rename', 'rm', 'mkdir']) replace(fs as never, name, () => true);
  replace(fs as never, 'open', (args) => args[1] === 'w' || args[1] === 'wx' || args[1] === 'a');
  for (const name of ['write', 'writeFile', 'appendFile', 'sync']) replace(ofHandles, name, () => true);
  syncBuiltinESMExports();
  return {
    step: async () => {
      if (++done <= last) return;
      dead.resolve();
      await new Promise(() => {});
    },
    dead: dead.promise,
    tidy: async () => {
      for (const each of undo) each();
      syncBuiltinESMExports();
      for (const each of handles) await each.close().catch(() => {});
    },
  };
}

export interface KilledDisk {
  /** Resolves when the moment has come. */
  readonly dead: Promise<void>;
  /** A moment between two changes at which the kill may come as well. */
  step(): Promise<void>;
  tidy(): Promise<void>;
}
