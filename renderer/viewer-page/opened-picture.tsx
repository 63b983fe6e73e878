import { type ReactNode, useCallback, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { MeasureOverlay } from '../console/measure/measure-overlay.tsx';
import { MeasurePanel } from '../console/measure/measure-panel.tsx';
import { useMeasure } from '../console/measure/use-measure.ts';
import { ProcessorNote } from '../console/processor-note.tsx';
import { StatusStrip } from '../console/status-strip.tsx';
import { usePictureKeys } from '../console/use-picture-keys.ts';
import { faultSentence } from '../ui/fault.ts';
import { ScanViewer } from '../viewer/ScanViewer.tsx';
import type { TileSource } from '../viewer/tile-source.ts';
import { type Display, plainDisplay } from '../viewer/transfer.ts';
import type { Viewer, ViewerEvents, ViewState } from '../viewer/viewer.ts';
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
  const viewer = useRef<Viewer | null>(null);
  const [mounted, setMounted] = useState<Viewer | null>(null);
  const takeViewer = useCallback((made: Viewer | null) => {
    viewer.current = made;
    setMounted(made);
  }, []);
  const [view, setView] = useState<ViewState | null>(null);
  const [display, setDisplay] = useState<Display>(usualDisplay);
  const [cursor, setCursor] = useState<ViewerEvents['cursor']>(null);
  const [fidelity, setFidelity] = useState<ViewerEvents['fidelity']>('overview');
  const [seen, setSeen] = useState(0);
  const [processor, setProcessor] = useState<ViewerEvents['processor'] | null>(null);
  const [failure, setFailure] = useState<ViewerEvents['failure'] | null>(null);
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
            ref={takeViewer}
            source={source}
            label={t('picture', { name: props.name })}
            initialDisplay={usualDisplay}
            onView={setView}
            onDisplay={setDisplay}
            onFidelity={(now) => {
              setFidelity(now);
              setFailure(null);
            }}
            onCursor={setCursor}
            onSeen={setSeen}
            onProcessor={setProcessor}
            onFailure={setFailure}
          />
        </div>
        {source && <MeasureOverlay {...of} host={host} picture={source.picture} />}
        {props.children && <div className={classes.over}>{props.children}</div>}
        {failure && failure.code !== processor && (
          <p className={classes.failure} role="alert">
            {faultSentence(failure)} <small>{failure.code}</small>
          </p>
        )}
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
          cursor={cursor}
          seenPercent={Math.round(seen * 100)}
          lines={columns}
          energiesMeV={source.picture.imported?.energyKnown === false ? [] : source.picture.energiesMeV}
          calibration={source.picture.calibration?.source ?? null}
        />
      )}
    </>
  );
}

const usualDisplay: Display = { ...plainDisplay, log: true };
