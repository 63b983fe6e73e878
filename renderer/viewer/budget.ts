import type { PictureFacts } from './tile-source.ts';

/** How many tiles of a picture fit into a budget of GPU memory: whole pages, and at least two. */
export function capacityFor(
  budgetBytes: number,
  facts: Pick<PictureFacts, 'tileSize' | 'apron' | 'energiesMeV'>,
): number {
  const page = layersPerPage * layerSideOf(facts) ** 2 * facts.energiesMeV.length * 2;
  return Math.max(2, Math.floor(budgetBytes / page)) * layersPerPage;
}

/** A tile's side with its apron, pixels. */
export function layerSideOf(facts: Pick<PictureFacts, 'tileSize' | 'apron'>): number {
  return facts.tileSize + 2 * facts.apron;
}

/** Layers of one texture array; arrays are made as they are needed. */
export const layersPerPage = 8;

export const usualBudgetBytes = 112 * 1024 * 1024;
