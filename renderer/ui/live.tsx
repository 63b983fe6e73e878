import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useSubscription } from '@trpc/tanstack-react-query';
import {
  createContext,
  type ReactNode,
  useContext,
  useEffect,
  useMemo,
  useState,
  useSyncExternalStore,
} from 'react';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { PostEvent, PostView, ScannerView } from '../../station/api/views.pure.ts';
import { createScanProgress, type ScanProgress } from './scan-progress.ts';
import { session, useCovered } from './session.ts';
import { useTRPC } from './station.ts';
import { stationClock } from './station-clock.ts';

/** What is known of the post right now. */
export interface Live {
  readonly post: PostView | null;
  /** `lost`: the station does not answer; what is on screen is as old as the break. */
  readonly connection: 'connecting' | 'online' | 'lost';
  readonly progress: ScanProgress;
}

const LiveContext = createContext<Live | null>(null);

/** Follows the station's events for all screens below, and keeps their queries fresh. */
export function LiveProvider({ children }: { readonly children: ReactNode }) {
  const trpc = useTRPC();
  const queries = useQueryClient();
  const progress = useMemo(createScanProgress, []);
  const [streaming, setStreaming] = useState<'never' | 'yes' | 'broken'>('never');

  const post = useQuery(
    trpc.post.view.queryOptions(undefined, { refetchInterval: 5_000, retry: false, staleTime: 0 }),
  );
  useEffect(() => {
    if (post.data) stationClock.set(post.data.now);
  }, [post.data]);

  const refresh = useMemo(
    () =>
      gathered(() => {
        for (const key of [
          trpc.visits.pathKey(),
          trpc.shifts.pathKey(),
          // The figures of a period are asked for now and then: a year of them is not made anew with every entry.
          trpc.figures.now.queryKey(),
          trpc.devices.pathKey(),
          trpc.readings.pathKey(),
          trpc.images.pathKey(),
          trpc.incidents.pathKey(),
          trpc.archive.visit.queryKey(),
          trpc.archive.marks.queryKey(),
          trpc.post.view.queryKey(),
        ]) {
          void queries.invalidateQueries({ queryKey: key });
        }
      }),
    [queries, trpc],
  );

  // The station ends the stream of a window that is locked; who goes on there opens another.
  const covered = useCovered();
  useEffect(() => {
    if (covered) setStreaming('never');
  }, [covered]);
  useSubscription(
    trpc.post.events.subscriptionOptions(
      {},
      {
        enabled: !covered,
        onData: ({ data }) => {
          take(data);
        },
        onConnectionStateChange: ({ state }) => {
          if (state === 'pending') {
            setStreaming('yes');
            // Whatever happened while the stream was down is asked for as a whole.
            refresh();
          } else if (!session.isCovered())
            setStreaming((before) => (before === 'never' ? 'never' : 'broken'));
        },
      },
    ),
  );

  const take = (event: PostEvent) => {
    if (event.type === 'lines') progress.lines(event.scanId, event.lines);
    else if (event.type === 'assessment') {
      void queries.invalidateQueries({ queryKey: trpc.assessments.of.queryKey({ scanId: event.scanId }) });
    } else if (event.type === 'scanner') {
      queries.setQueryData(
        trpc.post.view.queryKey(),
        (view) =>
          view && {
            ...view,
            scanners: view.scanners.map((each) => (each.id === event.scanner.id ? event.scanner : each)),
          },
      );
    } else if (event.type === 'device') {
      queries.setQueryData(
        trpc.post.view.queryKey(),
        (view) =>
          view && {
            ...view,
            devices: view.devices.map((each) =>
              each.id === event.device.id ? event.device : each,
            ) as typeof view.devices,
          },
      );
    } else refresh();
  };

  const unanswered = post.isError || post.failureCount > 0;
  const live = useMemo<Live>(
    () => ({
      post: post.data ?? null,
      connection:
        unanswered || streaming === 'broken' ? 'lost' : post.data === undefined ? 'connecting' : 'online',
      progress,
    }),
    [post.data, unanswered, streaming, progress],
  );
  return <LiveContext.Provider value={live}>{children}</LiveContext.Provider>;
}

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('The post is watched outside of its provider.');
  return live;
}

/** The scanner of a lane as far as it is known now: nothing is, while the station does not answer. */
export function useScanner(lane: string | null): ScannerView | null {
  const { post, connection } = useLive();
  if (connection !== 'online') return null;
  return post?.scanners.find((scanner) => scanner.lane === lane) ?? null;
}

/** The devices at a lane that send whole pictures, as far as they are known now. */
export function useImageSources(lane: string | null): readonly DeviceView[] {
  const { post, connection } = useLive();
  if (post === null || connection !== 'online') return [];
  return post.devices.filter((device) => device.lane === lane && device.role === 'image-source');
}

/** Lines received of a scan, as they come in. */
export function useScanLines(scanId: string): number {
  const { progress } = useLive();
  return useSyncExternalStore(
    (listener) => progress.watch(scanId, listener),
    () => progress.of(scanId),
  );
}

/** Runs `work` at once, and once more after a burst of calls, so that a burst costs two runs. */
function gathered(work: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let again = false;
  const run = () => {
    timer = setTimeout(() => {
      timer = undefined;
      if (again) {
        again = false;
        run();
        work();
      }
    }, 150);
  };
  return () => {
    if (timer === undefined) {
      run();
      work();
    } else again = true;
  };
}
