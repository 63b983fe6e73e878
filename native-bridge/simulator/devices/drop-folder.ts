import { open, rename, stat, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BridgeError } from '../../errors.ts';
import { pause, systemTimers } from '../../transport/timers.ts';
import type { DeviceSideOptions, RunningDeviceSide } from '../device-side.ts';
import { dicomFile, sceneDataset } from './scene-dicom.ts';
import { greyFile, sceneOrder, scenePicture } from './scene-picture.ts';

const name = z.string().regex(/^(?!\.{1,2}$)[^/\\\0]{1,200}$/, 'a plain name');
const truck = {
  plate: z.string().max(100).optional(),
  container: z.string().max(100).optional(),
};

/** What the program that writes into the folder does. */
const writerOrder = z.discriminatedUnion('do', [
  z.strictObject({
    do: z.literal('picture'),
    ...sceneOrder,
    ...truck,
    name: name.optional(),
    format: z.enum(['tiff', 'png', 'dicom', 'dicos']).default('tiff'),
    sideCar: z.enum(['none', 'json', 'xml', 'txt']).default('json'),
    /** `rename`: under a temporary name first. `direct`: at once. `slow`: in pieces, over some seconds. */
    way: z.enum(['rename', 'direct', 'slow']).default('rename'),
    /** Ends after so much of it, as a writer that died does. */
    share: z.number().min(0).max(1).default(1),
  }),
  /** The last picture once more, under another name. */
  z.strictObject({ do: z.literal('again'), name: name.optional() }),
  /** A file that is no picture of ours. */
  z.strictObject({ do: z.literal('file'), name, content: z.string().max(10_000_000) }),
]);
type PictureOrder = Extract<z.infer<typeof writerOrder>, { do: 'picture' }>;
type Way = PictureOrder['way'];

const pieces = 10;

/**
 * A program that puts pictures of the simulator's scenes into the folder `to` (`folder:PATH`, or a path). Throws
 * BridgeError LINK_ADDRESS_INVALID or LINK_FAILED.
 */
export async function startDropFolder(
  options: Pick<DeviceSideOptions, 'to' | 'seed' | 'speed' | 'timers'>,
): Promise<RunningDeviceSide> {
  const folder = await folderOf(options.to ?? '');
  const timers = options.timers ?? systemTimers;
  const stop = new AbortController();
  let count = 0;
  let last: { readonly bytes: Buffer; readonly suffix: string } | null = null;

  const put = async (file: string, bytes: Buffer | string, way: Way) => {
    const place = path.join(folder, file);
    if (way === 'direct') return writeFile(place, bytes);
    if (way === 'rename') {
      await writeFile(`${place}.part`, bytes);
      return rename(`${place}.part`, place);
    }
    const handle = await open(place, 'w');
    try {
      const size = Math.ceil(bytes.length / pieces);
      for (let at = 0; at < bytes.length && !stop.signal.aborted; at += size) {
        await handle.write(Buffer.from(bytes).subarray(at, at + size));
        await pause(timers, 500 / options.speed, stop.signal);
      }
    } finally {
      await handle.close();
    }
  };

  const picture = async (order: PictureOrder) => {
    const whole = await pictureFile(order, order.seed ?? options.seed + count);
    const suffix = suffixes[order.format];
    last = { bytes: whole, suffix };
    const file = order.name ?? `scan-${String(count).padStart(4, '0')}${suffix}`;
    if (order.sideCar !== 'none') {
      await put(
        `${file}.${order.sideCar}`,
        sideCar(order, order.sideCar),
        order.way === 'slow' ? 'direct' : order.way,
      );
    }
    await put(file, whole.subarray(0, Math.round(whole.length * order.share)), order.way);
  };

  return {
    order: async (order) => {
      const wish = writerOrder.parse(order);
      count++;
      if (wish.do === 'picture') await picture(wish);
      else if (wish.do === 'file') await put(wish.name, wish.content, 'rename');
      else if (last === null) throw new Error('No picture has been written yet.');
      else await put(wish.name ?? `again-${count}${last.suffix}`, last.bytes, 'rename');
    },
    close: async () => stop.abort(),
  };
}

const suffixes = { tiff: '.tif', png: '.png', dicom: '.dcm', dicos: '.dcs' } as const;

async function pictureFile(order: PictureOrder, seed: number): Promise<Buffer> {
  const picture = scenePicture(order, seed);
  const { format } = order;
  if (format === 'tiff' || format === 'png') return greyFile(picture, format);
  return dicomFile(
    sceneDataset(picture, format === 'dicos' ? 'dicos-dx' : 'dx', order.plate ?? '', new Date()),
  );
}

function sideCar({ plate, container }: PictureOrder, kind: 'json' | 'xml' | 'txt'): string {
  const fields = { plate, container, takenAt: new Date().toISOString() };
  const known = Object.entries(fields).flatMap(([field, value]) =>
    value === undefined ? [] : [[field, value]],
  );
  if (kind === 'json') return JSON.stringify(Object.fromEntries(known));
  if (kind === 'txt') return known.map(([field, value]) => `${field} = ${value}\n`).join('');
  const escaped = (text = '') => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;');
  return `<scan>${known.map(([field, value]) => `<${field}>${escaped(value)}</${field}>`).join('')}</scan>`;
}

async function folderOf(to: string): Promise<string> {
  const folder = to.replace(/^folder:/, '');
  const details = { address: to, why: 'it is not there' };
  if (!path.isAbsolute(folder)) {
    const message = `"${to}" is no folder to write to: give its whole path.`;
    throw new BridgeError('LINK_ADDRESS_INVALID', message, {
      details: { ...details, why: 'it is no whole path' },
    });
  }
  const found = await stat(folder).catch(() => null);
  if (found?.isDirectory()) return folder;
  throw new BridgeError('LINK_FAILED', `The folder ${folder} is not there: make it first.`, { details });
}
