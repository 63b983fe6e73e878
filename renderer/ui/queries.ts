import { MutationCache, onlineManager, QueryCache, QueryClient } from '@tanstack/react-query';
import { faultOf } from './fault.ts';
import { session } from './session.ts';

// The station is on this machine: `navigator.onLine` says nothing about it. What counts as being offline here is a
// window that is covered: nothing is asked until it is not, and then everything is asked anew.
onlineManager.setEventListener(() => () => {});
const askUnlessCovered = () => onlineManager.setOnline(!session.isCovered());
askUnlessCovered();
session.onChange(askUnlessCovered);

export function createQueries(): QueryClient {
  return new QueryClient({
    queryCache: new QueryCache({ onError: heedSession }),
    mutationCache: new MutationCache({ onError: heedSession }),
    defaultOptions: {
      queries: { networkMode: 'online', staleTime: 1_000, retry: 1, retryDelay: 500 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}

/** What the station says of the session holds at once, whatever call it was said to. */
function heedSession(error: unknown): void {
  const { code } = faultOf(error);
  if (code === 'SCREEN_LOCKED') session.cover('unlock');
  if (code === 'PASSWORD_CHANGE_NEEDED') session.cover('firstPassword');
}

/**
 * After a change of officers: what only the one before may have seen is forgotten. Visits, the post and pictures are every
 * officer's, and stay on screen until they are asked for anew.
 */
export function forgetTheOfficerBefore(queries: QueryClient): void {
  void queries.resetQueries({ predicate: ({ queryKey }) => !isEverybodys(queryKey) });
  void queries.invalidateQueries({ predicate: ({ queryKey }) => isEverybodys(queryKey) });
}

function isEverybodys([first]: readonly unknown[]): boolean {
  const part: unknown = Array.isArray(first) ? first[0] : first;
  return typeof part === 'string' && ['visits', 'post', 'session', 'picture'].includes(part);
}
