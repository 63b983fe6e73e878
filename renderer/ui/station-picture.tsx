import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { refusalOf } from './fault.ts';
import { stationFetch } from './station.ts';

/** A small picture of the station's, fetched as the officer at this window; nothing while it is not there. */
export function StationPicture(props: {
  /** It never changes under its path. */
  readonly path: string;
  readonly label: string;
  readonly className?: string | undefined;
}) {
  const { path } = props;
  const picture = useQuery({
    queryKey: ['station-picture', path],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async ({ signal }) => {
      const response = await stationFetch(path, signal);
      if (!response.ok) throw await refusalOf(response);
      return response.blob();
    },
  });
  const blob = picture.data;
  const address = useMemo(() => (blob ? URL.createObjectURL(blob) : null), [blob]);
  useEffect(() => () => (address === null ? undefined : URL.revokeObjectURL(address)), [address]);
  return address === null ? null : <img className={props.className} src={address} alt={props.label} />;
}
