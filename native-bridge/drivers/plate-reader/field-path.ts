/**
 * What lies at a path of names joined by dots: `reading.plate.@text`. A list without a number takes its first, an
 * element with attributes its text. Only a document's own properties are seen; undefined where there is none.
 */
export function lookUp(document: unknown, path: string): string | number | undefined {
  if (path === '') return undefined;
  let here: unknown = document;
  for (const name of path.split('.')) {
    if (Array.isArray(here) && !/^\d{1,6}$/.test(name)) here = here[0];
    if (typeof here !== 'object' || here === null || !Object.hasOwn(here, name)) return undefined;
    here = (here as Record<string, unknown>)[name];
  }
  return plain(here);
}

function plain(value: unknown): string | number | undefined {
  if (Array.isArray(value)) return plain(value[0]);
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return value;
  // A reader that has read nothing may say so with null.
  if (value === null) return '';
  if (typeof value === 'object' && Object.hasOwn(value, '#text')) {
    return plain((value as Record<string, unknown>)['#text']);
  }
  return undefined;
}
