import { buffer } from 'node:stream/consumers';
import { describe, expect, test } from 'vitest';
import { ZipFile } from 'yazl';
import { inMemory } from './zip-reader.fixture.ts';
import { readZip } from './zip-reader.ts';

async function zipped(): Promise<Buffer> {
  const zip = new ZipFile();
  zip.addBuffer(Buffer.from('packed '.repeat(1000)), 'packed.txt');
  zip.addBuffer(Buffer.from('as it is'), 'папка/stored.bin', { compress: false });
  zip.end();
  return buffer(zip.outputStream);
}

describe('a ZIP archive', () => {
  test('is read file by file, packed or stored', async () => {
    const files = await readZip(inMemory(await zipped()));
    expect(files.map(({ name, bytes }) => [name, bytes])).toEqual([
      ['packed.txt', 7000],
      ['папка/stored.bin', 8],
    ]);
    const contents = await Promise.all(files.map((file) => buffer(file.open())));
    expect(contents.map(String)).toEqual(['packed '.repeat(1000), 'as it is']);
  });

  test('that unpacks to more than it says is not unpacked further', async () => {
    const bytes = await zipped();
    const directory = bytes.indexOf('PK\x01\x02', 0, 'latin1');
    bytes.writeUInt32LE(20, directory + 24);
    const [file] = await readZip(inMemory(bytes));
    await expect(buffer(file!.open())).rejects.toThrow('packed.txt in it is not as long as it says');
  });

  test('that is packed, encrypted or cut in a way that is not read is refused in words', async () => {
    const whole = await zipped();
    const directory = whole.indexOf('PK\x01\x02', 0, 'latin1');
    const changed = (offset: number, value: number) => {
      const bytes = Buffer.from(whole);
      bytes.writeUInt16LE(value, directory + offset);
      return readZip(inMemory(bytes));
    };
    await expect(changed(10, 12)).rejects.toThrow('packed in a way that is not read');
    await expect(changed(8, 1)).rejects.toThrow('packed in a way that is not read');
    await expect(changed(28, 60_000)).rejects.toThrow('its directory is damaged');
    await expect(readZip(inMemory(whole.subarray(0, 60)))).rejects.toThrow('it is no ZIP archive');
    await expect(readZip(inMemory(Buffer.alloc(0)))).rejects.toThrow('it is no ZIP archive');
  });
});
