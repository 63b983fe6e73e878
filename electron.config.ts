import path from 'node:path';
import { defineConfig } from 'electron-vite';

const from = (file: string) => path.join(import.meta.dirname, file);

/**
 * The desktop app's own code. The screen is not here: `renderer/vite.config.ts` builds it once for both shells.
 *
 * Modules keep their folders (`out/main/native-bridge/…`) instead of becoming one file, so that what starts a file
 * beside itself (a worker, the simulator) finds it where the source says, with `.js` for `.ts`. Packages stay outside:
 * some hold native code.
 */
export default defineConfig({
  main: {
    build: {
      externalizeDeps: true,
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          shell: from('electron/shell.ts'),
          station: from('station/cli/desktop.ts'),
          simulator: from('native-bridge/simulator/cli.ts'),
          'native-bridge/device-host/device-worker': from('native-bridge/device-host/device-worker.ts'),
          'station/bookings/read-table-worker': from('station/bookings/read-table-worker.ts'),
          'station/figures/figures-worker': from('station/figures/figures-worker.ts'),
          'native-bridge/imaging/imaging-worker': from('native-bridge/imaging/imaging-worker.ts'),
          'native-bridge/imaging/import/import-worker': from('native-bridge/imaging/import/import-worker.ts'),
        },
        output: {
          preserveModules: true,
          preserveModulesRoot: import.meta.dirname,
          entryFileNames: '[name].js',
        },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: from('electron/preload.ts') },
        // A sandboxed preload script is loaded as CommonJS whatever the package says.
        output: { format: 'cjs', entryFileNames: 'preload.cjs' },
      },
    },
  },
});
