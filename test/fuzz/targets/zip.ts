import { buffer } from 'node:stream/consumers';
import { ZipFile } from 'yazl';
import { inMemory } from '../../../station/exports/zip-reader.fixture.ts';
import { readZip } from '../../../station/exports/zip-reader.ts';
import type { FuzzTarget } from '../target.ts';

/** Evidence files that somebody hands in to be checked. */
export const zipTarget: FuzzTarget = {
  name: 'zip',
  words: ['PK\x05\x06', 'PK\x01\x02', 'PK\x03\x04', '\xff\xff\xff\xff'],
  seeds: async () => {
    const zip = new ZipFile();
    zip.addBuffer(Buffer.from('packed '.repeat(40)), 'manifest.json');
    zip.addBuffer(Buffer.from('as it is'), 'scans/a.tif', { compress: false });
    zip.end();
    return [await buffer(zip.outputStream)];
  },
  async run(bytes) {
    const files = await said(() => readZip(inMemory(bytes)));
    for (const file of files ?? []) {
      const content = await said(() => buffer(file.open()));
      if (content && content.length !== file.bytes)
        throw new TypeError(`${file.name} is not as long as it says`);
    }
  },
};

/** What cannot be read is refused with a sentence, and by no fault of the reader's own. */
async function said<Result>(read: () => Promise<Result>): Promise<Result | null> {
  try {
    return await read();
  } catch (fault) {
    if (fault instanceof Error && fault.constructor === Error) return null;
    throw fault;
  }
}
