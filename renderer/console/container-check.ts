/** Whether a container number has a right check digit (ISO 6346: weights 2^i, modulo 11, 10 counts as 0). */
export function checkContainer(number: string): boolean {
  const written = number.replace(/[\s-]/g, '').toUpperCase();
  if (!/^[A-Z]{3}[UJZ]\d{7}$/.test(written)) return false;
  const sum = [...written.slice(0, 10)].reduce((total, sign, place) => total + worthOf(sign) * 2 ** place, 0);
  return (sum % 11) % 10 === Number(written[10]);
}

function worthOf(sign: string): number {
  const letter = alphabet.indexOf(sign);
  return letter < 0 ? Number(sign) : letterValues[letter]!;
}

const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
// From 10, without the multiples of 11.
const letterValues = [
  10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 23, 24, 25, 26, 27, 28, 29, 30, 31, 32, 34, 35, 36, 37, 38,
];
