import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: [
      '{electron,renderer,native-bridge,station,scripts}/**/*.test.{ts,tsx}',
      'test/{conformance,faults,fuzz,queue-sim}/**/*.test.ts',
    ],
    pool: 'forks',
    testTimeout: 30_000,
    hookTimeout: 30_000,
  },
});
