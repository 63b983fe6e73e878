import { importFuzzTargets } from '../../native-bridge/imaging/import/fuzz-targets.fixture.ts';
import type { FuzzTarget } from './target.ts';
import { lineStreamTarget } from './targets/line-stream.ts';
import { modbusTargets } from './targets/modbus.ts';
import { radiationPortalTarget } from './targets/radiation-portal.ts';

/** Every parser and framer that takes bytes from outside. */
export const fuzzTargets: readonly FuzzTarget[] = [
  lineStreamTarget,
  radiationPortalTarget,
  ...modbusTargets,
  ...importFuzzTargets,
];
