import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ViewerOverlay } from '../viewer/overlay/viewer-overlay.tsx';
import type { PictureFacts } from '../viewer/tile-source.ts';
import type { Viewer } from '../viewer/viewer.ts';
import classes from './assessment.module.css';
import { viewOfFrame } from './frame-view.ts';
import type { Assessing } from './use-assessment.ts';

/** The frames of the hints over the picture, with their numbers; the one that is asked for is brought on screen. */
export function HintsOverlay(props: {
  readonly assessing: Assessing;
  readonly viewer: Viewer | null;
  readonly picture: PictureFacts;
}) {
  const { t } = useTranslation('assessment');
  const { assessing, viewer, picture } = props;
  const { hints, dismissed, current, reveal } = assessing;
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is brought on screen when it is asked for, and not again.
  useEffect(() => {
    const placed = viewer?.placed;
    const state = viewer?.view;
    const extent = viewer?.extent;
    if (!viewer || !reveal || !placed || !state || !extent) return;
    const { linePitchMm, detectorPitchMm } = picture;
    const layout = { columns: extent.width, rows: extent.height, linePitchMm, detectorPitchMm };
    // Device pixels of a CSS pixel: what the canvas is laid out in.
    const density = (state.at.pxPerMm * linePitchMm) / Math.abs(placed.placement.scaleX);
    const size = { width: placed.size.width * density, height: placed.size.height * density };
    viewer.lookAt(viewOfFrame(reveal.hint.frame, layout, size));
  }, [reveal]);
  const shown = hints.flatMap((hint, nth) => (dismissed.has(hint.id) ? [] : [{ hint, number: nth + 1 }]));
  if (shown.length === 0) return null;
  return (
    <ViewerOverlay viewer={viewer}>
      {({ toCanvas }) => (
        <g data-testid="hint-frames">
          {shown.map(({ hint, number }) => {
            const { x, y, width, height } = hint.frame;
            const [a, b] = [toCanvas({ x, y }), toCanvas({ x: x + width, y: y + height })];
            const path = `M${a.x} ${a.y}H${b.x}V${b.y}H${a.x}Z`;
            return (
              <g key={hint.id} className={classes.frame} data-chosen={hint.id === current?.id || undefined}>
                <path className={classes.under} d={path} />
                <path className={classes.line} d={path} />
                <text className={classes.label} x={Math.min(a.x, b.x) + 3} y={Math.min(a.y, b.y) + 15}>
                  {t('hints.label', { number, kind: t(`hints.kinds.${hint.kind}`) })}
                </text>
              </g>
            );
          })}
        </g>
      )}
    </ViewerOverlay>
  );
}
