/** Seal numbers as typed, apart by commas, semicolons or line ends: each once, at most ten of forty characters. */
export function sealsOf(text: string): string[] {
  const seals = text
    .split(/[,;\n]/)
    .map((seal) => seal.trim().slice(0, longestSeal))
    .filter((seal) => seal !== '');
  return [...new Set(seals)].slice(0, mostSeals);
}

const mostSeals = 10;
const longestSeal = 40;
