import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import writeExcelFile from 'write-excel-file/node';
import { readTable } from './read-table.ts';
import { readTableAside } from './read-table-thread.ts';
import { mostBytes, mostRows, mostUnpackedBytes, TableFault } from './table.pure.ts';

const russian = 'ГРНЗ;Дата;Груз\r\n123АВС02;01.03.2026 08:30;Плитка «Алма»\r\n';
const cellsOf = (table: Awaited<ReturnType<typeof readTable>>) => table.rows.map(({ cells }) => cells);

async function faultOf(bytes: Buffer): Promise<string> {
  try {
    await readTable(bytes);
    return 'none';
  } catch (fault) {
    return fault instanceof TableFault ? fault.code : String(fault);
  }
}

/** windows-1251 of Cyrillic letters and what ASCII has. */
function windows1251(text: string): Buffer {
  const decoder = new TextDecoder('windows-1251');
  const codes = new Map(
    Array.from({ length: 256 }, (_, code) => [decoder.decode(Buffer.from([code])), code]),
  );
  return Buffer.from([...text].map((sign) => codes.get(sign) ?? 0x3f));
}

describe('a list of text', () => {
  test.each([
    ['utf-8', Buffer.from(russian)],
    ['utf-8', Buffer.from(`\ufeff${russian}`)],
    ['windows-1251', windows1251(russian)],
    ['utf-16le', Buffer.from(`\ufeff${russian}`, 'utf16le')],
    ['utf-16le', Buffer.from(russian, 'utf16le')],
    ['utf-16be', Buffer.from(`\ufeff${russian}`, 'utf16le').swap16()],
  ])('is read as %s where it is that', async (encoding, bytes) => {
    const table = await readTable(bytes);
    expect(table).toMatchObject({
      format: 'csv',
      encoding,
      delimiter: ';',
      header: ['ГРНЗ', 'Дата', 'Груз'],
    });
    expect(table.rows).toEqual([{ row: 2, cells: ['123АВС02', '01.03.2026 08:30', 'Плитка «Алма»'] }]);
  });

  test.each([';', ',', '\t', '|'])('is split at %j, and not inside quotes', async (delimiter) => {
    const lines = [
      ['plate', 'slot', 'goods'],
      ['A1', '2026-03-01 08:30', '"tiles; grout, 22,4 t"'],
      ['B2', '2026-03-01 09:00', '"one ""good"" line\nand another"'],
    ];
    const text = lines.map((line) => line.join(delimiter)).join('\n');
    expect(cellsOf(await readTable(Buffer.from(text)))).toEqual([
      ['A1', '2026-03-01 08:30', 'tiles; grout, 22,4 t'],
      ['B2', '2026-03-01 09:00', 'one "good" line\nand another'],
    ]);
  });

  test('counts its rows as a spreadsheet does, empty ones too', async () => {
    const table = await readTable(Buffer.from('plate,slot\n\nA1,x\n,\nB2,y\n'));
    expect(table.rows.map(({ row }) => row)).toEqual([3, 5]);
  });
});

describe('a workbook', () => {
  test('gives text, numbers, and times as they are shown there', async () => {
    const bytes = await writeExcelFile([
      [{ value: 'Plate' }, { value: 'Slot' }, { value: 'Weight' }],
      [
        { value: '01KG123ABC' },
        { value: new Date(Date.UTC(2026, 2, 1, 8, 30)), type: Date, format: 'dd.mm.yyyy hh:mm' },
        { value: 22_400.5, type: Number },
      ],
    ]).toBuffer();
    const table = await readTable(bytes);
    expect(table).toMatchObject({ format: 'xlsx', header: ['Plate', 'Slot', 'Weight'] });
    expect(cellsOf(table)).toEqual([['01KG123ABC', { local: '2026-03-01T08:30:00' }, 22_400.5]]);
  });

  test('that unpacks to more than is read is refused, whatever it says of its size', async () => {
    const swollen = zipOf(Buffer.alloc(mostUnpackedBytes + 1), 10);
    expect(swollen.length).toBeLessThan(mostBytes);
    expect(await faultOf(swollen)).toBe('BOOKINGS_FILE_TOO_LARGE');
    expect(await faultOf(zipOf(Buffer.from('no workbook'), 11))).toBe('BOOKINGS_FILE_UNREADABLE');
  });
});

describe('a list in JSON', () => {
  test.each([
    '[{"plate":"A1","slot":"2026-03-01T08:30","truck":{"goods":"tiles"}},{"plate":"B2"}]',
    '{"made":"today","bookings":[{"plate":"A1","slot":"2026-03-01T08:30","truck":{"goods":"tiles"}},{"plate":"B2"}]}',
  ])('is its only list of objects, each key a column: %s', async (text) => {
    const table = await readTable(Buffer.from(text));
    expect(table).toMatchObject({ format: 'json', header: ['plate', 'slot', 'truck.goods'] });
    expect(cellsOf(table)).toEqual([
      ['A1', '2026-03-01T08:30', 'tiles'],
      ['B2', null, null],
    ]);
  });

  test('that is none is refused', async () => {
    expect(await faultOf(Buffer.from('{"a":1}'))).toBe('BOOKINGS_FILE_UNREADABLE');
    expect(await faultOf(Buffer.from('[{"a":'))).toBe('BOOKINGS_FILE_UNREADABLE');
  });
});

describe('a file that is no list', () => {
  test('is refused with why', async () => {
    expect(await faultOf(Buffer.alloc(0))).toBe('BOOKINGS_FILE_EMPTY');
    expect(await faultOf(Buffer.from('plate,slot\n'))).toBe('BOOKINGS_FILE_EMPTY');
    expect(await faultOf(Buffer.alloc(mostBytes + 1, 0x20))).toBe('BOOKINGS_FILE_TOO_LARGE');
    expect(await faultOf(Buffer.from(`a,b\n${'1,2\n'.repeat(mostRows + 1)}`))).toBe('BOOKINGS_FILE_TOO_LONG');
    expect(await faultOf(Buffer.from('\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0'.repeat(9), 'latin1'))).toBe(
      'BOOKINGS_FILE_UNREADABLE',
    );
  });

  test('whatever its bytes are, does nothing worse than that', async () => {
    await fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 400 }), fc.boolean(), async (bytes, zip) => {
        const file = Buffer.concat([Buffer.from(zip ? 'PK\x03\x04' : ''), bytes]);
        expect(await faultOf(file)).toMatch(/^none$|^BOOKINGS_FILE_/);
      }),
      { numRuns: 150 },
    );
  });

  test('is refused by the thread that reads it, with the same code', async () => {
    await expect(readTableAside(Buffer.from('PK\x03\x04 no zip'))).rejects.toMatchObject({
      name: 'StationError',
      code: 'BOOKINGS_FILE_UNREADABLE',
    });
    expect((await readTableAside(Buffer.from(russian))).rows).toHaveLength(1);
  });
});

/** A ZIP of one part that says of itself to unpack to `says` bytes. */
function zipOf(content: Buffer, says: number): Buffer {
  const packed = deflateRawSync(content, { level: 9 });
  const name = Buffer.from('xl/worksheets/sheet1.xml');
  const header = (signature: number, more: number) => {
    const bytes = Buffer.alloc(30 + more);
    bytes.writeUInt32LE(signature, 0);
    return bytes;
  };
  const local = header(0x04034b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(says, 22);
  local.writeUInt16LE(name.length, 26);
  const central = header(0x02014b50, 16);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(says, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}
