import { skipToken, useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { type DecisionSeen, decodeSeen } from '../../station/api/seen-map.pure.ts';
import type { VisitState, VisitView } from '../../station/api/views.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPCClient } from '../ui/station.ts';
import { cellSize, type SeenCells, shareSeen } from '../viewer/coverage.ts';
import type { TileSource } from '../viewer/tile-source.ts';
import { oneToOnePxPerMm } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { SeenMemory } from './seen-memory.ts';
import { nextUnseen } from './unseen.ts';

/** A map as it lies over the picture. */
export interface ShownMap {
  readonly cells: SeenCells;
  /** Side of a cell, pixels of the full resolution. */
  readonly cell: number;
  /** The decision it was recorded with; null: of this officer, now. */
  readonly of: DecisionSeen | null;
  /** Percent that was remembered when the picture was shown here; 0: it began with nothing. */
  readonly begunWith: number;
  /** It was decided on, and no map was recorded with that: as by a program that did not send one. */
  readonly noneRecorded: boolean;
}

export interface SeenMaps {
  /** Null while no map is asked for. */
  readonly shown: ShownMap | null;
  /** What this officer saw of a scan before, for the viewer to go on from. */
  before(scanId: string): SeenCells | null;
  /** Said whenever more was seen. */
  remember(scanId: string, cells: SeenCells): void;
}

/**
 * What was seen of the picture on screen: remembered in this window, shown as a map at a key (first what is being looked
 * for: in the own analysis the own map, of a decided visit the map of the decision), and the way to the next unseen part.
 */
export function useSeenMap(of: {
  readonly visit: VisitView | null;
  readonly scanId: string | null;
  readonly viewer: Viewer | null;
  readonly source: TileSource | null;
  /** What this officer has seen of it; null while the viewer has not said. */
  readonly seen: SeenCells | null;
}): SeenMaps {
  const { t } = useTranslation('compare');
  const { visit, scanId, viewer, source, seen } = of;
  const officer = useOfficer();
  const client = useTRPCClient();
  const memory = useMemo(() => new SeenMemory(), []);
  const begun = useRef({ scanId: '', share: 0 });
  const [turn, setTurn] = useState(0);
  const decidedAt = visit?.decision?.at ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the next picture, or a decision, begins without a map.
  useEffect(() => setTurn(0), [scanId, decidedAt]);

  const recorded = useQuery({
    queryKey: ['seen', visit?.id, decidedAt],
    queryFn: visit && decidedAt !== null ? () => client.compare.seen.query({ visitId: visit.id }) : skipToken,
    staleTime: Number.POSITIVE_INFINITY,
  }).data;
  const decisions = (recorded ?? []).filter((decision) => decision.scanId === scanId);
  const isOpen = visit !== null && undecided.has(visit.state);
  const choices = isOpen ? [null, ...decisions] : [...decisions, null];
  const noneRecorded =
    !isOpen && visit?.decision?.scanId === scanId && recorded !== undefined && decisions.length === 0;
  const asked = turn > 0 ? choices[turn - 1] : undefined;

  const shown = useMemo((): ShownMap | null => {
    if (asked === undefined || !source) return null;
    if (asked) {
      const cells = decodeSeen(asked.map);
      return { cells, cell: asked.map.cell, of: asked, begunWith: 0, noneRecorded };
    }
    const begunWith = begun.current.scanId === scanId ? Math.round(begun.current.share * 100) : 0;
    return { cells: seen ?? nothingSeen(viewer), cell: cellSize, of: null, begunWith, noneRecorded };
  }, [asked, source, scanId, seen, viewer, noneRecorded]);

  const goToNext = () => {
    const state = viewer?.view;
    if (!viewer || !state || !source) return;
    const { width: columns, height: rows } = viewer.extent ?? { width: 0, height: 0 };
    const { linePitchMm, detectorPitchMm } = source.picture;
    const layout = { columns, rows, linePitchMm, detectorPitchMm };
    const placed = viewer.placed;
    if (!placed) return;
    // Device pixels of a CSS pixel: what the canvas is laid out in.
    const density = (state.at.pxPerMm * linePitchMm) / placed.placement.scaleX;
    const view = nextUnseen({
      cells: shown?.cells ?? seen ?? nothingSeen(viewer),
      cell: shown?.cell ?? cellSize,
      layout,
      size: { width: placed.size.width * density, height: placed.size.height * density },
      now: {
        rectangle: state.rectangle,
        pxPerMm: state.at.pxPerMm,
        counts: state.at.pxPerMm >= oneToOnePxPerMm(layout) * 0.999,
      },
    });
    if (view) viewer.lookAt(view);
    else showDone(t('seen.all'));
  };
  useBindings({
    unseenMap: { enabled: source !== null, run: () => setTurn((now) => (now + 1) % (choices.length + 1)) },
    nextUnseen: { enabled: source !== null, run: goToNext },
  });

  return {
    shown,
    before(id) {
      const cells = memory.recall(officer.id, id);
      begun.current = { scanId: id, share: cells ? shareSeen(cells) : 0 };
      return cells;
    },
    remember: (id, cells) => memory.remember(officer.id, id, cells),
  };
}

/** Here an officer looks for what to look at; later, for what was looked at. */
const undecided: ReadonlySet<VisitState> = new Set<VisitState>([
  'scanning',
  'image-ready',
  'in-analysis',
  'escalated',
]);

function nothingSeen(viewer: Viewer | null): SeenCells {
  const { width, height } = viewer?.extent ?? { width: 0, height: 0 };
  const [across, down] = [Math.ceil(width / cellSize), Math.ceil(height / cellSize)];
  return { across, down, seen: new Uint8Array(across * down) };
}
