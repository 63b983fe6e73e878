/** Seal numbers as typed, apart by commas, semicolons, spaces or line ends: each once, at most ten of forty characters. */
export function sealsOf(text: string): string[] {
  const seals = text
    .split(/[,;\n]/)
    .map((seal) => seal.trim().slice(0, longestSeal))
    .filter((seal) => seal !== '');
  return [...new Set(seals)].slice(0, mostSeals);
}

/** A seal that names itself a high-security one: ISO 17712 marks those with an H before or behind the number. */
export function isHighSecurity(seal: string): boolean {
  return /^H[- ]?\d{3,}$|\d{3,}[- ]?H$/i.test(seal.trim());
}

const mostSeals = 10;
const longestSeal = 40;
