import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { FrameView } from '../../station/api/assessment-views.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { decimal } from '../ui/format.ts';
import { useTRPC } from '../ui/station.ts';
import { estimateText } from './mass-text.ts';

/** What the matter in a rectangle weighs, read from every one of its pixels at the station. */
export function RegionMass(props: {
  readonly scanId: string;
  readonly region: FrameView;
  /** It is still being drawn. */
  readonly quiet: boolean;
}) {
  const { t, i18n } = useTranslation('assessment');
  const trpc = useTRPC();
  const { scanId, region, quiet } = props;
  const asked = trpc.assessments.weigh.queryOptions(
    { scanId, region },
    { enabled: !quiet, staleTime: Number.POSITIVE_INFINITY, retry: false },
  );
  const { data, error, isFetching } = useQuery(asked);
  if (quiet) return <p>{t('region.placing')}</p>;
  if (error) return <p>{faultSentence(faultOf(error))}</p>;
  if (isFetching || data === undefined) return <p role="status">{t('region.reading')}</p>;
  if (data === null) return <p>{t('impossible')}</p>;
  return (
    <p role="status" data-testid="region-mass">
      {t('region.mass')} <b>{estimateText(data, t, i18n.language)}</b> ·{' '}
      {t('region.meaning', { area: decimal(data.areaM2, i18n.language, 2) })}
    </p>
  );
}
