import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState } from 'react';
import type { ArchivedVisit } from '../../station/api/archive-views.pure.ts';
import { useOfficer } from '../ui/officer.ts';
import { useTRPCClient } from '../ui/station.ts';
import { type Filters, noFilters, searchOf } from './archive-rules.ts';

export interface Found {
  readonly visits: readonly ArchivedVisit[];
  /** Counted no further than a thousand and one; null before the first answer. */
  readonly total: number | null;
  readonly loading: boolean;
  readonly fault: unknown;
  readonly more: () => void;
}

/** What the archive has for these filters, a page after the other as they are asked for. */
export function useArchive(filters: Filters, zone: string): Found {
  const client = useTRPCClient();
  const search = useSettled(useMemo(() => searchOf(filters, zone), [filters, zone]));
  const pages = useInfiniteQuery({
    queryKey: ['archive', search],
    queryFn: ({ pageParam, signal }) =>
      client.archive.search.query(
        { ...search, ...(pageParam === null ? {} : { before: pageParam }) },
        { signal },
      ),
    initialPageParam: null as number | null,
    getNextPageParam: ({ next }) => next,
    // What was found stays on screen while the next words are looked for.
    placeholderData: (before) => before,
  });
  const visits = useMemo(() => pages.data?.pages.flatMap((page) => page.visits) ?? [], [pages.data]);
  return {
    visits,
    total: pages.data?.pages[0]?.total ?? null,
    loading: pages.data === undefined && !pages.isError,
    fault: pages.error,
    more: () => {
      if (pages.hasNextPage && !pages.isFetching) void pages.fetchNextPage();
    },
  };
}

const settleMs = 200;

/** The value once it has stood still: nobody is asked for half a word. */
function useSettled<Value>(value: Value): Value {
  const [settled, setSettled] = useState(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(value), settleMs);
    return () => clearTimeout(timer);
  }, [value]);
  return settled;
}

/** The filters of this officer at this window; they stay while other screens are open. */
export function useFilters(): [Filters, (filters: Filters) => void] {
  const key = `scanpost.archive.${useOfficer().id}`;
  const [filters, setFilters] = useState<Filters>(() => remembered(key));
  return [
    filters,
    (next) => {
      sessionStorage.setItem(key, JSON.stringify(next));
      setFilters(next);
    },
  ];
}

function remembered(key: string): Filters {
  try {
    const kept: unknown = JSON.parse(sessionStorage.getItem(key) ?? '{}');
    const names = Object.keys(noFilters) as (keyof Filters)[];
    const said = names.map((name) => {
      const value = (kept as Partial<Record<string, unknown>> | null)?.[name];
      return [name, typeof value === 'string' ? value : ''];
    });
    return Object.fromEntries(said) as unknown as Filters;
  } catch {
    return noFilters;
  }
}
