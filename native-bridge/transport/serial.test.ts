import { mkdir, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseAddress, type SerialAddress } from './address.ts';
import { serialTransport } from './serial.ts';
import { noSocat, serialDevices } from './serial-devices.fixture.ts';
import { listSerialPorts } from './serial-ports.ts';

const never = new AbortController().signal;
let machine: Awaited<ReturnType<typeof serialDevices>>;
beforeEach(async () => {
  machine = await serialDevices();
});
afterEach(() => machine.dispose());

const transport = (address: string) =>
  serialTransport(parseAddress(address) as SerialAddress, address, machine.discovery);

describe('The list of serial ports', () => {
  test('without udevadm comes from the kernel: adapters with makers and serial numbers, in order', async () => {
    await machine.adapter('ttyUSB10', 'B2', 0, 'Prolific');
    await machine.adapter('ttyUSB9', 'A1');
    await writeFile(path.join(machine.dev, 'tty0'), '');
    await writeFile(path.join(machine.dev, 'ttyS0'), '');
    expect(await listSerialPorts(machine.discovery)).toEqual([
      { path: path.join(machine.dev, 'ttyS0'), maker: null, serialNumber: null, interfaceNumber: null },
      { path: path.join(machine.dev, 'ttyUSB9'), maker: 'FTDI', serialNumber: 'A1', interfaceNumber: 0 },
      { path: path.join(machine.dev, 'ttyUSB10'), maker: 'Prolific', serialNumber: 'B2', interfaceNumber: 0 },
    ]);
  });

  test('leaves out built-in ports that have no chip', async () => {
    for (const [name, type] of [
      ['ttyS0', '4'],
      ['ttyS1', '0'],
    ] as const) {
      await writeFile(path.join(machine.dev, name), '');
      await mkdir(path.join(machine.sys, 'class', 'tty', name));
      await writeFile(path.join(machine.sys, 'class', 'tty', name, 'type'), `${type}\n`);
    }
    const ports = await listSerialPorts(machine.discovery);
    expect(ports.map((port) => path.basename(port.path))).toEqual(['ttyS0']);
  });

  test('elsewhere is the library’s', async () => {
    const list = async () => [
      { path: 'COM10', manufacturer: 'FTDI', serialNumber: 'A1' },
      { path: 'COM9', manufacturer: undefined, serialNumber: undefined },
    ];
    expect(await listSerialPorts({ platform: 'win32', list })).toEqual([
      { path: 'COM9', maker: null, serialNumber: null, interfaceNumber: null },
      { path: 'COM10', maker: 'FTDI', serialNumber: 'A1', interfaceNumber: null },
    ]);
  });

  test('is made on this machine, whatever it has', async () => {
    expect(Array.isArray(await listSerialPorts())).toBe(true);
  });

  test('is empty where nothing can be found out', async () => {
    expect(
      await listSerialPorts({ ...machine.discovery, dev: path.join(machine.dev, 'none'), sys: '/nowhere' }),
    ).toEqual([]);
  });
});

describe('A port named by the serial number of its adapter', () => {
  test('that is not plugged in is said in a sentence', async () => {
    await machine.adapter('ttyUSB0', 'OTHER');
    await expect(transport('serial:usb:A1?baudRate=9600').open(never)).rejects.toMatchObject({
      code: 'LINK_FAILED',
      message: expect.stringContaining('not plugged in'),
    });
  });

  test('has to say which, where the adapter has several', async () => {
    await machine.adapter('ttyUSB0', 'A1', 1);
    await machine.adapter('ttyUSB1', 'A1', 0);
    await expect(transport('serial:usb:A1?baudRate=9600').open(never)).rejects.toMatchObject({
      message: expect.stringContaining('it has 2 ports'),
    });
    await expect(transport('serial:usb:A1#3?baudRate=9600').open(never)).rejects.toMatchObject({
      message: expect.stringContaining('2 ports only'),
    });
    // The first by its interface, whatever the kernel called it. It is a file and no port, and so it is named.
    await expect(transport('serial:usb:A1#1?baudRate=9600').open(never)).rejects.toMatchObject({
      message: expect.stringContaining('ttyUSB1'),
    });
  });
});

describe.skipIf(noSocat !== null)(`A serial line${noSocat === null ? '' : ` (skipped: ${noSocat})`}`, () => {
  test('is found again where its adapter came back after it was pulled out', async () => {
    await machine.adapter('ttyUSB0', 'A1');
    const first = await machine.line('ttyUSB0');
    const link = transport('serial:usb:A1?baudRate=9600');
    const before = await link.open(never);
    await first.device.write(Buffer.from('one'));
    const reading = before.incoming[Symbol.asyncIterator]();
    expect(Buffer.from((await reading.next()).value ?? []).toString()).toBe('one');

    await machine.unplug('ttyUSB0');
    await first.cut();
    await expect(reading.next()).rejects.toMatchObject({ code: 'LINK_FAILED' });
    await before.close();
    await expect(link.open(never)).rejects.toMatchObject({ code: 'LINK_FAILED' });

    await machine.adapter('ttyUSB1', 'A1');
    const second = await machine.line('ttyUSB1');
    const after = await link.open(never);
    await second.device.write(Buffer.from('two'));
    const next = await after.incoming[Symbol.asyncIterator]().next();
    expect(Buffer.from(next.value ?? []).toString()).toBe('two');
    await after.close();
  });

  test('that was pulled out is noticed though reading says nothing of it', async () => {
    await machine.adapter('ttyUSB0', 'A1');
    await machine.line('ttyUSB0');
    const connection = await transport('serial:usb:A1?baudRate=9600').open(never);
    const reading = connection.incoming[Symbol.asyncIterator]().next();
    await machine.unplug('ttyUSB0');
    await expect(reading).rejects.toMatchObject({
      code: 'LINK_FAILED',
      message: expect.stringContaining('plugged in'),
    });
    await expect(connection.write(Buffer.from('late'))).rejects.toMatchObject({ code: 'LINK_CLOSED' });
  });

  test('is another one when another device has its name', async () => {
    const { near } = await machine.line('ttyUSB0');
    const other = await machine.line('ttyUSB9');
    const connection = await transport(`serial:${near}?baudRate=9600`).open(never);
    const reading = connection.incoming[Symbol.asyncIterator]().next();
    // In one step: at no time is the name gone. What it was is known from the first look on.
    await new Promise((resolve) => setTimeout(resolve, 100));
    await rename(other.near, near);
    await expect(reading).rejects.toMatchObject({ code: 'LINK_FAILED' });
  });

  test('opens with every setting a line can have', async () => {
    const { near } = await machine.line('ttyUSB0');
    const settings = [
      'dataBits=7&parity=even',
      'dataBits=5&parity=odd&stopBits=2',
      'rtscts=true',
      'xonxoff=true',
    ];
    for (const setting of settings) {
      const connection = await transport(`serial:${near}?baudRate=9600&${setting}`).open(never);
      await connection.close();
      expect(connection.address).toContain(setting);
    }
  });

  test('that another program has open is said so', async () => {
    const { near } = await machine.line('ttyUSB0');
    const held = await transport(`serial:${near}?baudRate=9600`).open(never);
    await expect(transport(`serial:${near}?baudRate=9600`).open(never)).rejects.toMatchObject({
      code: 'LINK_FAILED',
      message: expect.stringContaining('another program has it open'),
    });
    await held.close();
  });
});
