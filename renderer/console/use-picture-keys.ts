import { useBindings } from '../ui/action-context.tsx';
import { paletteNames } from '../viewer/palettes.ts';
import { type Display, isMaterialShow } from '../viewer/transfer.ts';
import type { Viewer } from '../viewer/viewer.ts';

/**
 * The keys of the picture: where it lies and how it is shown. `energies`: what its energies can be asked; `onReset`: what
 * else the reset takes back.
 */
export function usePictureKeys(
  viewer: { readonly current: Viewer | null },
  enabled: boolean,
  energies: { readonly two: boolean; readonly materials: boolean },
  onReset: () => void,
): void {
  const change = (next: (display: Display) => Partial<Display>) => () => {
    const at = viewer.current;
    if (at) at.setDisplay(next(at.display));
  };
  /** However quickly one follows another, each is taken back by itself. */
  const step = (next: (display: Display) => Partial<Display>) => () => {
    const at = viewer.current;
    if (at) at.setDisplay(next(at.display), { whole: true });
  };
  /** The place under the pointer stays where it is; without one, the middle. */
  const zoom = (factor: number) => () => {
    const at = viewer.current;
    if (at) at.zoomBy(factor, at.pointer ?? undefined);
  };
  const pan = (dx: number, dy: number) => () => viewer.current?.panBy(dx, dy);
  const bind = (run: () => void) => ({ enabled, run });
  useBindings({
    fit: bind(() => viewer.current?.fit()),
    oneToOne: bind(() => viewer.current?.zoomTo(1)),
    twoToOne: bind(() => viewer.current?.zoomTo(2)),
    zoomIn: bind(zoom(1.25)),
    zoomOut: bind(zoom(1 / 1.25)),
    panLeft: bind(pan(panStep, 0)),
    panRight: bind(pan(-panStep, 0)),
    panUp: bind(pan(0, panStep)),
    panDown: bind(pan(0, -panStep)),
    invert: bind(step(({ invert }) => ({ invert: !invert }))),
    logarithm: bind(step(({ log }) => ({ log: !log }))),
    narrowWindow: bind(change(({ window }) => ({ window: window / windowStep }))),
    widenWindow: bind(change(({ window }) => ({ window: window * windowStep }))),
    lowerLevel: bind(change(({ level, window }) => ({ level: level - window * levelStep }))),
    raiseLevel: bind(change(({ level, window }) => ({ level: level + window * levelStep }))),
    lowerGamma: bind(change(({ gamma }) => ({ gamma: gamma / gammaStep }))),
    raiseGamma: bind(change(({ gamma }) => ({ gamma: gamma * gammaStep }))),
    nextEnergy: { enabled: enabled && energies.two, run: step(nextEnergy) },
    materials: {
      enabled: enabled && energies.materials,
      run: step(({ show }) => ({ show: show === 'material' ? 'grey' : 'material' })),
    },
    materialStrip: {
      enabled: enabled && energies.materials,
      run: step(({ show }) => ({
        show: next(strips, show === 'organic' || show === 'metal' ? show : 'grey'),
      })),
    },
    nextPalette: bind(step(({ palette }) => ({ palette: next(paletteNames, palette) }))),
    highlight: bind(step(({ highlight }) => ({ highlight: next(highlights, highlight) }))),
    sharpen: bind(step(({ sharpen }) => ({ sharpen: next(sharpenSteps, sharpen) }))),
    smooth: bind(step(({ smooth }) => ({ smooth: next(shareSteps, smooth) }))),
    equalise: bind(step(({ equalise }) => ({ equalise: next(shareSteps, equalise) }))),
    flip: bind(() => viewer.current?.flip()),
    comparePlain: bind(() => viewer.current?.compare(!viewer.current.view?.comparing)),
    undoPicture: bind(() => viewer.current?.undo()),
    viewBack: bind(() => viewer.current?.back()),
    resetPicture: bind(() => {
      viewer.current?.reset();
      onReset();
    }),
  });
}

/** CSS pixels for a press of an arrow. */
const panStep = 80;
const windowStep = 1.15;
/** Share of the window that a press moves the level by, so that a narrow window moves finely. */
const levelStep = 0.08;
const gammaStep = 1.15;
const highlights = ['none', 'dense', 'thin'] as const;
const sharpenSteps = [0, 1, 2.5];
const shareSteps = [0, 0.5, 1];

const strips = ['grey', 'organic', 'metal'] as const;

/** The high energy, the low one, the mean of both; colours of materials stay and lie over another grey. */
function nextEnergy({ plane, show }: Display): Partial<Display> {
  if (isMaterialShow(show)) return { plane: plane === 0 ? 1 : 0 };
  if (show === 'blend') return { show: 'grey', plane: 0 };
  return plane === 0 ? { plane: 1 } : { show: 'blend' };
}

/** The one after `now`, the first after the last, or where `now` is none of them. */
function next<T>(steps: readonly T[], now: T): T {
  return steps[(steps.indexOf(now) + 1) % steps.length] ?? now;
}
