import { StationError } from '../errors.ts';

/**
 * Turns what the operating system says of a folder into a sentence with a way out.
 * Returns null for a fault that is not about space or permission.
 */
export function diskFault(fault: unknown, folder: string): StationError | null {
  for (let at: unknown = fault, depth = 0; at instanceof Error && depth < 8; at = at.cause, depth += 1) {
    const sentence = sentences[(at as NodeJS.ErrnoException).code ?? ''];
    if (sentence)
      return new StationError(sentence.code, sentence.say(folder), { cause: fault, details: { folder } });
  }
  return null;
}

const full = {
  code: 'DISK_FULL',
  say: (folder: string) =>
    `The disk of ${folder} is full. Free some space, then start again; nothing was lost.`,
};
const readOnly = {
  code: 'DATA_READ_ONLY',
  say: (folder: string) =>
    `The data folder ${folder} cannot be written. Give this user the right to write there, or name another with --data.`,
};
const notAFolder = {
  code: 'DATA_FOLDER_INVALID',
  say: (folder: string) =>
    `${folder} cannot be the data folder: a part of the path is a file. Name another with --data.`,
};

const sentences: Record<string, { code: string; say: (folder: string) => string }> = {
  ENOSPC: full,
  EDQUOT: full,
  SQLITE_FULL: full,
  EACCES: readOnly,
  EPERM: readOnly,
  EROFS: readOnly,
  SQLITE_READONLY: readOnly,
  SQLITE_READONLY_DIRECTORY: readOnly,
  SQLITE_CANTOPEN: readOnly,
  ENOTDIR: notAFolder,
  EEXIST: notAFolder,
  EISDIR: notAFolder,
};
