import { createTRPCClient, httpLink } from '@trpc/client';
import type { AppRouter } from '../../station/api/router.ts';

/** An officer without a screen: the station's calls and routes, as the screen makes them. */
export type StationClient = ReturnType<typeof stationClient>;

/** `address` is what the station printed when it started, token included; `session` is from signing in. */
export function stationClient(address: string, session: string | null = null) {
  const { origin, searchParams } = new URL(address);
  const headers = {
    authorization: `Bearer ${searchParams.get('token')}`,
    ...(session === null ? {} : { 'x-scanpost-session': session }),
  };
  const calls = createTRPCClient<AppRouter>({ links: [httpLink({ url: `${origin}/rpc`, headers })] });
  return {
    calls,
    session,
    /** GETs a route beside the calls, such as `/scans/ID/tiles/0/0/0`. */
    get: (path: string, more: Record<string, string> = {}) =>
      fetch(`${origin}${path}`, { headers: { ...headers, ...more } }),
    /** The same station with an officer signed in. */
    as: (other: string) => stationClient(address, other),
  };
}
