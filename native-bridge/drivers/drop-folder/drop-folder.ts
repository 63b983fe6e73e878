import { BridgeError } from '../../errors.ts';
import type { DriverDefinition } from '../driver.ts';
import { inspectFile } from '../image-intake/inspect.ts';
import { DropFolderDriver } from './drop-folder-driver.ts';
import { type DropFolderSettings, dropFolderSettings } from './settings.ts';

/** Pictures that another program puts into a folder. */
export const dropFolder: DriverDefinition<'image-source', DropFolderSettings> = {
  name: 'drop-folder',
  role: 'image-source',
  links: ['folder'],
  settings: dropFolderSettings,
  create({ link, ...parts }) {
    if (link.kind !== 'folder') throw new BridgeError('LINK_ADDRESS_INVALID', 'drop-folder needs a folder.');
    return new DropFolderDriver({ ...parts, folder: link.path, inspect: inspectFile });
  },
};
