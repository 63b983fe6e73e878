import { misbehavingDrivers } from './misbehaving.fixture.ts';
import { serveDrivers } from './serve-drivers.ts';

serveDrivers(misbehavingDrivers);
