import { openScene, type SceneScan } from '../../native-bridge/simulator/scenes.ts';

/** The largest scan the station is made for, 1536 × 12000 × 2 planes, and its pixels, worked out once. */
export function largestScan(): SceneScan & { readonly bytes: Uint8Array<ArrayBuffer> } {
  const scene = openScene('benchmark', 1);
  const bytes = scene.lineBlock(0, scene.lines);
  const perLine = bytes.length / scene.lines;
  return {
    ...scene,
    bytes,
    lineBlock: (firstLine, lines) => bytes.subarray(firstLine * perLine, (firstLine + lines) * perLine),
  };
}
