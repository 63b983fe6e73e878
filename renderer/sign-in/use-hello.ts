import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../ui/station.ts';

/** What the station says to anyone: which post this is, and whether somebody has set it up. */
export function useHello() {
  const trpc = useTRPC();
  return useQuery(
    trpc.session.hello.queryOptions(undefined, {
      networkMode: 'always',
      refetchInterval: ({ state }) => (state.status === 'success' ? false : 2_000),
    }),
  );
}
