import type { Answered, Asked, TileQuestion } from './compare-messages.ts';
import { asCounts, differenceOf, laidOver } from './difference.ts';
import { register } from './registration/register.ts';

/** Registers pictures and makes tiles of two, beside the main thread. */
const scope = globalThis as unknown as {
  postMessage(message: Answered, given?: Transferable[]): void;
  onmessage: ((event: MessageEvent<Asked>) => void) | null;
};

scope.onmessage = ({ data }) => {
  try {
    if (data.kind === 'register') {
      const { id, a, b, perPixel, sameCalibration } = data;
      const progress = (share: number) => scope.postMessage({ id, kind: 'progress', share });
      const registration = register(a, b, perPixel, { sameCalibration, progress });
      scope.postMessage({ id, kind: 'registered', registration });
    } else {
      const values = data.kind === 'difference' ? differenceTile(data) : laidTile(data);
      scope.postMessage({ id: data.id, kind: 'tile', values }, [values.buffer]);
    }
  } catch (fault) {
    scope.postMessage({ id: data.id, kind: 'failed', reason: String(fault) });
  }
};

function differenceTile({ mine, others, mapping, level, at, sides }: TileQuestion): Uint16Array<ArrayBuffer> {
  const laid = laidOver(others, 0, mapping, level, at);
  return asCounts(
    differenceOf(
      { values: mine?.planes[0] ?? laid, side: sides.mine },
      { values: laid, side: sides.others },
      at,
      mapping.gain,
      level,
    ),
  );
}

/** Counts of the other with air and dark as they are; white where it has no picture. */
function laidTile({ others, mapping, level, at, sides }: TileQuestion): Uint16Array<ArrayBuffer> {
  const planes = others.planes.map((_, plane) => laidOver(others, plane, mapping, level, at));
  const values = new Uint16Array(at.width * at.height * planes.length);
  for (const [plane, laid] of planes.entries())
    for (const [pixel, count] of laid.entries())
      values[pixel * planes.length + plane] = Number.isNaN(count)
        ? sides.others.counts.air
        : Math.round(count);
  return values;
}
