/** What is wrong with a container number; each has a sentence in the catalogue. */
export type ContainerFault = 'length' | 'owner' | 'category' | 'serial' | 'check-digit';

export interface ContainerCheck {
  readonly valid: boolean;
  /** Upper case Latin letters and digits, without spaces or punctuation. */
  readonly normalised: string;
  /** Present when not valid: the first thing that is wrong, from left to right. */
  readonly reason?: ContainerFault;
}

/**
 * Checks a container number: three letters of the owner, a category (U freight container, J detachable equipment,
 * Z trailer or chassis), six digits and a check digit.
 */
export function checkContainer(text: string): ContainerCheck {
  const normalised = normalise(text);
  const reason = containerFault(normalised);
  return reason ? { valid: false, normalised, reason } : { valid: true, normalised };
}

/**
 * The check digit for the ten characters before it, by ISO 6346:2022 annex A: letters count from 10, skipping the
 * multiples of 11; each value is weighted by 2 to the power of its place; the remainder by 11, with 10 taken as 0.
 * `body` is four Latin capitals and six digits.
 */
export function containerCheckDigit(body: string): number {
  let sum = 0;
  for (let place = 0; place < 10; place++) sum += containerValue(body.charCodeAt(place)) * 2 ** place;
  return (sum % 11) % 10;
}

/** A container number as it is painted on the box: `CSQU 305438 3`. Anything not valid is given back as it came. */
export function formatContainer(text: string): string {
  const { valid, normalised } = checkContainer(text);
  if (!valid) return text;
  return `${normalised.slice(0, 4)} ${normalised.slice(4, 10)} ${normalised.slice(10)}`;
}

export interface PlateCheck {
  /** Upper case Latin letters and digits, without spaces or punctuation; Cyrillic look-alikes made Latin. */
  readonly normalised: string;
  /** Why an officer should look again. Plates vary by country and year, so a plate is never refused. */
  readonly warnings: readonly PlateWarning[];
}

export type PlateWarning = 'empty' | 'short' | 'long' | 'no-digit' | 'letters-unknown';

/** The one form a plate is stored, compared and searched in. Applying it twice changes nothing more. */
export function normalisePlate(text: string): PlateCheck {
  const normalised = normalise(text);
  const length = [...normalised].length;
  const warnings: PlateWarning[] = [];
  if (length === 0) warnings.push('empty');
  else {
    if (length < 5) warnings.push('short');
    if (length > 10) warnings.push('long');
    if (!/[0-9]/.test(normalised)) warnings.push('no-digit');
    if (!/^[A-Z0-9]*$/.test(normalised)) warnings.push('letters-unknown');
  }
  return { normalised, warnings };
}

function containerFault(number: string): ContainerFault | undefined {
  // As far as it is typed, so that a wrong sign is told at once and not only when the number is long enough.
  if (!/^[A-Z]{0,3}$/.test(number.slice(0, 3))) return 'owner';
  if (!/^[UJZ]?$/.test(number.slice(3, 4))) return 'category';
  if (!/^[0-9]*$/.test(number.slice(4))) return 'serial';
  if (number.length !== 11) return 'length';
  if (containerCheckDigit(number) !== Number(number[10])) return 'check-digit';
  return undefined;
}

function containerValue(code: number): number {
  if (code < 65) return code - 48;
  const plain = code - 65 + 10;
  // 11, 22 and 33 are left out, so every letter past one of them counts one more.
  return plain + Math.floor((plain - 1) / 10);
}

/**
 * Cyrillic capitals that look like a Latin one: the twelve of ГОСТ Р 50577-2018 (Russian plates use only these),
 * and the Kazakh, Ukrainian and Serbian letters that share a Latin shape.
 */
const lookAlikes: Readonly<Record<string, string>> = {
  А: 'A',
  В: 'B',
  Е: 'E',
  К: 'K',
  М: 'M',
  Н: 'H',
  О: 'O',
  Р: 'P',
  С: 'C',
  Т: 'T',
  У: 'Y',
  Х: 'X',
  І: 'I',
  Ү: 'Y',
  Һ: 'H',
  Ј: 'J',
  Ѕ: 'S',
};

/** Decomposed, so that accents and the breve of Й fall away with the punctuation. */
function normalise(text: string): string {
  return [...text.normalize('NFKD').toUpperCase().normalize('NFKD')]
    .map((character) => lookAlikes[character] ?? character)
    .filter((character) => /[\p{L}\p{N}]/u.test(character))
    .join('');
}
