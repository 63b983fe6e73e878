/** The plate 12E34 is not 1.2 · 10³⁵, the service number 007 is not 7 and 3-4 is no date: such a text gets an apostrophe. */
export function spreadsheetText(text: string): string {
  return /^(\d+E\d+|0\d+|\d{16,}|\d{1,4}([-/.]\d{1,4}){1,2})$/i.test(text) ? `'${text}` : text;
}
