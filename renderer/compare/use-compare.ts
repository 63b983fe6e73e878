import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Candidate } from '../../station/api/compare-views.pure.ts';
import { createStationTileSource, fetchPictureInfo } from '../console/station-tile-source.ts';
import { useBindings } from '../ui/action-context.tsx';
import { keysOf } from '../ui/actions.ts';
import { matchesKey } from '../ui/key-match.ts';
import { stationFetch } from '../ui/station.ts';
import type { ProcessorReason } from '../viewer/messages.ts';
import type { TileSource } from '../viewer/tile-source.ts';
import type { Display } from '../viewer/transfer.ts';
import type { View } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { Comparer } from './comparer.ts';
import { linkViews } from './linked-views.ts';
import type { Registration } from './registration/register.ts';

export type CompareMode = 'side' | 'blink' | 'difference';

/** How the registration of the two pictures stands. */
export type RegistrationState =
  | { readonly state: 'running'; readonly share: number }
  | { readonly state: 'failed' }
  | { readonly state: 'done'; readonly registration: Registration };

export interface Comparing {
  readonly choosing: boolean;
  choose(candidate: Candidate): void;
  closeChoice(): void;
  /** What the picture is compared with; null while it is not. */
  readonly other: Candidate | null;
  readonly mode: CompareMode;
  /** In blink: the other is on screen. */
  readonly showsOther: boolean;
  readonly linked: boolean;
  /** Which picture the keys move and window. */
  readonly hands: 'own' | 'other';
  /** One above the other; else one beside the other. */
  readonly stacked: boolean;
  /** The other picture as it is, for side by side. */
  readonly source: TileSource | null;
  /** What lies over the own picture in blink and difference. */
  readonly over: TileSource | null;
  readonly fault: unknown;
  readonly registration: RegistrationState;
  /** Takes the viewer of the other picture, or of what lies over the own one. */
  readonly takeViewer: (viewer: Viewer | null) => void;
  /** Why the processor paints the other picture, or what lies over the own one; null while the GPU does. */
  readonly processor: ProcessorReason | null;
  /** How the difference is shown; null while none is. */
  readonly display: Display | null;
  /** The viewer that the keys of the picture act on. */
  readonly active: { readonly current: Viewer | null };
}

/**
 * Looking at a scan beside another: the choice, side by side with both linked through their registration, blink and the
 * difference, each at a key. What the own picture looked like before comes back when it is left.
 */
export function useCompare(of: {
  readonly scanId: string | null;
  readonly viewer: Viewer | null;
  readonly source: TileSource | null;
  /** The own picture is complete, so that it can be compared. */
  readonly complete: boolean;
  readonly asking: boolean;
}): Comparing {
  const { scanId, viewer, source, complete, asking } = of;
  const [choosing, setChoosing] = useState(false);
  const [other, setOther] = useState<Candidate | null>(null);
  const [mode, setMode] = useState<CompareMode>('side');
  const [showsOther, setShowsOther] = useState(true);
  const [linked, setLinked] = useState(true);
  const [hands, setHands] = useState<'own' | 'other'>('own');
  const [stacked, setStacked] = useState(true);
  const [second, setSecond] = useState<Viewer | null>(null);
  const before = useRef<{ view: View | null; flipped: boolean; display: Display } | null>(null);

  // Of the next truck nothing is compared, and nothing is put back.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of the scan that this is about.
  useEffect(() => {
    setOther(null);
    setChoosing(false);
    before.current = null;
  }, [scanId]);

  const info = useQuery({
    queryKey: ['compared-picture', other?.scanId],
    queryFn: other ? () => fetchPictureInfo(stationFetch, other.scanId) : skipToken,
    staleTime: Number.POSITIVE_INFINITY,
    retry: 2,
  });
  const othersSource = useMemo(
    () => (info.data ? createStationTileSource(info.data, stationFetch) : null),
    [info.data],
  );

  const [comparer, setComparer] = useState<Comparer | null>(null);
  const [registration, setRegistration] = useState<RegistrationState>({ state: 'running', share: 0 });
  useEffect(() => {
    if (!source || !othersSource) return;
    const made = new Comparer(source, othersSource);
    let ended = false;
    setComparer(made);
    setRegistration({ state: 'running', share: 0 });
    made
      .register((share) => !ended && setRegistration({ state: 'running', share }))
      .then(
        (found) => !ended && setRegistration({ state: 'done', registration: found }),
        () => !ended && setRegistration({ state: 'failed' }),
      );
    return () => {
      ended = true;
      made.close();
      setComparer(null);
    };
  }, [source, othersSource]);
  const mapping =
    registration.state === 'done' && registration.registration.matches
      ? registration.registration.mapping
      : null;

  const laid = useMemo(() => (comparer && mapping ? comparer.laid(mapping) : null), [comparer, mapping]);
  const difference = useMemo(
    () => (comparer && mapping ? comparer.difference(mapping) : null),
    [comparer, mapping],
  );
  const over = mode === 'blink' ? laid : mode === 'difference' ? difference : null;
  const covered = over !== null && (mode === 'difference' || showsOther);
  useEffect(() => {
    viewer?.cover(covered);
    return () => viewer?.cover(false);
  }, [viewer, covered]);

  // Side by side the two go together through the mapping; what lies over the own picture has its layout.
  const isOver = over !== null;
  const together = isOver || (linked && mapping !== null);
  useEffect(() => {
    const pitches = { own: source?.picture, other: othersSource?.picture };
    if (!viewer || !second || !together || !pitches.own || !pitches.other) return;
    return linkViews({
      own: { viewer, pitches: pitches.own },
      other: { viewer: second, pitches: isOver ? pitches.own : pitches.other },
      mapping: isOver ? null : mapping,
      display: mode !== 'difference',
    });
  }, [viewer, second, together, isOver, mapping, mode, source, othersSource]);

  const [display, setDisplay] = useState<Display | null>(null);
  useEffect(() => {
    if (mode !== 'difference' || !second) return;
    setDisplay(second.display);
    const stop = second.on('display', setDisplay);
    return () => {
      stop();
      setDisplay(null);
    };
  }, [mode, second]);

  const [processor, setProcessor] = useState<ProcessorReason | null>(null);
  useEffect(() => {
    setProcessor(second?.processor ?? null);
    return second?.on('processor', setProcessor);
  }, [second]);

  const leave = () => {
    setOther(null);
    const { current: was } = before;
    before.current = null;
    if (!was || !viewer) return;
    viewer.setDisplay(was.display, { whole: true });
    if (viewer.view && viewer.view.flipped !== was.flipped) viewer.flip();
    viewer.lookAt(was.view);
  };
  const on = other !== null && !asking;
  useBindings({
    compare: { enabled: source !== null && complete && !asking, run: () => setChoosing(true) },
    leaveComparison: { enabled: on, run: leave },
    linkViews: { enabled: on && mapping !== null && mode === 'side', run: () => setLinked(!linked) },
    blink: {
      enabled: on && mapping !== null,
      run: () => {
        setShowsOther(mode === 'blink' ? !showsOther : true);
        setMode('blink');
      },
    },
    difference: {
      enabled: on && mapping !== null,
      run: () => setMode(mode === 'difference' ? 'side' : 'difference'),
    },
    sideBySide: {
      enabled: on,
      run: () => (mode === 'side' ? setStacked(!stacked) : setMode('side')),
    },
    otherPicture: {
      enabled: on && mode === 'side',
      run: () => setHands(hands === 'own' ? 'other' : 'own'),
    },
  });
  useHeldBlink(on && mode === 'blink', () => setShowsOther(false));

  // In the difference the window is its own: the one of the picture has nothing to do with it.
  const handsOnSecond = on && (mode === 'difference' || (mode === 'side' && hands === 'other'));
  return {
    choosing,
    closeChoice: () => setChoosing(false),
    choose: (candidate) => {
      const state = viewer?.view;
      if (viewer && state && before.current === null) {
        const { fitted, at, flipped } = state;
        before.current = { view: fitted ? null : at, flipped, display: viewer.display };
      }
      setChoosing(false);
      setMode('side');
      setHands('own');
      setLinked(true);
      setStacked(isLong(source));
      setOther(candidate);
    },
    other,
    mode,
    showsOther,
    linked: together && !isOver,
    hands,
    stacked,
    source: other ? othersSource : null,
    over: other ? over : null,
    fault: info.error ?? (info.data === null ? new Error('gone') : null),
    registration,
    takeViewer: setSecond,
    processor: other ? processor : null,
    display,
    active: { current: handsOnSecond ? second : viewer },
  };
}

/** A key of blink that is held shows the other for as long: when it comes up, the own picture is back. */
function useHeldBlink(on: boolean, back: () => void): void {
  const latest = useRef(back);
  useEffect(() => {
    latest.current = back;
  });
  useEffect(() => {
    if (!on) return;
    let since: number | null = null;
    const isBlink = (event: KeyboardEvent) => keysOf('blink').some((key) => matchesKey(event, key));
    const down = (event: KeyboardEvent) => {
      if (isBlink(event) && event.repeat) since ??= event.timeStamp;
    };
    const up = (event: KeyboardEvent) => {
      if (since === null || !keysOf('blink').some((key) => event.code === `Key${key.at(-1)}`)) return;
      since = null;
      latest.current();
    };
    window.addEventListener('keydown', down);
    window.addEventListener('keyup', up);
    return () => {
      window.removeEventListener('keydown', down);
      window.removeEventListener('keyup', up);
    };
  }, [on]);
}

/** Long pictures lie one above the other, so that neither is cut to half its length. */
function isLong(source: TileSource | null): boolean {
  if (!source) return true;
  const { expectedColumns, detectors, linePitchMm, detectorPitchMm } = source.picture;
  return expectedColumns * linePitchMm > 1.5 * detectors * detectorPitchMm;
}
