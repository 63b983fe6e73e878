import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    pool: 'forks',
    // Unless told, vitest leaves a processor idle, which of two is half.
    maxWorkers: availableParallelism(),
    // Only what hangs is ended: on a busy machine the longest take most of a minute.
    testTimeout: 120_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 30_000 } },
    // Devices that answer within milliseconds are starved at times on a shared machine; what fails twice is a fault.
    retry: process.env.CI === undefined ? 0 : 1,
    projects: [
      {
        extends: true,
        test: {
          name: 'station',
          include: [
            '{electron,native-bridge,station,scripts}/**/*.test.ts',
            'test/{conformance,faults,fuzz,queue-sim}/**/*.test.ts',
          ],
        },
      },
      {
        extends: true,
        test: {
          // Reckoning only, with nothing that lasts: a process for each file would take most of the time.
          name: 'screen',
          include: ['renderer/**/*.test.{ts,tsx}'],
          isolate: false,
        },
      },
    ],
  },
});
