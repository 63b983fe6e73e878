import type { PictureFacts } from '../viewer/tile-source.ts';
import type { View } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import {
  columnHere,
  columnThere,
  type Mapping,
  rowHere,
  rowThere,
  stretchAt,
} from './registration/mapping.ts';

type Pitches = Pick<PictureFacts, 'linePitchMm' | 'detectorPitchMm'>;

/** Two viewers, and how their pictures lie on each other; a null mapping is one layout for both. */
export interface Linked {
  readonly own: { readonly viewer: Viewer; readonly pitches: Pitches };
  readonly other: { readonly viewer: Viewer; readonly pitches: Pitches };
  readonly mapping: Mapping | null;
  /** Whether window, colours and filters go along. */
  readonly display: boolean;
}

/** Where the other picture must be looked at to see the same place as large. */
export function viewThere(mapping: Mapping, view: View, own: Pitches, other: Pitches): View {
  const scale = own.linePitchMm / other.linePitchMm / stretchAt(mapping, view.x);
  return {
    x: columnThere(mapping, view.x),
    y: rowThere(mapping, view.y),
    pxPerMm: view.pxPerMm * scale,
  };
}

/** The way back. */
export function viewHere(mapping: Mapping, view: View, own: Pitches, other: Pitches): View {
  const x = columnHere(mapping, view.x);
  const scale = own.linePitchMm / other.linePitchMm / stretchAt(mapping, x);
  return { x, y: rowHere(mapping, view.y), pxPerMm: view.pxPerMm / scale };
}

/** Keeps two viewers at the same place, whichever of them is moved; returns the way to stop. */
export function linkViews({ own, other, mapping, display }: Linked): () => void {
  let following = false;
  const follow = (run: () => void) => {
    if (following) return;
    following = true;
    try {
      run();
    } finally {
      following = false;
    }
  };
  const turned = mapping?.mirrored ?? false;
  const turn = (viewer: Viewer, to: boolean) => {
    if (viewer.view && viewer.view.flipped !== to) viewer.flip();
  };
  const toOther = () => {
    const state = own.viewer.view;
    if (!state) return;
    turn(other.viewer, state.flipped !== turned);
    other.viewer.lookAt(mapping ? viewThere(mapping, state.at, own.pitches, other.pitches) : state.at);
  };
  const toOwn = () => {
    const state = other.viewer.view;
    if (!state) return;
    turn(own.viewer, state.flipped !== turned);
    own.viewer.lookAt(mapping ? viewHere(mapping, state.at, own.pitches, other.pitches) : state.at);
  };
  const stops = [
    own.viewer.on('view', () => follow(toOther)),
    other.viewer.on('view', () => follow(toOwn)),
    ...(display
      ? [
          own.viewer.on('display', (to) => follow(() => other.viewer.setDisplay(to))),
          other.viewer.on('display', (to) => follow(() => own.viewer.setDisplay(to))),
        ]
      : []),
  ];
  follow(() => {
    if (display) other.viewer.setDisplay(own.viewer.display);
    toOther();
  });
  return () => {
    for (const stop of stops) stop();
  };
}
