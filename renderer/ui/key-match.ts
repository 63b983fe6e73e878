/** What of a keyboard event matters. */
export interface KeyPress {
  readonly code: string;
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly metaKey: boolean;
}

/**
 * Whether a press is the key of an action, written as people read it: `F5`, `Shift+F2`, `Ctrl+K`, `I`, `[`, `?`.
 * Letters and signs go by their place on the keyboard, so they work with Cyrillic letters switched on; `?` and `+`
 * also by the sign typed, because their place differs between layouts.
 */
export function matchesKey(press: KeyPress, key: string): boolean {
  const { name, ctrl, alt, shift } = parseKey(key);
  if (press.metaKey || press.ctrlKey !== ctrl || press.altKey !== alt) return false;
  if (typedSigns.has(name) && press.key === name) return true;
  const wanted = placeOf(name);
  return press.shiftKey === (shift || wanted.shift) && wanted.codes.includes(press.code);
}

/** Whether the press writes or edits text where the focus is, so that it must be left to the field. */
export function writesText(press: KeyPress): boolean {
  const isPlain = !press.ctrlKey && !press.altKey && !press.metaKey;
  return isPlain && ([...press.key].length === 1 || editing.has(press.key));
}

const editing = new Set([
  'Backspace',
  'Delete',
  'Home',
  'End',
  'ArrowLeft',
  'ArrowRight',
  'ArrowUp',
  'ArrowDown',
]);

interface Place {
  readonly codes: readonly string[];
  readonly shift: boolean;
}

const typedSigns = new Set(['?', '+', '-']);

const places: Readonly<Record<string, Place>> = {
  '?': { codes: ['Slash'], shift: true },
  '[': { codes: ['BracketLeft'], shift: false },
  ']': { codes: ['BracketRight'], shift: false },
  ',': { codes: ['Comma'], shift: false },
  '.': { codes: ['Period'], shift: false },
  '+': { codes: ['Equal', 'NumpadAdd'], shift: false },
  '-': { codes: ['Minus', 'NumpadSubtract'], shift: false },
  '↑': { codes: ['ArrowUp'], shift: false },
  '↓': { codes: ['ArrowDown'], shift: false },
  '←': { codes: ['ArrowLeft'], shift: false },
  '→': { codes: ['ArrowRight'], shift: false },
  Enter: { codes: ['Enter', 'NumpadEnter'], shift: false },
  Esc: { codes: ['Escape'], shift: false },
};

function placeOf(name: string): Place {
  if (/^[A-Z]$/.test(name)) return { codes: [`Key${name}`], shift: false };
  if (/^\d$/.test(name)) return { codes: [`Digit${name}`, `Numpad${name}`], shift: false };
  return places[name] ?? { codes: [name], shift: false };
}

function parseKey(key: string): { name: string; ctrl: boolean; alt: boolean; shift: boolean } {
  // A lone `+` is a key of its own, and so is the one after a last separator.
  const parts = key === '+' ? ['+'] : key.split(/\+(?=.)/);
  const name = parts.at(-1) ?? '';
  return {
    name,
    ctrl: parts.slice(0, -1).includes('Ctrl'),
    alt: parts.slice(0, -1).includes('Alt'),
    shift: parts.slice(0, -1).includes('Shift'),
  };
}
