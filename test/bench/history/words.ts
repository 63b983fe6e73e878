/** What made-up trucks carry, and what made-up people write. */

export const goods =
  'Apples,Cement,Steel pipes,Polyethylene granules,Ceramic tiles,Cotton yarn,Flour,Onions,Car parts,Household appliances,Furniture,Frozen chicken,Butter,Dried apricots,Fertiliser,Timber,Glass,Medicines,Clothing,Shoes,Solar panels,Cables,Tyres,Machine tools,Paper,Detergents,Toys,Tea,Sugar,Sunflower oil'.split(
    ',',
  );
export const holdReasons = [
  'Phytosanitary certificate missing',
  'Driver is away',
  'Veterinary control',
  'Seal damaged',
];
export const outOfTurnReasons = ['Live animals', 'Perishable goods', 'Asked for by the police'];
export const referReasons = [
  'Density not as declared',
  'Void in the load',
  'Hidden space in the trailer',
  'Mixed goods',
];

const letters = 'ABCDEFHKLMNOPRSTUXYZ';

/** The plate of the nth truck of a fleet, as it is written in Kazakhstan, Kyrgyzstan or Uzbekistan. */
export function plateOf(truck: number): string {
  const three = pad(truck % 1000, 3);
  const series = [1, 20, 400].map((step) => letters[Math.floor(truck / step) % 20]).join('');
  const region = pad(1 + (Math.floor(truck / 1000) % 20), 2);
  if (truck % 3 === 0) return `${three}${series}${region}`;
  return truck % 3 === 1 ? `${region}KG${three}${series}` : `${region}${series[0]}${three}${series.slice(1)}`;
}

/** The values of C, S, Q and U in ISO 6346: letters count from 10 and skip the multiples of 11. */
const owner = [13, 30, 28, 32];

/** A container number with its check digit (ISO 6346). */
export function containerOf(box: number): string {
  const digits = pad(box % 1_000_000, 6);
  const values = [...owner, ...[...digits].map(Number)];
  const sum = values.reduce((total, value, place) => total + value * 2 ** place, 0);
  return `CSQU${digits}${(sum % 11) % 10}`;
}

export function pick<Item>(items: readonly Item[], share: number): Item {
  return items[Math.min(items.length - 1, Math.floor(share * items.length))] as Item;
}

const hexByte = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

function hex(word: number): string {
  const high = `${hexByte[word >>> 24]}${hexByte[(word >>> 16) & 255]}`;
  return `${high}${hexByte[(word >>> 8) & 255]}${hexByte[word & 255]}`;
}

/** A 32-bit number as another one, each once, and none like its neighbours'. */
function scattered(word: number): number {
  let mixed = word ^ (word >>> 16);
  mixed = Math.imul(mixed, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = Math.imul(mixed, 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** A random UUID (version 4) that is always the same: ids of a post lie nowhere near each other in an index. */
export function idOf(history: number, nth: number, part = 0): string {
  const first = scattered(nth ^ Math.imul(history, 0x9e3779b1));
  const second = scattered(first + Math.imul(part + 1, 0x27d4eb2f));
  const third = scattered(second ^ Math.imul(nth, 0x165667b1));
  const fourth = scattered(third + first);
  const [middle, late] = [hex(second), hex(((third & 0x3fffffff) | 0x80000000) >>> 0)];
  return `${hex(first)}-${middle.slice(0, 4)}-4${middle.slice(5)}-${late.slice(0, 4)}-${late.slice(4)}${hex(fourth)}`;
}

const factors = [
  0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0xd3a2646c, 0xfd7046c5, 0xb55a4f09,
];

/** 64 hex digits that nothing else has. */
export function sumOf(history: number, nth: number, part: number): string {
  let sum = '';
  for (const factor of factors)
    sum += hex((Math.imul(nth + 1, factor) ^ Math.imul(part + history, factor >>> 3)) >>> 0);
  return sum;
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
