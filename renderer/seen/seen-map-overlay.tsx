import { useId } from 'react';
import { useTranslation } from 'react-i18next';
import { keysOf } from '../ui/actions.ts';
import { dayAndTime } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { shareSeen } from '../viewer/coverage.ts';
import { ViewerOverlay } from '../viewer/overlay/viewer-overlay.tsx';
import type { Size } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import classes from './seen-map.module.css';
import { unseenBlocks } from './unseen.ts';
import type { ShownMap } from './use-seen-map.ts';

/** The parts that were not seen, hatched faintly over the picture, and in words what the hatching means. */
export function SeenMapOverlay(props: {
  readonly map: ShownMap;
  readonly viewer: Viewer | null;
  readonly zone: string;
}) {
  const { t, i18n } = useTranslation(['compare', 'common']);
  const hatch = useId();
  const { map, viewer, zone } = props;
  const { of } = map;
  const blocks = unseenBlocks(map.cells);
  const extent = viewer?.extent ?? { width: 0, height: 0 };
  const percent = of ? Math.round(of.seenPercent) : Math.round(shareSeen(map.cells) * 100);
  return (
    <>
      <ViewerOverlay viewer={viewer}>
        {({ toCanvas }) => (
          <>
            <defs>
              <pattern
                id={hatch}
                width="12"
                height="12"
                patternUnits="userSpaceOnUse"
                patternTransform="rotate(45)"
              >
                <line className={classes.dark} x1="0" y1="0" x2="0" y2="12" />
                <line className={classes.light} x1="2" y1="0" x2="2" y2="12" />
              </pattern>
            </defs>
            <path
              data-testid="unseen-parts"
              fill={`url(#${hatch})`}
              d={blocks
                .map(({ x, y, width, height }) => {
                  const from = toCanvas({ x: x * map.cell, y: y * map.cell });
                  const to = toCanvas(inside({ x: x + width, y: y + height }, map.cell, extent));
                  return `M${from.x} ${from.y}H${to.x}V${to.y}H${from.x}Z`;
                })
                .join('')}
            />
          </>
        )}
      </ViewerOverlay>
      <aside className={classes.legend} aria-label={t('compare:seen.title')} data-testid="seen-map">
        <p className={classes.title} role="status">
          <span className={classes.swatch} aria-hidden />
          {of
            ? t('compare:seen.of', {
                by: of.by,
                decision: t(`common:decisions.${of.decision}`),
                at: dayAndTime(of.at, zone, i18n.language),
                percent,
              })
            : t('compare:seen.own', { percent })}
        </p>
        {map.noneRecorded && <p>{t('compare:seen.noneRecorded')}</p>}
        <p className={classes.note}>
          {t('compare:seen.rule')}{' '}
          {of === null &&
            (map.begunWith > 0
              ? t('compare:seen.begunWith', { percent: map.begunWith })
              : t('compare:seen.begunWithNothing'))}
        </p>
        <p className={classes.keys}>
          <KeyCap name={keysOf('nextUnseen')[0] ?? ''} /> {t('compare:seen.next')}{' '}
          <KeyCap name={keysOf('unseenMap')[0] ?? ''} /> {t('compare:seen.turn')}
        </p>
      </aside>
    </>
  );
}

/** The last cells of a picture end where it does. */
function inside(at: { readonly x: number; readonly y: number }, cell: number, extent: Size) {
  return { x: Math.min(at.x * cell, extent.width), y: Math.min(at.y * cell, extent.height) };
}
