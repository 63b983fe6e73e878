import { getCompileCacheDir } from 'node:module';
import path from 'node:path';

/**
 * The environment of a worker thread: this process's. A thread that finds compiled what others compiled takes a third of
 * the processor to start, and a third less memory.
 */
export function threadEnvironment(): NodeJS.ProcessEnv {
  // As it is named, it has a folder of this version of Node below the one to ask for.
  const folder = getCompileCacheDir();
  return { ...process.env, ...(folder !== undefined && { NODE_COMPILE_CACHE: path.dirname(folder) }) };
}
