/**
 * Where something stands in a JSON text: `line 3, column 12`. `path` leads to a value; with `key`, to that key of the
 * object there. What is not there is looked for no deeper than its parent, whose place it gets. The text must be right JSON.
 */
export function placeInJson(text: string, path: readonly PropertyKey[], key?: string): string {
  let at = skipSpace(text, text.startsWith('\uFEFF') ? 1 : 0);
  for (const step of path) {
    const found = memberOf(text, at, step);
    if (found === null) return lineAndColumn(text, at);
    at = found.value;
  }
  const named = key === undefined ? null : memberOf(text, at, key);
  return lineAndColumn(text, named?.key ?? at);
}

export function lineAndColumn(text: string, offset: number): string {
  const lines = text.slice(0, offset).split('\n');
  return `line ${lines.length}, column ${(lines.at(-1)?.length ?? 0) + 1}`;
}

/** Where a member of the object or array at `at` begins. Of a key that is there twice JSON takes the last. */
function memberOf(text: string, at: number, step: PropertyKey): { key: number; value: number } | null {
  const opening = text[at];
  if (opening !== '{' && opening !== '[') return null;
  let found: { key: number; value: number } | null = null;
  let here = skipSpace(text, at + 1);
  for (let index = 0; text[here] !== '}' && text[here] !== ']' && here < text.length; index += 1) {
    const key = here;
    let name: PropertyKey = index;
    if (opening === '{') {
      const end = skipString(text, here);
      name = String(JSON.parse(text.slice(here, end)));
      here = skipSpace(text, skipSpace(text, end) + 1);
    }
    if (String(name) === String(step)) found = { key, value: here };
    here = skipSpace(text, skipValue(text, here));
    if (text[here] === ',') here = skipSpace(text, here + 1);
  }
  return found;
}

function skipValue(text: string, at: number): number {
  let here = at;
  let depth = 0;
  do {
    const letter = text[here];
    if (letter === '"') here = skipString(text, here);
    else if (letter === '{' || letter === '[') {
      depth += 1;
      here += 1;
    } else if (letter === '}' || letter === ']') {
      depth -= 1;
      here += 1;
    } else if (depth > 0) here += 1;
    else while (here < text.length && !/[\s,\]}]/.test(text[here] ?? '')) here += 1;
  } while (depth > 0 && here < text.length);
  return here;
}

function skipString(text: string, at: number): number {
  let here = at + 1;
  while (here < text.length && text[here] !== '"') here += text[here] === '\\' ? 2 : 1;
  return here + 1;
}

function skipSpace(text: string, at: number): number {
  let here = at;
  while (/[ \t\r\n]/.test(text[here] ?? '')) here += 1;
  return here;
}
