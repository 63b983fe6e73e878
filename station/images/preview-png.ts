import type { ImportedPicture } from '../../native-bridge/imaging/import/imported-picture.ts';

const longestSide = 640;

/**
 * The first plane of a picture, at most 640 pixels long, 8 bits, its middle 99 % of counts spread over all greys; what
 * has more material is darker, whatever the file's counts mean. For a glance, never for a decision.
 */
export async function previewPng(
  picture: Pick<ImportedPicture, 'width' | 'height' | 'planes' | 'geometry'>,
): Promise<Uint8Array<ArrayBuffer>> {
  const { width, height, planes, geometry } = picture;
  const step = Math.max(1, Math.ceil(Math.max(width, height) / longestSide));
  const columns = Math.ceil(width / step);
  const rows = Math.ceil(height / step);
  const small = thinned(planes[0] ?? new Uint16Array(width * height), width, step, columns, rows);
  const sorted = small.toSorted();
  const low = sorted[Math.floor(sorted.length * 0.005)] ?? 0;
  const high = sorted[Math.floor(sorted.length * 0.995)] ?? low;
  const range = Math.max(1, high - low);
  const inverted = geometry.imported?.counts === 'attenuation';
  const grey = Uint8Array.from(small, (count) => {
    const share = Math.min(1, Math.max(0, (count - low) / range));
    return Math.round(255 * (inverted ? 1 - share : share));
  });
  const { default: sharp } = await import('sharp');
  const png = await sharp(grey, { raw: { width: columns, height: rows, channels: 1 } })
    .png({ compressionLevel: 6 })
    .toBuffer();
  return new Uint8Array(png);
}

/** Every `step`-th pixel of every `step`-th row. */
function thinned(
  plane: Uint16Array,
  width: number,
  step: number,
  columns: number,
  rows: number,
): Uint16Array {
  const small = new Uint16Array(columns * rows);
  for (let row = 0; row < rows; row++) {
    const from = row * step * width;
    for (let column = 0; column < columns; column++)
      small[row * columns + column] = plane[from + column * step] ?? 0;
  }
  return small;
}
