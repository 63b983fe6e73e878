import { type Budget, checkWork } from './budget.ts';
import { jpeg2000FrameSize, jpegFrameSize } from './jpeg-headers.ts';
import { tooLarge, unreadable } from './refusals.ts';
import type { PixelPacking } from './transfer-syntaxes.ts';

type Codecs = typeof import('dcmjs-codecs');

/** What a codec must be told of a frame. */
export interface JpegFrame {
  readonly rows: number;
  readonly columns: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly signed: boolean;
}

/** Memory that the codecs begin with; they are given no more. */
const codecMemory = 256 * 1024 * 1024;

/**
 * Decodes a frame of lossless JPEG, JPEG-LS or JPEG 2000 to `length` bytes of little-endian cells, in WebAssembly: what
 * a codec gets wrong stays in its memory. The size in the codestream is held against the header's first, since it is
 * the codestream's that a codec allocates for. `held` is the memory taken already. Throws BridgeError IMAGE_UNREADABLE or IMAGE_TOO_LARGE.
 */
export async function decodeJpegFamily(
  packing: Exclude<PixelPacking, 'native' | 'rle'>,
  packed: Uint8Array,
  frame: JpegFrame,
  length: number,
  { held, budget }: { readonly held: number; readonly budget: Budget },
): Promise<Uint8Array> {
  const size = packing === 'jpeg-2000' ? jpeg2000FrameSize(packed) : jpegFrameSize(packed);
  if (size === null) throw unreadable('its pixels do not begin as JPEG does');
  if (size.columns !== frame.columns || size.rows !== frame.rows || size.components !== 1) {
    throw unreadable(
      `its pixels say ${size.columns} × ${size.rows}, its header ${frame.columns} × ${frame.rows}`,
    );
  }
  if (size.bits > frame.bitsAllocated)
    throw unreadable(`its pixels have ${size.bits} bit, its header ${frame.bitsStored}`);
  // JPEG 2000 works on 32-bit coefficients, once for the tile and once for the picture.
  const needed = packed.length + length + (packing === 'jpeg-2000' ? 8 * frame.rows * frame.columns : length);
  if (needed > codecMemory)
    throw tooLarge(`${frame.columns} × ${frame.rows} pixels in ${packing.toUpperCase()}`);
  checkWork(held + needed, budget);
  const { Context, NativeCodecs } = await loadCodecs(budget);
  try {
    const context = new Context({
      width: frame.columns,
      height: frame.rows,
      bitsAllocated: frame.bitsAllocated,
      bitsStored: frame.bitsStored,
      samplesPerPixel: 1,
      pixelRepresentation: frame.signed ? 1 : 0,
      planarConfiguration: 0,
      photometricInterpretation: 'MONOCHROME2',
      encodedBuffer: packed,
    });
    const decode = {
      'jpeg-lossless': () => NativeCodecs.decodeJpeg(context, { convertColorspaceToRgb: false }),
      'jpeg-ls': () => NativeCodecs.decodeJpegLs(context),
      'jpeg-2000': () => NativeCodecs.decodeJpeg2000(context),
    }[packing];
    const decoded = decode().getDecodedBuffer();
    if (decoded === undefined || decoded.length !== length) throw new Error('pixels are missing');
    return decoded;
  } catch (error) {
    // A codec that has failed may have left anything in its memory.
    NativeCodecs.release();
    throw unreadable('its pixels cannot be unpacked', error);
  }
}

function loadCodecs(budget: Budget): Promise<Codecs> {
  return budget.apart(async () => {
    const { default: codecs } = (await import('dcmjs-codecs')) as unknown as { default: Codecs };
    if (!codecs.NativeCodecs.isInitialized())
      await withoutGrowth(() => codecs.NativeCodecs.initializeAsync());
    return codecs;
  });
}

/** The codecs' memory could grow to 2 GB: a codestream that asks for more than there is at the start is refused. */
async function withoutGrowth(initialise: () => Promise<void>): Promise<void> {
  const instantiate = WebAssembly.instantiate;
  const bounded = (bytes: BufferSource, imports: WebAssembly.Imports) =>
    instantiate(bytes, {
      ...imports,
      env: {
        ...imports.env,
        emscripten_notify_memory_growth: () => {
          throw new RangeError('the codec wants more memory than it may have');
        },
      },
    });
  Object.assign(WebAssembly, { instantiate: bounded });
  try {
    await initialise();
  } finally {
    Object.assign(WebAssembly, { instantiate });
  }
}
