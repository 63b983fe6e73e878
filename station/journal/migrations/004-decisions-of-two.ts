/** Only new kinds of entries: decisions taken back, made final and reversed, checks acknowledged, re-checks. */
export const decisionsOfTwo = '';
