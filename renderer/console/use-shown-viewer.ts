import { type RefObject, useCallback, useRef, useState } from 'react';
import type { ScanViewerProps } from '../viewer/ScanViewer.tsx';
import type { PictureFacts } from '../viewer/tile-source.ts';
import { type Display, plainDisplay } from '../viewer/transfer.ts';
import type { CursorReading, Viewer, ViewerEvents, ViewState } from '../viewer/viewer.ts';

/** A viewer on screen, and what it last said of itself. */
export interface ShownViewer {
  /** Null until it is mounted; changes when it had to be made anew. */
  readonly mounted: Viewer | null;
  /** The same, as it is at this moment. */
  readonly viewer: RefObject<Viewer | null>;
  readonly view: ViewState | null;
  readonly display: Display;
  readonly cursor: CursorReading | null;
  readonly processor: ViewerEvents['processor'] | null;
  /** What went wrong, until something was painted again. */
  readonly failure: ViewerEvents['failure'] | null;
  readonly forgetFailure: () => void;
  /** For the `ScanViewer`. */
  readonly props: Pick<
    ScanViewerProps,
    | 'ref'
    | 'initialDisplay'
    | 'onView'
    | 'onDisplay'
    | 'onCursor'
    | 'onFidelity'
    | 'onProcessor'
    | 'onFailure'
  >;
}

export function useShownViewer(onFidelity: (fidelity: ViewerEvents['fidelity']) => void): ShownViewer {
  const viewer = useRef<Viewer | null>(null);
  const [mounted, setMounted] = useState<Viewer | null>(null);
  const take = useCallback((made: Viewer | null) => {
    viewer.current = made;
    setMounted(made);
  }, []);
  const [view, setView] = useState<ViewState | null>(null);
  const [display, setDisplay] = useState<Display>(usualDisplay);
  const [cursor, setCursor] = useState<CursorReading | null>(null);
  const [processor, setProcessor] = useState<ViewerEvents['processor'] | null>(null);
  const [failure, setFailure] = useState<ViewerEvents['failure'] | null>(null);
  const forgetFailure = useCallback(() => setFailure(null), []);
  return {
    ...{ viewer, mounted, view, display, cursor, processor, failure, forgetFailure },
    props: {
      ref: take,
      initialDisplay: usualDisplay,
      onView: setView,
      onDisplay: setDisplay,
      onCursor: setCursor,
      onFidelity: (fidelity) => {
        onFidelity(fidelity);
        forgetFailure();
      },
      onProcessor: setProcessor,
      onFailure: setFailure,
    },
  };
}

/** None for a picture of another program that does not say them: its planes have stand-ins. */
export function knownEnergies(picture: PictureFacts | undefined): readonly number[] {
  if (picture === undefined || picture.imported?.energyKnown === false) return [];
  return picture.energiesMeV;
}

/** Logarithmic: in transmission itself a loaded truck is black from end to end. */
const usualDisplay: Display = { ...plainDisplay, log: true };
