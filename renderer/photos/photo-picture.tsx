import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo } from 'react';
import { faultOf, faultSentence, refusalOf } from '../ui/fault.ts';
import { StateShape } from '../ui/icons.tsx';
import { stationFetch } from '../ui/station.ts';
import classes from './photos.module.css';

/** A photo as the station has it, small or as it came; where it is gone or damaged, what that means, in its place. */
export function PhotoPicture(props: {
  readonly sha256: string;
  readonly size: 'small' | 'whole';
  readonly label: string;
  readonly className?: string | undefined;
}) {
  const { sha256, size, label } = props;
  const path = size === 'small' ? `/photos/${sha256}/small.jpg` : `/photos/${sha256}`;
  const photo = useQuery({
    queryKey: ['photo', path],
    // An original may have 16 MB: none stays for later.
    gcTime: size === 'small' ? 300_000 : 0,
    staleTime: Number.POSITIVE_INFINITY,
    retry: (tries, error) => tries < 3 && faultOf(error).code === 'STATION_UNREACHABLE',
    queryFn: async ({ signal }) => {
      const response = await stationFetch(path, signal);
      if (!response.ok) throw await refusalOf(response);
      return response.blob();
    },
  });
  const blob = photo.data;
  const address = useMemo(() => (blob ? URL.createObjectURL(blob) : null), [blob]);
  useEffect(() => () => (address === null ? undefined : URL.revokeObjectURL(address)), [address]);
  if (photo.error !== null) {
    const said = faultSentence(faultOf(photo.error));
    return (
      <span className={classes.missing} data-size={size} title={said} data-testid="photo-missing">
        <StateShape shape="triangle" />
        <span className={size === 'small' ? classes.hidden : undefined}>{said}</span>
      </span>
    );
  }
  if (address === null) return <span className={props.className} />;
  return <img className={props.className} src={address} alt={label} />;
}
