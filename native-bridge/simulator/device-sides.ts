import type { DeviceSideEntry } from './device-side.ts';

/** Every device that can be simulated beside the scanner, by the name of its driver. Loaded when it is asked for. */
export const deviceSides = {
  'dicom-sender': {
    about: 'A workstation that sends pictures of the scenes by DICOM C-STORE to --to tcp://HOST:PORT.',
    load: async () => (await import('./devices/dicom-sender.ts')).startDicomSender,
  },
  'drop-folder': {
    about: 'A program that puts pictures of the scenes into the folder --to, as TIFF, PNG, DICOM or DICOS.',
    load: async () => (await import('./devices/drop-folder.ts')).startDropFolder,
  },
  generator: {
    about:
      'An X-ray generator that answers a status question with its status bits, kilovolts and milliamperes.',
    load: async () => (await import('./devices/generator.ts')).startGenerator,
  },
  'radiation-portal': {
    about: 'A radiation portal that prints lines of counts, and an occupancy for each vehicle.',
    load: async () => (await import('./devices/radiation-portal.ts')).startRadiationPortal,
  },
  modbus: {
    about:
      'A PLC over Modbus TCP or RTU: interlocks, emergency stop, warm-up, barrier, lights, loops, speed.',
    load: async () => (await import('./devices/modbus.ts')).startModbus,
  },
  'plate-reader': {
    about: 'A camera that reads number plates and posts them as JSON, XML or a form, with a picture.',
    load: async () => (await import('./devices/plate-reader.ts')).startPlateReader,
  },
  weighbridge: {
    about: 'Scales that print their weight five times a second.',
    load: async () => (await import('./devices/weighbridge.ts')).startWeighbridge,
  },
} as const satisfies Readonly<Record<string, DeviceSideEntry>>;
