import { type ReactNode, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { FailureNote } from '../console/failure-note.tsx';
import { MeasureOverlay } from '../console/measure/measure-overlay.tsx';
import { MeasurePanel } from '../console/measure/measure-panel.tsx';
import { useMeasure } from '../console/measure/use-measure.ts';
import { ProcessorNote } from '../console/processor-note.tsx';
import { StatusStrip } from '../console/status-strip.tsx';
import { usePictureKeys } from '../console/use-picture-keys.ts';
import { knownEnergies, useShownViewer } from '../console/use-shown-viewer.ts';
import { ScanViewer } from '../viewer/ScanViewer.tsx';
import type { TileSource } from '../viewer/tile-source.ts';
import type { ViewerEvents } from '../viewer/viewer.ts';
import classes from './viewer-page.module.css';

/** The viewer with its tools, strips and keys; over it, the children. */
export function OpenedPicture(props: {
  readonly name: string;
  readonly source: TileSource | null;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('viewer');
  const { source } = props;
  const host = useRef<HTMLDivElement>(null);
  const [fidelity, setFidelity] = useState<ViewerEvents['fidelity']>('overview');
  const [seen, setSeen] = useState(0);
  const shown = useShownViewer(setFidelity);
  const { viewer, mounted, view, display, processor } = shown;
  const measure = useMeasure(mounted, host, source, false);
  const columns = source?.picture.expectedColumns ?? 0;
  const two = (source?.picture.energiesMeV.length ?? 0) > 1;
  // Materials take a calibration, which no picture of another program has.
  usePictureKeys(viewer, source !== null, { two, materials: false }, () => measure.leave(true));
  const of = { measure, viewer: mounted, display, columns };

  return (
    <>
      <div ref={host} className={classes.picture} data-testid="picture">
        <div className={classes.viewer} inert={source === null} aria-hidden={source === null}>
          <ScanViewer
            {...shown.props}
            source={source}
            label={t('picture', { name: props.name })}
            onSeen={setSeen}
          />
        </div>
        {source && <MeasureOverlay {...of} host={host} picture={source.picture} />}
        {props.children && <div className={classes.over}>{props.children}</div>}
        <FailureNote failure={shown.failure} processor={processor} />
      </div>
      {source && <MeasurePanel {...of} view={view} picture={source.picture} />}
      {source && <ProcessorNote because={processor} />}
      {source && (
        <StatusStrip
          tool={measure.tool}
          compared={[]}
          view={view}
          display={display}
          fidelity={fidelity}
          cursor={shown.cursor}
          seenPercent={Math.round(seen * 100)}
          lines={columns}
          energiesMeV={knownEnergies(source.picture)}
          calibration={source.picture.calibration?.source ?? null}
        />
      )}
    </>
  );
}
