const longest = 200;

/** Text of a foreign file as it may be shown and kept: no control characters, one line, not too long. */
export function cleanText(text: string): string {
  return text
    .replace(/[\p{C}\p{Z}\s]+/gu, ' ')
    .trim()
    .slice(0, longest);
}
