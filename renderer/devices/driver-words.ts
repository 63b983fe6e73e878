import i18next from 'i18next';

/** What a kind of driver is called; one that has no word in the catalogue keeps its own name. */
export function driverWord(driver: string): string {
  return wordOf(`devices:drivers.${driver}`) ?? driver;
}

/**
 * The title or the description of a setting in the person's language: the catalogue's, or else what the driver says
 * of itself (English).
 */
export function settingWord(
  driver: string,
  path: string,
  kind: 'title' | 'description',
  said: string | null,
): string | null {
  return wordOf(`settings:drivers.${driver}.${keyOf(path)}.${kind}`) ?? said;
}

/** A choice of a setting in the person's language; one that has no word keeps its own. */
export function choiceWord(driver: string, path: string, choice: string | number | boolean): string {
  return wordOf(`settings:drivers.${driver}.${keyOf(path)}.choices.${choice}`) ?? String(choice);
}

/** The key of a setting in the catalogue: rows have no number there, and a dot would begin another level. */
function keyOf(path: string): string {
  return path.replace(/[.]\d+(?=[.]|$)/g, '').replaceAll('.', '-');
}

function wordOf(key: string): string | null {
  return i18next.exists(key) ? (i18next.t as (key: string) => string)(key) : null;
}
