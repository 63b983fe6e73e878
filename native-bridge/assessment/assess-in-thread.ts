import type { PictureKey } from '../imaging/imaging-protocol.ts';
import { ImagingThread } from '../imaging/imaging-thread.ts';
import type { Assessment } from './assess.ts';
import type { MassEstimate } from './mass.ts';
import type { ReadOptions, Region } from './read-picture.ts';

/** Where a finished scan's pixels are. */
export type AssessedSource = PictureKey['source'];

/** A thread beside the one that serves tiles, so that nobody who looks waits for one who reckons. */
const thread = new ImagingThread();
let lastKey = 0;

/**
 * `assess` in a thread of its own: a tile and some 100,000 cells in memory, however large the picture. Throws BridgeError
 * SCAN_FILE_MISSING, SCAN_FILE_DAMAGED, CAPTURE_MISSING or CAPTURE_DAMAGED, or the signal's reason.
 */
export async function assessScan(
  source: AssessedSource,
  { signal, onProgress }: Omit<ReadOptions, 'region'> = {},
): Promise<Assessment | null> {
  const request = { kind: 'assess', picture: { key: ++lastKey, source } } as const;
  const call = { otherwise: otherwise(source), signal, onProgress, awaitCancel: true };
  return (await thread.call(request, call)) as Assessment | null;
}

/** `weighRegion` in the same thread; throws the same. */
export async function weighScanRegion(
  source: AssessedSource,
  region: Region,
  signal?: AbortSignal,
): Promise<MassEstimate | null> {
  const request = { kind: 'weigh', picture: { key: ++lastKey, source }, region } as const;
  return (await thread.call(request, { otherwise: otherwise(source), signal })) as MassEstimate | null;
}

function otherwise(source: AssessedSource) {
  const path = source.kind === 'strips' ? source.path : source.files.join(', ');
  return { code: 'SCAN_FILE_DAMAGED', details: { path } } as const;
}
