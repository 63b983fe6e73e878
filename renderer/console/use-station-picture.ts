import { skipToken, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import { useLive } from '../ui/live.tsx';
import { stationFetch } from '../ui/station.ts';
import {
  createStationTileSource,
  fetchPictureInfo,
  type PictureInfo,
  type StationTileSource,
} from './station-tile-source.ts';

export interface StationPicture {
  /** Null until the station knows the picture. */
  readonly source: StationTileSource | null;
  readonly columns: number;
  /** Why the picture cannot be had, while it is tried again. */
  readonly fault: unknown;
}

/**
 * The picture of a scan as a tile source that grows with the station's events. While lines come in the station is
 * also asked now and then, so that a broken event stream delays the picture and loses nothing.
 */
export function useStationPicture(scan: ScanSummary | null): StationPicture {
  const { progress } = useLive();
  const scanId = scan?.id ?? null;
  const { state = null, lines = 0 } = scan ?? {};
  const info = useQuery({
    queryKey: pictureKey(scanId),
    queryFn: scanId === null ? skipToken : () => fetchPictureInfo(stationFetch, scanId),
    staleTime: 0,
    retry: false,
    refetchInterval: ({ state }) => {
      if (state.data == null) return 500;
      return state.data.state === 'receiving' ? 2_000 : false;
    },
  });
  const known = info.data ?? null;
  const [columns, setColumns] = useState(0);

  // Made once for a scan: what changes of the picture afterwards is reported to it.
  const first = known !== null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the source outlives the answer it was made from.
  const source = useMemo(
    () => (known === null ? null : createStationTileSource(known, stationFetch)),
    [scanId, first],
  );

  useEffect(() => {
    if (source === null) return;
    return source.onProgress((now) => setColumns(now.columns));
  }, [source]);
  useEffect(() => {
    if (source === null) return;
    const { id } = source.picture;
    source.report({ columns: progress.of(id), state: 'receiving' });
    return progress.watch(id, (lines) => source.report({ columns: lines, state: 'receiving' }));
  }, [source, progress]);
  useEffect(() => {
    if (source && known) source.report({ columns: known.columns, state: known.state });
  }, [source, known]);
  useEffect(() => {
    if (source === null || (state !== 'complete' && state !== 'incomplete')) return;
    source.report({ columns: lines, state });
  }, [source, state, lines]);

  return { source, columns, fault: info.error };
}

/**
 * Gets the archived pictures that an officer may open next so far ready that opening one shows something at once: what
 * the station knows of each, and its coarsest tile, which the browser then has at hand.
 */
export function usePicturesAtHand(visits: readonly VisitView[]): void {
  const client = useQueryClient();
  const wanted = visits
    .map(({ scans }) => scans.at(-1))
    .filter((scan) => scan?.archived)
    .slice(0, mostAtHand)
    .map((scan) => scan!.id)
    .join();
  useEffect(() => {
    for (const scanId of wanted.split(',').filter(Boolean)) {
      const queryKey = pictureKey(scanId);
      if (client.getQueryData(queryKey)) continue;
      const getReady = async () => {
        const info = await fetchPictureInfo(stationFetch, scanId);
        if (info) await createStationTileSource(info, stationFetch).tile(coarsestOf(info), giveUp());
        return info;
      };
      // What could not be had now is asked for again, and said, when the picture is opened.
      client
        .prefetchQuery({ queryKey, queryFn: getReady, retry: false, gcTime: keptMs })
        .catch(() => undefined);
    }
  }, [client, wanted]);
}

const pictureKey = (scanId: string | null) => ['picture', scanId];
const coarsestOf = ({ levels }: PictureInfo) => ({ level: levels - 1, column: 0, row: 0 });
const giveUp = () => AbortSignal.timeout(10_000);
const mostAtHand = 20;
const keptMs = 60 * 60_000;
