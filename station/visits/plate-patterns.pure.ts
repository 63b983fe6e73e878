/**
 * What plates of the countries around look like, in the one form in which they are kept (Latin capitals and digits).
 *
 * Sources: Wikipedia's articles on the plates of each country, read as wikimili.com/en/Vehicle_registration_plates_of_…
 * (Kazakhstan: `111AAA` and a region of two digits since 2012, a letter, three digits and two or three letters before;
 * Kyrgyzstan: `01KG111AAA` since 2015, `X1234XX` from 1994) and lexvo.org on Tajikistan (four digits, up to two letters,
 * a region of two digits, for legal persons the digits first); ГОСТ Р 50577-2018 for Russia. The forms of Uzbekistan,
 * Belarus, China, Turkey, Turkmenistan and all trailers are plausible, from common knowledge of the region, and no more
 * than that: a plate is warned about and never refused.
 */
const patterns: Readonly<Record<string, readonly RegExp[]>> = {
  KZ: [/^\d{3}[A-Z]{2,3}\d{2}$/, /^[A-Z]\d{3}[A-Z]{2,3}$/, /^\d{2}[A-Z]{3}\d{2}$/, /^\d{4}[A-Z]{2}\d{2}$/],
  KG: [/^\d{2}KG\d{3}[A-Z]{2,3}$/, /^\d{5}[A-Z]{2,3}$/, /^[A-Z]\d{4}[A-Z]{1,2}$/],
  TJ: [/^\d{4}[A-Z]{2}\d{2}$/, /^\d{3}[A-Z]{2}\d{2}$/, /^[A-Z]{1,2}\d{4}\d{2}$/],
  UZ: [/^\d{2}[A-Z]\d{3}[A-Z]{2}$/, /^\d{5}[A-Z]{3}$/, /^\d{6}[A-Z]{2}$/],
  RU: [/^[A-Z]\d{3}[A-Z]{2}\d{2,3}$/, /^[A-Z]{2}\d{4}\d{2,3}$/],
  BY: [/^[A-Z]{2}\d{4}\d$/, /^\d{4}[A-Z]{2}\d$/, /^[A-Z]\d{4}[A-Z]\d$/],
  CN: [/^\p{Script=Han}[A-Z][A-Z0-9]{4,6}\p{Script=Han}?$/u],
  TR: [/^\d{2}[A-Z]{1,3}\d{2,5}$/],
  TM: [/^[A-Z]{2}\d{4}[A-Z]{2}$/, /^\d{4}[A-Z]{3}$/],
};

/** Countries whose plates are known to some degree, by their ISO 3166 code. */
export const plateCountries = Object.keys(patterns);

/** The countries that a plate, as it is kept, may be of. */
export function countriesOfPlate(plate: string): string[] {
  return plateCountries.filter((country) => patterns[country]?.some((pattern) => pattern.test(plate)));
}

/** The one country that a plate can be of; null where there are several or none. */
export function countryOfPlate(plate: string): string | null {
  const [country, ...others] = countriesOfPlate(plate);
  return country !== undefined && others.length === 0 ? country : null;
}

/** Whether a plate does not look like one of its country: to be looked at again, and no more. */
export function isUnusualFor(plate: string, country: string): boolean {
  const known = patterns[country.toUpperCase()];
  return known !== undefined && plate !== '' && !known.some((pattern) => pattern.test(plate));
}
