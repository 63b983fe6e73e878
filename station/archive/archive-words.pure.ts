import type { ArchiveSearch } from '../api/archive-inputs.pure.ts';
import type { FindingCategory } from '../api/examination-record.pure.ts';
import type { DecisionKind, ExaminationOutcome, Truck } from '../api/views.pure.ts';
import { normalisePlate } from '../visits/identifiers.pure.ts';

/** Letters of a word that are told apart; what is longer is found by its beginning. */
const longestWord = 40;

/**
 * The words of a text in the one form they are kept and looked for in: lower case, ё as е, Latin letters without their
 * accents; letters and digits only.
 */
export function wordsOf(text: string): string[] {
  // Nothing of ASCII is decomposed or composed: most texts are of it, and need only a small part of the work.
  if (/^[\0-\x7f]*$/.test(text))
    return (text.toLowerCase().match(/[a-z0-9]+/g) ?? []).map((word) => word.slice(0, longestWord));
  const folded = text
    .normalize('NFKD')
    .replaceAll(/(\p{Script=Latin})\p{M}+/gu, '$1')
    .normalize('NFKC')
    .toLowerCase()
    .replaceAll('ё', 'е');
  return (folded.match(/[\p{L}\p{N}]+/gu) ?? []).map((word) => [...word].slice(0, longestWord).join(''));
}

/** Entries say the words people wrote in fields of these names, whatever the kind of entry. */
const wordFields: ReadonlySet<string> = new Set([
  'goods',
  'declaration',
  'seals',
  'reason',
  'note',
  'summary',
  'opened',
  'place',
]);
/** And their service numbers in these. */
const officerFields: ReadonlySet<string> = new Set(['by', 'serviceNumber']);

/** Every word that people have written into the body of an entry. */
export function wordsIn(body: unknown): string[] {
  return textsIn(body, wordFields).flatMap(wordsOf);
}

/** Service numbers of the officers that the body of an entry names as those who did it. */
export function officersIn(body: unknown): string[] {
  return textsIn(body, officerFields);
}

/**
 * What a truck's numbers are found by: each of them whole, and from each change between letters and digits on, so that
 * `123ABC` finds 01KG123ABC.
 */
export function plateWords({ plate, trailerPlate, container }: Truck): string[] {
  const numbers = [plate, trailerPlate, container].map((number) => plateWord(number ?? ''));
  return unique(numbers.flatMap(endings));
}

/** The form in which a plate or a container number is kept and looked for. */
function plateWord(number: string): string {
  return wordsOf(normalisePlate(number).normalised).join('');
}

function endings(number: string): string[] {
  const groups = number.match(/\p{N}+|\P{N}+/gu) ?? [];
  return groups.map((_, from) => groups.slice(from).join('')).filter((word) => [...word].length > 1);
}

/** What is said of a visit by one word of a known list. */
export interface Facets {
  readonly decision: DecisionKind | null;
  readonly outcome: ExaminationOutcome | null;
  /** What an examination found. */
  readonly found: readonly FindingCategory[];
  readonly officers: readonly string[];
}

export function facetWords({ decision, outcome, found, officers }: Facets): string[] {
  return unique([
    ...(decision === null ? [] : [decisionWord(decision)]),
    ...(outcome === null ? [] : [outcomeWord(outcome)]),
    ...found.map(foundWord),
    ...officers.map(officerWord),
  ]);
}

/**
 * The question to the archive's index (an FTS5 expression): every word must begin a word of its field. Null where the
 * question asks for nothing of the kind, `nothing` where it cannot be met. A word that begins the name of something an
 * examination can find (`categoriesOf`) also asks for the visits where that was found. Where all words that begin so are
 * known (`wordsBeginning`), they are asked for: what has them is then read no further than it is shown.
 */
export function questionOf(
  search: ArchiveSearch,
  {
    categoriesOf = () => [],
    wordsBeginning = () => null,
  }: {
    readonly categoriesOf?: (word: string) => readonly FindingCategory[];
    readonly wordsBeginning?: (word: string) => readonly string[] | null;
  } = {},
): string | null | 'nothing' {
  const { plate, container, goods, text, officer, decision, outcome } = search;
  const asked = (said: string | undefined, term: (word: string) => string, words: readonly string[]) => {
    if (said === undefined || said.trim() === '') return [];
    return words.length === 0 ? [null] : words.map(term);
  };
  const begun = (word: string) => beginning(word, wordsBeginning(word));
  const within = (column: string) => (word: string) => `${column} : ${begun(word)}`;
  const terms = [
    ...asked(plate, within('plates'), [plateWord(plate ?? '')].filter(Boolean)),
    ...asked(container, within('plates'), [plateWord(container ?? '')].filter(Boolean)),
    ...asked(goods, within('goods_words'), unique(wordsOf(goods ?? ''))),
    ...asked(text, (word) => anywhere(begun(word), categoriesOf(word)), unique(wordsOf(text ?? ''))),
    ...(officer === undefined || officer.trim() === '' ? [] : [`facets : "${officerWord(officer)}"`]),
    ...(decision === undefined ? [] : [`facets : "${decisionWord(decision)}"`]),
    ...(outcome === undefined ? [] : [`facets : "${outcomeWord(outcome)}"`]),
  ];
  if (terms.includes(null)) return 'nothing';
  return terms.length === 0 ? null : terms.join(' AND ');
}

// The first letter says which list a word is of: a service number may be written like anything.
function decisionWord(decision: DecisionKind): string {
  return `d${wordsOf(decision).join('')}`;
}

function outcomeWord(outcome: ExaminationOutcome): string {
  return `x${outcome}`;
}

function foundWord(category: FindingCategory): string {
  return `f${category.toLowerCase()}`;
}

/** `words`: all there are; null: not known. */
function beginning(word: string, words: readonly string[] | null): string {
  if (words === null) return `"${word}" *`;
  return words.length === 0 ? `"${word}"` : `(${words.map((each) => `"${each}"`).join(' OR ')})`;
}

function anywhere(written: string, categories: readonly FindingCategory[]): string {
  const said = `{plates goods_words words} : ${written}`;
  if (categories.length === 0) return said;
  return `(${[said, ...categories.map((category) => `facets : "${foundWord(category)}"`)].join(' OR ')})`;
}

function officerWord(serviceNumber: string): string {
  const signs = [...serviceNumber.trim().normalize('NFKC').toLowerCase()];
  return `o${signs.map((sign) => (/[a-z0-9]/.test(sign) ? sign : `z${sign.codePointAt(0)}z`)).join('')}`;
}

function textsIn(value: unknown, names: ReadonlySet<string>, wanted = false): string[] {
  if (typeof value === 'string') return wanted ? [value] : [];
  if (Array.isArray(value)) return value.flatMap((one) => textsIn(one, names, wanted));
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([name, inner]) => textsIn(inner, names, names.has(name)));
}

export function unique<Word extends string>(words: readonly Word[]): Word[] {
  return [...new Set(words)];
}
