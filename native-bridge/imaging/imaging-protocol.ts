import type { Region } from '../assessment/read-picture.ts';
import { BridgeError, type BridgeErrorCode } from '../errors.ts';
import type { PlacedLines } from './line-ranges.ts';
import type { PictureInfo, TileAddress } from './scan-picture.ts';

/** What the station's thread asks of the imaging thread. Both run the same build, so nothing is parsed. */
export type ImagingRequest =
  | {
      readonly id: number;
      readonly kind: 'info';
      readonly picture: PictureKey;
      readonly growth?: Growth | undefined;
    }
  | {
      readonly id: number;
      readonly kind: 'tile';
      readonly picture: PictureKey;
      readonly address: TileAddress;
      readonly growth?: Growth | undefined;
    }
  | { readonly id: number; readonly kind: 'close'; readonly picture: PictureKey }
  | { readonly id: number; readonly kind: 'archive'; readonly job: ArchiveJob }
  /** The picture is opened for this alone, and closed. */
  | { readonly id: number; readonly kind: 'assess'; readonly picture: PictureKey }
  | { readonly id: number; readonly kind: 'weigh'; readonly picture: PictureKey; readonly region: Region }
  | { readonly id: number; readonly kind: 'cancel' };

/** What the writer of a strip file says of it; without it the file is looked at. */
export interface Growth {
  /** Strips written since it was last asked. */
  readonly written: readonly PlacedLines[];
  /** Whether more can come. If not, the file has more to say: how the scan ended. */
  readonly open: boolean;
}

/** Says which picture, and where it is should the thread not have it open (any more). */
export interface PictureKey {
  readonly key: number;
  readonly source:
    | { readonly kind: 'strips'; readonly path: string }
    | { readonly kind: 'archive'; readonly files: readonly string[] };
}

export interface ArchiveJob {
  readonly capturePath: string;
  readonly folder: string;
  readonly scanId: string;
}

export type ImagingReply =
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'progress'; readonly fraction: number }
  | { readonly id: number; readonly kind: 'failed'; readonly error: WireError };

export interface TileReply {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly final: boolean;
  readonly info: PictureInfo;
}

/** A BridgeError does not survive structured cloning as one. */
export interface WireError {
  readonly code: BridgeErrorCode | null;
  readonly message: string;
  readonly details: Readonly<Record<string, string | number>>;
  /** Where it came from, for the log. */
  readonly stack: string;
}

export function toWire(error: unknown): WireError {
  const { message, stack = '' } = error instanceof Error ? error : new Error(String(error));
  if (error instanceof BridgeError) return { code: error.code, message, details: error.details, stack };
  return { code: null, message, details: {}, stack };
}

/** What a failure nobody foresaw is called, and what its sentence needs besides the reason. */
export interface Unforeseen {
  readonly code: BridgeErrorCode;
  readonly details: Readonly<Record<string, string | number>>;
}

export function fromWire({ code, message, details, stack }: WireError, otherwise: Unforeseen): BridgeError {
  const cause = Object.assign(new Error(message), { stack });
  return code === null
    ? unforeseen(cause, otherwise)
    : new BridgeError(code, message, { cause, details: { ...details } });
}

export function unforeseen(cause: Error, { code, details }: Unforeseen): BridgeError {
  const message = `The imaging thread failed (${cause.message}): try again, and restart the station if it happens again.`;
  return new BridgeError(code, message, { cause, details: { ...details, reason: cause.message } });
}
