import { useDebouncedValue } from '@mantine/hooks';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { KnownTrucks } from '../../station/api/arrival-views.pure.ts';
import { checkContainer, normalisePlate } from '../../station/visits/identifiers.pure.ts';
import { useTRPC } from '../ui/station.ts';

const typedMs = 120;
const fewestLetters = 3;
const nothing: KnownTrucks = { bookings: [], here: [], earlier: [], alike: [] };

/** What the post knows of a truck while its plate and container are being typed. */
export function useKnownTrucks(plate: string, container: string): KnownTrucks {
  const trpc = useTRPC();
  const [asked] = useDebouncedValue(
    `${normalisePlate(plate).normalised} ${checkContainer(container).valid ? container : ''}`,
    typedMs,
  );
  const [plateAsked = '', containerAsked = ''] = asked.split(/ (.*)/s);
  const enabled = plateAsked.length >= fewestLetters || containerAsked !== '';
  const known = useQuery(
    trpc.arrivals.lookUp.queryOptions(
      { plate: plateAsked, container: containerAsked },
      { enabled, placeholderData: keepPreviousData, staleTime: 5_000 },
    ),
  );
  return enabled ? ((known.data as KnownTrucks | undefined) ?? nothing) : nothing;
}
