import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { materialAt } from '../../viewer/material-at.ts';
import { materialsOf } from '../../viewer/materials.ts';
import { lengthBetween } from '../../viewer/measure/lengths.ts';
import { rangeOf } from '../../viewer/measure/window-presets.ts';
import { Loupe, loupeShape } from '../../viewer/overlay/loupe.tsx';
import { AimShape, LineShape, RegionShape } from '../../viewer/overlay/measure-shapes.tsx';
import { type Places, ViewerOverlay } from '../../viewer/overlay/viewer-overlay.tsx';
import { thicknessOf } from '../../viewer/thickness.ts';
import type { PictureFacts } from '../../viewer/tile-source.ts';
import type { Display } from '../../viewer/transfer.ts';
import type { Point } from '../../viewer/view.ts';
import type { Viewer } from '../../viewer/viewer.ts';
import { lengthText } from './length-text.ts';
import classes from './measure.module.css';
import type { Measure } from './use-measure.ts';
import { useRead } from './use-read.ts';
import { useThicknessText } from './use-thickness-text.ts';

/** What is measured, drawn over the picture. */
export function MeasureOverlay(props: {
  readonly measure: Measure;
  readonly viewer: Viewer | null;
  readonly host: RefObject<HTMLDivElement | null>;
  readonly picture: PictureFacts;
  readonly display: Display;
  readonly columns: number;
}) {
  const { measure, viewer, picture } = props;
  if (measure.tool === null) return null;
  return (
    <>
      <ViewerOverlay viewer={viewer}>
        {(place) => (
          <>
            <Shape place={place} measure={measure} picture={picture} />
            {measure.aim && <AimShape place={place} at={measure.aim} />}
          </>
        )}
      </ViewerOverlay>
      {measure.tool === 'loupe' && measure.aim && viewer && (
        <LoupeHere {...props} viewer={viewer} aim={measure.aim} />
      )}
    </>
  );
}

function Shape(props: { readonly place: Places; readonly measure: Measure; readonly picture: PictureFacts }) {
  const { t, i18n } = useTranslation('console');
  const { tool, points } = props.measure;
  if (points === null) return null;
  const { from, to } = points;
  const at = { place: props.place, from, to };
  if (tool === 'region') return <RegionShape {...at} />;
  if (tool === 'profile') {
    return <LineShape {...at} label="" ends={[t('measure.begin'), t('measure.end')]} />;
  }
  return <LineShape {...at} label={lengthText(lengthBetween(from, to, props.picture), t, i18n.language)} />;
}

function LoupeHere(props: {
  readonly measure: Measure;
  readonly viewer: Viewer;
  readonly host: RefObject<HTMLDivElement | null>;
  readonly picture: PictureFacts;
  readonly display: Display;
  readonly columns: number;
  readonly aim: Point;
}) {
  const { t } = useTranslation('console');
  const { viewer, host, picture, display, aim } = props;
  const { reader } = props.measure;
  const [range] = useState(() => rangeOf(picture));
  const middle = { column: Math.floor(aim.x), row: Math.floor(aim.y) };
  const density = window.devicePixelRatio || 1;
  const shape = loupeShape((viewer.view?.scale ?? 1) / density, picture.linePitchMm, picture.detectorPitchMm);
  const { side } = shape;
  const corner = { x: middle.column - (side - 1) / 2, y: middle.row - (side - 1) / 2 };
  const read = useRead({
    key: reader && `${middle.column} ${middle.row} ${side} ${props.columns}`,
    scope: picture.id,
    pauseMs: 0,
    read: async (signal) => ({
      middle,
      region: await reader!.region({ ...corner, width: side, height: side }, side * side, signal),
    }),
  });
  const materials = materialsOf(picture.calibration);
  const word = useRead({
    key: reader && materials && `${middle.column} ${middle.row} ${props.columns}`,
    scope: picture.id,
    pauseMs: 0,
    read: (signal) => materialAt(reader!, { x: middle.column, y: middle.row }, picture, materials!, signal),
  });
  const thicknessText = useThicknessText();
  const at = viewer.toCanvas(aim);
  if (!at) return null;
  const shown = read?.value ?? null;
  const counts = read?.current && shown ? valuesAt(shown.region, shown.middle) : null;
  const where = t('status.cursorPixel', middle);
  const thickness = counts && thicknessOf(counts[0]!, 0, picture);
  const material = counts && word?.current ? word.value : null;
  const known = counts && [
    counts.join(' / '),
    ...(thickness ? [thicknessText(thickness)] : []),
    ...(material ? [t(`status.material.${material}`)] : []),
  ];
  const unknown = read?.current ? t('measure.missing') : null;
  return (
    <>
      <Loupe
        region={shown?.region ?? null}
        middle={shown?.middle ?? middle}
        shape={shape}
        display={display}
        range={range}
        flipped={viewer.view?.flipped ?? false}
        at={at}
        canvas={{ width: host.current?.clientWidth ?? 0, height: host.current?.clientHeight ?? 0 }}
        captions={known ?? [unknown ?? '…']}
      />
      <p className={classes.spoken} role="status" data-testid="loupe-words">
        {where}: {known?.join(', ') ?? unknown}
      </p>
    </>
  );
}

/** The counts of one pixel, one per energy; null where they are missing. */
function valuesAt(
  region: {
    readonly x: number;
    readonly y: number;
    readonly width: number;
    readonly planes: readonly Float32Array[];
  },
  { column, row }: { readonly column: number; readonly row: number },
): number[] | null {
  const counts = region.planes.map((values) => values[(row - region.y) * region.width + column - region.x]);
  return counts.every((count) => count !== undefined && !Number.isNaN(count)) ? (counts as number[]) : null;
}
