import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { IncidentsView } from '../../station/api/incident-views.pure.ts';
import { showFault } from '../ui/notices.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';

/** What is to be followed up, asked for again by itself and with every entry of the journal. */
export function useIncidents(): { readonly view: IncidentsView | null; readonly fault: unknown } {
  const trpc = useTRPC();
  const query = useQuery(trpc.incidents.view.queryOptions(undefined, { refetchInterval: 15_000 }));
  return { view: query.data ?? null, fault: query.error };
}

/** Sends something about incidents to the station; resolves with whether it took it, and shows what it refused. */
export function useIncidentCalls() {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (ask: () => Promise<unknown>) => ask(),
    onError: showFault,
    onSettled: () => queries.invalidateQueries({ queryKey: trpc.incidents.pathKey() }),
  });
  const run = (ask: (calls: typeof client.incidents, commandId: string) => Promise<unknown>) =>
    mutateAsync(() => ask(client.incidents, crypto.randomUUID())).then(
      () => true,
      () => false,
    );
  return { busy: isPending, run };
}
export type IncidentCalls = ReturnType<typeof useIncidentCalls>;
