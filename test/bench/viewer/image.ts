/** Counts for one plane, row by row. */
export function imageTile(width: number, height: number): Uint16Array<ArrayBuffer> {
  return Uint16Array.from({ length: width * height }, (_, index) => (index * 40_503) & 0xffff);
}
