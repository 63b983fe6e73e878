// Killed by a test while it changes a configuration: argument 1 is the data folder.
import { fixtureKinds } from '../../native-bridge/drivers/fixture-drivers.fixture.ts';
import { systemTimers } from '../../native-bridge/transport/timers.ts';
import { noLog } from '../log.ts';
import { ConfigFile, readConfig } from './config-file.ts';

const folder = process.argv[2] ?? '';
const file = new ConfigFile({
  folder,
  kinds: fixtureKinds,
  read: await readConfig(folder, fixtureKinds),
  journal: { append: () => ({ entries: [], version: 1, repeated: false }) },
  timers: systemTimers,
  log: noLog(),
  refuse: () => {},
  apply: () => {},
});
await file.start();
for (let n = 1; ; n += 1) {
  await file.change({ commandId: `${n}`, by: { id: 'o', serviceNumber: '1' }, subject: 'd' }, () =>
    Array.from({ length: 40 }, (_, at) => ({
      id: `d${at}`,
      driver: 'test-plc',
      lane: null,
      link: `tcp://h${n}:${at + 1}`,
      settings: {},
    })),
  );
  if (n === 3) process.stdout.write('changing');
}
