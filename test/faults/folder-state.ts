import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';

/** Every file below a folder with its SHA-256, but for the log and the lock, which change with every start. */
export function folderState(folder: string): Record<string, string> {
  const state: Record<string, string> = {};
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort()) {
    const file = path.join(folder, name);
    if (name.startsWith('logs') || name.startsWith('instance.lock') || !statSync(file).isFile()) continue;
    state[name] = createHash('sha256').update(readFileSync(file)).digest('hex');
  }
  return state;
}
