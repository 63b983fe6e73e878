import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** How the screen is built; the desktop build and `npm run dev` take it as it is. */
export default defineConfig({
  root: import.meta.dirname,
  plugins: [react()],
  build: {
    outDir: '../out/renderer',
    rolldownOptions: {
      // The workstation's screen, and the viewer alone (`npm run viewer`).
      input: ['index.html', 'viewer-page/index.html'].map((page) => `${import.meta.dirname}/${page}`),
    },
    emptyOutDir: true,
    target: 'chrome130',
    // An inlined asset is a data: URL, which the station's content security policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 2000,
  },
});
