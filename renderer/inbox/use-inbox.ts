import { useQuery } from '@tanstack/react-query';
import { useTRPC } from '../ui/station.ts';
import { isAlarm, type Thing, thingsOf } from './inbox-rules.ts';

export interface Inbox {
  readonly things: readonly Thing[];
  readonly loaded: boolean;
  readonly fault: unknown;
}

/** What waits for a person to say whose it is; asked for again by itself and with every entry of the journal. */
export function useInbox(): Inbox {
  const trpc = useTRPC();
  const options = { refetchInterval: 10_000 };
  const readings = useQuery(trpc.readings.unattached.queryOptions(undefined, options));
  const images = useQuery(trpc.images.waiting.queryOptions(undefined, options));
  return {
    things: thingsOf(readings.data ?? [], images.data ?? []),
    loaded: readings.data !== undefined && images.data !== undefined,
    fault: readings.error ?? images.error,
  };
}

/** How much waits, and how much of it is radiation alarms. */
export function useInboxCount(): { readonly count: number; readonly alarms: number } {
  const { things } = useInbox();
  return { count: things.length, alarms: things.filter(isAlarm).length };
}
