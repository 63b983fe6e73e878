import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { ScanViewer } from '../ScanViewer.tsx';
import type { TileSource } from '../tile-source.ts';
import type { Viewer } from '../viewer.ts';

/** Mounts the component and tells of each viewer it makes; resolves with the first. */
export function mountScanViewer(
  host: HTMLElement,
  source: TileSource | null,
  tell: (viewer: Viewer | null) => void,
): Promise<void> {
  return new Promise((resolve) => {
    const root = createRoot(host);
    root.render(
      <StrictMode>
        <ScanViewer
          source={source}
          label="Synthetic scan"
          ref={(viewer) => {
            tell(viewer);
            if (viewer) resolve();
          }}
        />
      </StrictMode>,
    );
  });
}
