import type { ScanGeometry } from '../drivers/scanner.ts';

/** A tile's side without its apron, pixels. */
export const tileSize = 512;
/** Pixels around a tile that repeat its neighbours (or the picture's edge), so that a sampler never crosses tiles. */
export const tileApron = 1;

/** Address of a tile. Level 0 is full resolution, each next level half of it; column and row count tiles. */
export interface TileAddress {
  readonly level: number;
  readonly column: number;
  readonly row: number;
}

/**
 * A tile as it goes to the screen (the body of `GET /scans/:id/tiles/:level/:column/:row`):
 * 16 bytes of header, then `height × width × planes` 16-bit little-endian values, row by row, planes interleaved.
 *
 * Header: `SPT1`, u16 width, u16 height (both with apron), u16 planes, u16 flags, u32 columns.
 * Flag bit 0: final, the tile will not change. `columns`: picture columns known at this level when it was made;
 * pixels of later columns are 0.
 */
export interface TileBody {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly final: boolean;
}

/** What a viewer must know of a picture before it asks for tiles. */
export interface PictureInfo {
  readonly scanId: string;
  readonly geometry: ScanGeometry;
  /** Columns so far; grows while the scan is received. */
  readonly columns: number;
  /** `receiving`: more columns may come. `complete`: all there. `incomplete`: over, with defects. */
  readonly state: 'receiving' | 'complete' | 'incomplete';
  /** Number of levels for `max(columns, expectedLines) × detectors`: halved until the picture fits one tile. */
  readonly levels: number;
}

/** Serves one scan's picture, from its strips while it is captured and from its archive afterwards. */
export interface ScanPicture {
  info(): PictureInfo;
  /**
   * Throws BridgeError TILE_OUT_OF_RANGE; SCAN_FILE_MISSING or SCAN_FILE_DAMAGED from an archive, CAPTURE_DAMAGED
   * from strips; or the signal's reason.
   */
  tile(address: TileAddress, signal?: AbortSignal): Promise<TileBody>;
  close(): Promise<void>;
}
