import { importFuzzTargets } from '../../native-bridge/imaging/import/fuzz-targets.fixture.ts';
import type { FuzzTarget } from './target.ts';
import { generatorTarget } from './targets/generator.ts';
import { imageSourceTargets } from './targets/image-sources.ts';
import { lineStreamTarget } from './targets/line-stream.ts';
import { modbusTargets } from './targets/modbus.ts';
import { plateReaderTargets } from './targets/plate-reader.ts';
import { portalOccupancyTarget } from './targets/portal-occupancy.ts';
import { radiationPortalTarget } from './targets/radiation-portal.ts';
import { recordingTarget } from './targets/recording.ts';
import { weighbridgeTargets } from './targets/weighbridge.ts';
import { zipTarget } from './targets/zip.ts';

/** Every parser and framer that takes bytes from outside. */
export const fuzzTargets: readonly FuzzTarget[] = [
  lineStreamTarget,
  radiationPortalTarget,
  recordingTarget,
  portalOccupancyTarget,
  generatorTarget,
  ...weighbridgeTargets,
  ...modbusTargets,
  ...plateReaderTargets,
  ...imageSourceTargets,
  ...importFuzzTargets,
  zipTarget,
];
