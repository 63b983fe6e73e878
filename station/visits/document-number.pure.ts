/** What the number of a customs document is the number of, by its form. */
export type DocumentKind = 'tir-carnet' | 'eaeu-declaration' | 'mrn';

/**
 * A TIR carnet: two letters and eight or nine digits (an10 or an11 in the transit messages of the EU, rule R0990; whether
 * the letters agree with the digits is IRU's own secret). A declaration of the Eurasian union: customs office of five or
 * eight digits, day, seven digits. A movement reference number: year, country, fourteen more, the last a digit. Null for
 * anything else, which is warned about and never refused.
 */
export function documentKind(text: string): DocumentKind | null {
  const number = text.trim().toUpperCase().replaceAll(/\s+/g, '');
  if (/^[A-Z]{2}\d{8,9}$/.test(number)) return 'tir-carnet';
  const eaeu = /^\d{5}(?:\d{3})?\/(\d{2})(\d{2})\d{2}\/[А-ЯA-Z]?\d{6,7}$/.exec(number);
  if (eaeu && Number(eaeu[1]) >= 1 && Number(eaeu[1]) <= 31 && Number(eaeu[2]) >= 1 && Number(eaeu[2]) <= 12)
    return 'eaeu-declaration';
  return /^\d{2}[A-Z]{2}[A-Z0-9]{13}\d$/.test(number) ? 'mrn' : null;
}
