import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { inferRouterOutputs } from '@trpc/server';
import type { VisitCommandInput, VisitCommandName } from '../../station/api/inputs.pure.ts';
import type { AppRouter } from '../../station/api/router.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import { faultOf } from '../ui/fault.ts';
import { showFault } from '../ui/notices.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';

type InputOf<Name extends VisitCommandName> = Extract<VisitCommandInput, { command: Name }>;
/** What a command takes besides which visit it is for. */
export type CommandDetails<Name extends VisitCommandName> = Omit<
  InputOf<Name>,
  'command' | 'commandId' | 'visitId' | 'version'
>;

/** A visit as it comes over the wire: JSON knows no readonly. */
type SavedVisit = inferRouterOutputs<AppRouter>['visits']['get'];

export interface VisitCommands {
  /** Resolves with the visit as saved, or null when the station refused, which was shown. */
  send<Name extends VisitCommandName>(
    name: Name,
    visit: VisitView,
    details: CommandDetails<Name>,
  ): Promise<VisitView | null>;
  callNext(lane: string): Promise<VisitView | null>;
  arriveBooked(visit: VisitView): Promise<VisitView | null>;
  readonly busy: boolean;
}

/**
 * Commands on visits, each with an id of its own. A decision given as the station went down is sent again with its
 * id until the station is back, and so recorded once. What moves trucks or starts the beam is never sent late:
 * the lane may have changed by then.
 */
export function useVisitCommands(): VisitCommands {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (ask: () => Promise<SavedVisit>) => ask(),
    onSuccess: (saved) => {
      queries.setQueryData(trpc.visits.open.queryKey(), (visits) =>
        visits?.map((visit) => (visit.id === saved.id && visit.version < saved.version ? saved : visit)),
      );
    },
    onError: showFault,
    onSettled: () => {
      // Not waited for: the command is over, and the next key is welcome.
      void queries.invalidateQueries({ queryKey: trpc.visits.pathKey() });
    },
  });
  const run = (ask: () => Promise<SavedVisit>): Promise<VisitView | null> =>
    mutateAsync(ask).catch(() => null);
  return {
    busy: isPending,
    send: (name, visit, details) => {
      const input = { commandId: crypto.randomUUID(), visitId: visit.id, version: visit.version, ...details };
      // Which input belongs to which command is said by the signature of `send`.
      const call = client.commands[name] as { mutate(input: unknown): Promise<SavedVisit> };
      const ask = () => call.mutate(input);
      return run(keptUntilAnswered.has(name) ? () => untilAnswered(ask) : ask);
    },
    callNext: (lane) => {
      const input = { commandId: crypto.randomUUID(), lane };
      return run(() => client.visits.callNext.mutate(input));
    },
    arriveBooked: (visit) => {
      const input = { commandId: crypto.randomUUID(), visitId: visit.id, version: visit.version };
      return run(() => client.visits.arriveBooked.mutate(input));
    },
  };
}

const keptUntilAnswered = new Set<VisitCommandName>(['decide', 'endExamination']);
const mostResends = 60;
const resendMs = 1_000;

/** Asks again every second while the station does not answer; throws what it answers, or that it never did. */
async function untilAnswered<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
  for (let resends = 0; ; resends += 1) {
    try {
      return await ask();
    } catch (error) {
      if (resends >= mostResends || faultOf(error).code !== 'STATION_UNREACHABLE') throw error;
      await new Promise((resolve) => setTimeout(resolve, resendMs));
    }
  }
}
