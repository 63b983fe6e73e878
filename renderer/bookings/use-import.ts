import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type {
  BookingField,
  BookingsPreview,
  ColumnMapping,
  ImportReport,
  OpenedBookings,
} from '../../station/api/booking-views.pure.ts';
import { refusalOf } from '../ui/fault.ts';
import { showFault } from '../ui/notices.ts';
import { session } from '../ui/session.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';

export interface Importing {
  /** The list before the officer; null while there is none. */
  readonly opened: OpenedBookings | null;
  readonly mapping: ColumnMapping;
  readonly preview: BookingsPreview | null;
  readonly busy: boolean;
  /** What the last import of this window has done. */
  readonly report: ImportReport | null;
  open(file: File): void;
  map(column: number, field: BookingField | null): void;
  take(): void;
  leave(): void;
}

/** A list of bookings from the file to the report: read by the station, its columns named, previewed, taken over. */
export function useImport(): Importing {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const [opened, setOpened] = useState<OpenedBookings | null>(null);
  const [mapping, setMapping] = useState<ColumnMapping>([]);
  const [report, setReport] = useState<ImportReport | null>(null);
  const opening = useMutation({
    mutationFn: async (file: File): Promise<OpenedBookings> => {
      const response = await fetch(`/bookings/files?name=${encodeURIComponent(file.name.slice(0, 200))}`, {
        method: 'POST',
        headers: session.headers(),
        body: file,
      });
      if (!response.ok) throw await refusalOf(response);
      return (await response.json()) as OpenedBookings;
    },
    onSuccess: (read) => {
      setOpened(read);
      setMapping(read.mapping);
      setReport(null);
    },
    onError: showFault,
  });
  const importId = opened?.importId ?? '';
  const preview = useQuery(
    trpc.bookings.preview.queryOptions(
      { importId, mapping: [...mapping] },
      { enabled: opened !== null, placeholderData: keepPreviousData, staleTime: 0, gcTime: 0 },
    ),
  );
  const taking = useMutation({
    mutationFn: () =>
      client.bookings.take.mutate({ commandId: crypto.randomUUID(), importId, mapping: [...mapping] }),
    onSuccess: (done) => {
      setReport(done as ImportReport);
      setOpened(null);
    },
    onError: showFault,
    onSettled: () => {
      for (const key of [trpc.bookings.pathKey(), trpc.visits.pathKey()])
        void queries.invalidateQueries({ queryKey: key });
    },
  });
  return {
    opened,
    mapping,
    preview: (preview.data as BookingsPreview | undefined) ?? null,
    busy: opening.isPending || taking.isPending,
    report,
    open: (file) => opening.mutate(file),
    map: (column, field) =>
      // A meaning belongs to one column.
      setMapping(mapping.map((now, at) => (at === column ? field : now === field ? null : now))),
    take: () => taking.mutate(),
    leave: () => setOpened(null),
  };
}
