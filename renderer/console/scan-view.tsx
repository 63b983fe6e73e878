import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { faultSentence } from '../ui/fault.ts';
import { readablePlate } from '../ui/format.ts';
import type { KnownScannerState } from '../ui/scanner-look.ts';
import { Waiting } from '../ui/waiting.tsx';
import { ScanViewer } from '../viewer/ScanViewer.tsx';
import { type Display, plainDisplay } from '../viewer/transfer.ts';
import type { CursorReading, Viewer, ViewerEvents, ViewState } from '../viewer/viewer.ts';
import type { PictureSeen } from './picture-seen.ts';
import classes from './scan-view.module.css';
import { StatusStrip } from './status-strip.tsx';
import { useStationPicture } from './use-station-picture.ts';

/** One scan's picture, its keys and its status strip. */
export function ScanView(props: {
  readonly visit: VisitView;
  readonly scan: ScanSummary;
  readonly scannerState: KnownScannerState;
  readonly onSeen: (seen: PictureSeen | null) => void;
}) {
  const { t } = useTranslation(['console', 'common']);
  const { visit, scan, scannerState, onSeen } = props;
  const { source, columns, fault } = useStationPicture(scan);
  const viewer = useRef<Viewer | null>(null);
  const [view, setView] = useState<ViewState | null>(null);
  const [display, setDisplay] = useState<Display>(plainDisplay);
  const [fidelity, setFidelity] = useState<ViewerEvents['fidelity']>('overview');
  const [cursor, setCursor] = useState<CursorReading | null>(null);
  const [seen, setSeen] = useState(0);
  const [failure, setFailure] = useState<ViewerEvents['failure'] | null>(null);

  // The viewer says how it paints; that more lines will come is known from the scan.
  const shown = scan.state === 'receiving' ? 'receiving' : fidelity;
  const percent = Math.round(seen * 100);
  useEffect(() => onSeen({ scanId: scan.id, fidelity: shown, percent }), [onSeen, scan.id, shown, percent]);
  useEffect(() => () => onSeen(null), [onSeen]);
  usePictureKeys(viewer, source !== null);

  return (
    <>
      <div className={classes.picture} data-testid="picture">
        <ScanViewer
          ref={viewer}
          source={source}
          label={t('console:picture.label', { plate: readablePlate(visit.truck.plate) })}
          onView={setView}
          onDisplay={setDisplay}
          onFidelity={(now) => {
            setFidelity(now);
            setFailure(null);
          }}
          onCursor={setCursor}
          onSeen={setSeen}
          onFailure={setFailure}
        />
        {source !== null && columns === 0 && scan.state === 'receiving' && (
          <p className={classes.waiting}>
            {t('console:picture.noLines', { state: t(`common:scanner.${scannerState}`) })}
          </p>
        )}
        {source === null && (
          <div className={classes.over}>
            <Waiting failed={fault !== null} fault={fault} />
          </div>
        )}
        {failure && (
          <p className={classes.failure} role="alert">
            {faultSentence(failure)} <small>{failure.code}</small>
          </p>
        )}
      </div>
      <StatusStrip
        view={view}
        display={display}
        fidelity={shown}
        cursor={cursor}
        seenPercent={percent}
        lines={columns}
        energiesMeV={source?.picture.energiesMeV ?? []}
      />
    </>
  );
}

function usePictureKeys(viewer: { readonly current: Viewer | null }, enabled: boolean): void {
  const change = (next: (display: Display) => Partial<Display>) => () => {
    const at = viewer.current;
    if (at) at.setDisplay(next(at.display));
  };
  const pan = (dx: number, dy: number) => () => viewer.current?.panBy(dx, dy);
  const bind = (run: () => void) => ({ enabled, run });
  useBindings({
    fit: bind(() => viewer.current?.fit()),
    oneToOne: bind(() => viewer.current?.oneToOne()),
    zoomIn: bind(() => viewer.current?.zoomBy(1.25)),
    zoomOut: bind(() => viewer.current?.zoomBy(1 / 1.25)),
    panLeft: bind(pan(panStep, 0)),
    panRight: bind(pan(-panStep, 0)),
    panUp: bind(pan(0, panStep)),
    panDown: bind(pan(0, -panStep)),
    invert: bind(change(({ invert }) => ({ invert: !invert }))),
    logarithm: bind(change(({ log }) => ({ log: !log }))),
    narrowWindow: bind(change(({ window }) => ({ window: window / windowStep }))),
    widenWindow: bind(change(({ window }) => ({ window: window * windowStep }))),
    lowerLevel: bind(change(({ level, window }) => ({ level: level - window * levelStep }))),
    raiseLevel: bind(change(({ level, window }) => ({ level: level + window * levelStep }))),
    resetPicture: bind(() => viewer.current?.reset()),
  });
}

/** CSS pixels for a press of an arrow. */
const panStep = 80;
const windowStep = 1.15;
/** Share of the window that a press moves the level by, so that a narrow window moves finely. */
const levelStep = 0.08;
