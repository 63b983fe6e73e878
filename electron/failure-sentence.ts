import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';

const catalogue = z.record(z.string(), z.unknown());

export interface Failure {
  readonly code: string;
  /** English; for a code or a language that the catalogue does not have. */
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The sentence for a failure before there is a screen, in the system's language, from `localesFolder/LANGUAGE/errors.json`. */
export async function failureSentence(
  failure: Failure,
  localesFolder: string,
  locale: string,
): Promise<string> {
  const language = locale.split('-')[0] ?? 'en';
  try {
    const file = path.join(localesFolder, path.basename(language), 'errors.json');
    const sentence = catalogue.parse(JSON.parse(await readFile(file, 'utf8')))[failure.code];
    if (typeof sentence !== 'string') return failure.message;
    return sentence.replaceAll(/\{\{\s*(\w+)\s*\}\}/g, (all, name: string) =>
      String(failure.details[name] ?? all),
    );
  } catch {
    return failure.message;
  }
}
