import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ReceivedImage } from '../../native-bridge/drivers/image-source.ts';
import { BridgeError } from '../../native-bridge/errors.ts';
import type { ImportedPicture } from '../../native-bridge/imaging/import/imported-picture.ts';
import { noLog } from '../log.ts';
import type { ReadingSource } from '../readings/reading-taker.ts';
import { type DevicePost, devicePost } from '../readings/readings.fixture.ts';
import { Scans } from '../scans/scans.ts';
import { visitScans } from '../scans/visit-scans.ts';
import { Images, type ImagesOptions } from './images.ts';

/** For tests: a post whose scanner sends pictures, and the folder in which they lie before the post has them. */

export const folderScanner: ReadingSource = { id: 'folder', role: 'image-source', lane: '1' };

export const width = 40;
const height = 12;

/** A picture whose file is its text: what is in it says how it looks, or why it does not open. */
export function decode(text: string, sha256: string): ImportedPicture {
  if (text.startsWith('broken'))
    throw new BridgeError('IMAGE_UNREADABLE', 'The picture does not open.', { details: { reason: 'torn' } });
  const plane = Uint16Array.from(
    { length: width * height },
    (_, index) => (index * 37 + text.length) % 65_536,
  );
  return {
    format: 'tiff',
    width,
    height,
    planes: [plane],
    sha256,
    about: {},
    geometry: {
      detectors: height,
      energiesMeV: [6],
      detectorPitchMm: 4,
      linePitchMm: 4,
      expectedLines: width,
      airCounts: 60_000,
      darkCounts: 0,
      imported: {
        ...{ format: 'tiff', bitsStored: 16, counts: 'transmission', zeroAt: 0 },
        ...{ pitchKnown: false, energyKnown: false },
      },
    },
  };
}

export interface PicturePost extends DevicePost {
  readonly root: string;
  /** Writes a file where a device has it, and says what the device would. */
  picture(text: string, change?: Partial<ReceivedImage>): ReceivedImage;
  /** A run of the station on what is there now. `change` puts other parts in. */
  run(change?: (options: ImagesOptions) => ImagesOptions): Run;
  /** Names of what lies in a folder of the data folder. */
  files(folder: 'received' | 'captures' | 'scans' | 'spool'): string[];
}

export interface Run {
  readonly scans: Scans;
  readonly images: Images;
  start(): Promise<void>;
  /** Everything that is under way is done. */
  settled(): Promise<void>;
  close(): Promise<void>;
}

export function picturePost(): PicturePost {
  const at = devicePost();
  const root = at.place.folder;
  const places = { captures: path.join(root, 'captures'), scans: path.join(root, 'scans') };
  const spool = path.join(root, 'devices', 'folder', 'received');
  for (const place of [...Object.values(places), spool]) mkdirSync(place, { recursive: true });
  return {
    ...at,
    root,
    picture(text, change = {}) {
      const sha256 = createHash('sha256').update(text).digest('hex');
      const file = path.join(spool, `${sha256}.tiff`);
      writeFileSync(file, text);
      const receivedAt = at.place.clock.utc();
      return { sha256, file, name: 'truck.tif', format: 'tiff', receivedAt, about: {}, ...change };
    },
    run(change = (options) => options) {
      const scans = new Scans({
        folders: places,
        book: visitScans(at.visits),
        grown: () => undefined,
        timers: at.timers,
        log: noLog(),
      });
      const images = new Images(
        change({
          journal: at.journal,
          clock: at.place.clock,
          timers: at.timers,
          log: noLog(),
          root,
          files: at.received,
          scans,
          readings: at.readings,
          open: async (file) => {
            const text = (await import('node:fs')).readFileSync(file, 'utf8');
            return decode(text, createHash('sha256').update(text).digest('hex'));
          },
        }),
      );
      const settled = async () => {
        await images.idle();
        await scans.archived();
      };
      return {
        scans,
        images,
        settled,
        async start() {
          await scans.recover();
          await images.recover();
        },
        async close() {
          await images.close();
          await scans.close();
        },
      };
    },
    files(folder) {
      const place = folder === 'spool' ? spool : path.join(root, folder);
      return existsSync(place) ? readdirSync(place).sort() : [];
    },
  };
}
