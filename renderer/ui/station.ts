import { createTRPCClient, httpBatchLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { createTRPCContext } from '@trpc/tanstack-react-query';
import { EventSource } from 'eventsource';
import type { AppRouter } from '../../station/api/router.ts';
import { session } from './session.ts';

/** The typed calls of the station, for React. */
export const { TRPCProvider, useTRPC, useTRPCClient } = createTRPCContext<AppRouter>();

/** A client of the station that says which officer is at this window with every call. */
export function createStationClient() {
  const headers = () => session.headers();
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: (operation) => operation.type === 'subscription',
        true: httpSubscriptionLink({
          url: '/rpc',
          EventSource,
          eventSourceOptions: {
            // The browser's own EventSource can send no header, and knows no scheme but http.
            fetch: (url, init) => fetch(url, { ...init, headers: { ...init.headers, ...headers() } }),
          },
        }),
        false: httpBatchLink({ url: '/rpc', headers }),
      }),
    ],
  });
}

/** Has the station make something that is no call's answer, as the officer at this window. */
export function stationPost(path: string, body: object): Promise<Response> {
  const headers = { ...session.headers(), 'content-type': 'application/json' };
  return fetch(path, { method: 'POST', headers, body: JSON.stringify(body) });
}

/** Gives the station a file as it is, as the officer at this window. */
export function stationUpload(path: string, file: Blob, signal: AbortSignal): Promise<Response> {
  return fetch(path, { method: 'POST', headers: session.headers(), body: file, signal });
}

/**
 * Fetches what the station serves beside its calls (tiles, exports), as the officer at this window. A covered window waits:
 * what was to come while it is locked comes when it is not.
 */
export async function stationFetch(path: string, signal?: AbortSignal): Promise<Response> {
  await session.whenUncovered(signal);
  return fetch(path, { headers: session.headers(), ...(signal ? { signal } : {}) });
}
