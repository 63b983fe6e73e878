import type { BookingField, ColumnMapping } from '../api/booking-views.pure.ts';

/**
 * What the titles of columns mean, in English and Russian: words that a title holds, the most telling first. A title is
 * lower case, without signs.
 */
const words: readonly (readonly [BookingField, readonly RegExp[]])[] = [
  ['trailerPlate', [/trailer/, /прицеп/]],
  ['container', [/container/, /контейнер/]],
  ['turnReason', [/(turn|priority).*(reason|why)/, /reason/, /(причина|основание)/]],
  ['weightT', [/(weight|mass|gross).* t$/, /tonne?s?/, /(вес|масса|брутто).* т(н|онн\S*)?$/, /тонн/]],
  ['weightKg', [/weight|mass|gross|^kg$/, /вес|масса|брутто|^кг$/]],
  ['post', [/(crossing|border|check) ?point/, /^(post|checkpoint)$/, /пункт пропуска|^пост$|^аппп?$/]],
  [
    'number',
    [
      /booking.*(no|num|id|ref)/,
      /^(booking|number|no|id|ref\S*)$/,
      /номер (брони|записи|заявки|талона|очереди)/,
      /^(бронь|номер|талон|заявка|запись|n|№)$/,
    ],
  ],
  ['declaration', [/declaration|carnet|mrn|document/, /декларац|^дт$|книжк|карнет|документ/]],
  ['laneClass', [/class|category|queue type|priority/, /класс|категор|тип очереди|приоритет/]],
  ['country', [/country|nationality/, /страна|гражданств/]],
  ['goods', [/goods|cargo|commodity|description/, /товар|груз|наименование/]],
  [
    'plate',
    [
      /plate|licen[cs]e|registration|vehicle|truck|^reg/,
      /грнз|госномер|гос номер|регистрационн|номер (тс|авто\S*|машины|тягача)|тягач|автомобил|^(тс|авто)$/,
    ],
  ],
  [
    'slot',
    [
      /slot|booked for|date ?time|arriv|^(when|eta)$/,
      /слот|дата и время|время прибытия|прибыти|время записи/,
    ],
  ],
  ['date', [/date|^day$/, /дата|день/]],
  ['time', [/time|hour/, /время|час/]],
];

/** Which column means what, by its title: each meaning once, the first column that has it. */
export function guessMapping(header: readonly string[]): ColumnMapping {
  const mapping: (BookingField | null)[] = header.map(() => null);
  const titles = header.map(plainTitle);
  for (const [field, patterns] of words) {
    const found = patterns
      .map((pattern) => titles.findIndex((title, at) => mapping[at] === null && pattern.test(title)))
      .find((at) => at >= 0);
    if (found !== undefined) mapping[found] = field;
  }
  // A lone date holds the time as well, and a lone time is no slot without a date.
  if (!mapping.includes('slot') && mapping.includes('date') && !mapping.includes('time'))
    mapping[mapping.indexOf('date')] = 'slot';
  else if (!mapping.includes('slot') && mapping.includes('time') && !mapping.includes('date'))
    mapping[mapping.indexOf('time')] = 'slot';
  return mapping;
}

/** What no column of a mapping has and no booking can be without. */
export function missingFields(mapping: ColumnMapping): ('plate' | 'slot')[] {
  const has = (field: BookingField) => mapping.includes(field);
  return [
    ...(has('plate') ? [] : (['plate'] as const)),
    ...(has('slot') || (has('date') && has('time')) ? [] : (['slot'] as const)),
  ];
}

/** The same for lists whose columns have the same titles in the same order: what a mapping is remembered by. */
export function headerKey(header: readonly string[]): string {
  return header.map(plainTitle).join('\n');
}

/** `Truck.PlateNumber`, `truck_plate_number` and `Truck plate number` are one title. */
function plainTitle(title: string): string {
  return title
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/ё/g, 'е')
    .replace(/[^\p{L}\p{N}№]+/gu, ' ')
    .trim();
}
