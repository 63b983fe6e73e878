import { z } from 'zod';

const milliseconds = (least: number, most: number) => z.int().min(least).max(most);

export const dropFolderSettings = z.strictObject({
  pollMs: milliseconds(100, 600_000)
    .default(1000)
    .meta({ title: 'Look every (ms)', description: 'How often the folder is looked at.' }),
  stableMs: milliseconds(0, 600_000).default(3000).meta({
    title: 'Unchanged for (ms)',
    description:
      'A file is whole when its size and time have not changed for so long. Files renamed from a temporary name (.part, .tmp) are taken at once.',
  }),
  graceMs: milliseconds(0, 3_600_000).default(30_000).meta({
    title: 'Second try after (ms)',
    description: 'A file that cannot be read may not be whole after all: it is refused at its second try.',
  }),
  pattern: z
    .string()
    .min(1)
    .max(200)
    .default('*')
    .meta({
      title: 'Names',
      description:
        'Which files are taken; * and ? stand for any characters, {a,b} for a or b. Case does not matter.',
      examples: ['*.{tif,tiff}', 'scan_*.dcs'],
    }),
  maxMegabytes: z.int().min(1).max(4096).default(512).meta({
    title: 'Largest file (MB)',
    description: 'Larger files are refused and stay where they are.',
  }),
  sideCar: z.enum(['ignore', 'optional', 'expected']).default('optional').meta({
    title: 'Side-car',
    description:
      'A small file of the same name with .json, .xml or .txt that gives plate, container, takenAt and reference. Expected: a picture waits for it.',
  }),
  sideCarWaitMs: milliseconds(0, 600_000).default(10_000).meta({
    title: 'Wait for the side-car (ms)',
    description: 'After that the picture is taken without.',
  }),
  afterwards: z.enum(['move', 'delete', 'keep']).default('move').meta({
    title: 'Afterwards',
    description:
      'What becomes of a file once its picture is safe with the station: moved into a folder beside it, deleted, or kept and remembered as read.',
  }),
  doneFolder: z
    .string()
    .regex(/^(?!\.)[\w. -]{1,60}(?<![. ])$/, 'a plain name, without folders')
    .default('done')
    .meta({ title: 'Folder for what is done', description: 'Within the watched folder.' }),
});

export type DropFolderSettings = z.output<typeof dropFolderSettings>;
