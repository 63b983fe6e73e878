import { skipToken, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ScanSummary } from '../../station/api/views.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { showDone, showFault } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';

/** Keeps the scan on screen as the picture of its vehicle when empty, at a key, and takes that back at the same. */
export function useEmptyMark(
  visitId: string | null,
  scan: ScanSummary | null,
): { readonly by: string | null } {
  const { t } = useTranslation('compare');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const mayMark = useOfficer().roles.some((role) => role === 'officer' || role === 'supervisor');
  const options = trpc.compare.emptyMark.queryOptions(scan?.archived ? { scanId: scan.id } : skipToken);
  const mark = useQuery(options).data;
  const { mutate, isPending } = useMutation({
    mutationFn: (input: Parameters<typeof client.compare.markEmpty.mutate>[0]) =>
      client.compare.markEmpty.mutate(input),
    onSuccess: (now) => showDone(t(now.by === null ? 'empty.unmarked' : 'empty.marked')),
    onError: showFault,
    onSettled: () => void queries.invalidateQueries({ queryKey: trpc.compare.pathKey() }),
  });
  useBindings({
    markEmpty: {
      enabled: mark !== undefined && visitId !== null && mayMark && !isPending,
      run: () => {
        if (!mark || !scan || visitId === null) return;
        const { version, by } = mark;
        mutate({ commandId: crypto.randomUUID(), visitId, scanId: scan.id, version, empty: by === null });
      },
    },
  });
  return { by: mark?.by ?? null };
}
