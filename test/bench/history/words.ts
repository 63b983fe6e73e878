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

/** An id in the form of a UUID that grows with `nth`, so that a table of them grows at its end only. */
export function idOf(history: number, nth: number, part = 0): string {
  const number = nth.toString(16).padStart(12, '0');
  return `${number.slice(0, 8)}-${number.slice(8)}-7${pad(history, 3)}-8${part.toString(16).padStart(3, '0')}-${number}`;
}

/** 64 hex digits that nothing else has. */
export function sumOf(history: number, nth: number, part: number): string {
  const word = [
    0x9e3779b1, 0x85ebca6b, 0xc2b2ae35, 0x27d4eb2f, 0x165667b1, 0xd3a2646c, 0xfd7046c5, 0xb55a4f09,
  ];
  return word
    .map((factor) => (Math.imul(nth + 1, factor) ^ Math.imul(part + history, factor >>> 3)) >>> 0)
    .map((value) => value.toString(16).padStart(8, '0'))
    .join('');
}

function pad(value: number, digits: number): string {
  return String(value).padStart(digits, '0');
}
