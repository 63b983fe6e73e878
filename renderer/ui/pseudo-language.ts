/** The name of the pseudo-language: English with every value in brackets. */
export const pseudoLanguage = 'qps';

export interface Words {
  readonly [key: string]: string | Words;
}

/** Wraps every value in ⟦…⟧ and leaves keys and {{placeholders}} as they are. */
export function pseudoResources(words: Words): Words {
  return Object.fromEntries(
    Object.entries(words).map(([key, value]) => [
      key,
      typeof value === 'string' ? `⟦${value}⟧` : pseudoResources(value),
    ]),
  );
}
