import { useTranslation } from 'react-i18next';
import type { ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import { Waiting } from '../ui/waiting.tsx';
import type { PictureSeen } from './picture-seen.ts';
import { useStationPicture } from './use-station-picture.ts';

/** One scan's picture with its status strip. */
export function ScanView(props: {
  readonly visit: VisitView;
  readonly scan: ScanSummary;
  readonly onSeen: (seen: PictureSeen | null) => void;
}) {
  const { t } = useTranslation('console');
  const picture = useStationPicture(props.scan);
  if (!picture.source) return <Waiting failed={picture.fault !== null} fault={picture.fault} />;
  return <p>{t('picture.lines', { count: picture.columns })}</p>;
}
