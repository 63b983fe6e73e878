import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { encodeSeen } from '../../station/api/seen-map.pure.ts';
import type { ScanSummary } from '../../station/api/views.pure.ts';
import { HintsOverlay } from '../assessment/hints-overlay.tsx';
import type { Assessing } from '../assessment/use-assessment.ts';
import { ChooseDialog } from '../compare/choose-dialog.tsx';
import { CompareBar, OtherPane, OverPane, useCompareWords } from '../compare/compare-panes.tsx';
import { useCompare } from '../compare/use-compare.ts';
import { useEmptyMark } from '../compare/use-empty-mark.ts';
import { ExportDialog } from '../export/export-dialog.tsx';
import { useExport } from '../export/use-export.ts';
import { MarksOverlay } from '../marks/marks-overlay.tsx';
import { useMarkHands } from '../marks/use-mark-hands.ts';
import type { Marking } from '../marks/use-marks.ts';
import { SeenMapOverlay } from '../seen/seen-map-overlay.tsx';
import { useSeenMap } from '../seen/use-seen-map.ts';
import { useBindings } from '../ui/action-context.tsx';
import { readablePlate } from '../ui/format.ts';
import { useOfficer } from '../ui/officer.ts';
import type { KnownScannerState } from '../ui/scanner-look.ts';
import { useCovered } from '../ui/session.ts';
import { Waiting } from '../ui/waiting.tsx';
import { cellSize, type SeenCells, shareSeen } from '../viewer/coverage.ts';
import { materialsOf } from '../viewer/materials.ts';
import { ScanViewer } from '../viewer/ScanViewer.tsx';
import { isMaterialShow } from '../viewer/transfer.ts';
import type { ViewerEvents } from '../viewer/viewer.ts';
import { FailureNote } from './failure-note.tsx';
import { MaterialLegend } from './material-legend.tsx';
import { MeasureOverlay } from './measure/measure-overlay.tsx';
import { MeasurePanel } from './measure/measure-panel.tsx';
import { useMeasure } from './measure/use-measure.ts';
import type { PictureSeen } from './picture-seen.ts';
import { ProcessorNote } from './processor-note.tsx';
import classes from './scan-view.module.css';
import { StatusStrip } from './status-strip.tsx';
import { usePictureKeys } from './use-picture-keys.ts';
import { knownEnergies, useShownViewer } from './use-shown-viewer.ts';
import { useStationPicture } from './use-station-picture.ts';
import type { VisitCommands } from './use-visit-commands.ts';

/** The viewer with one scan's picture after the other, its keys and its status strip; without a scan, the children. */
export function ScanView(props: {
  readonly plate: string | null;
  readonly scan: ScanSummary | null;
  readonly scannerState: KnownScannerState;
  /** The post's time zone. */
  readonly zone: string;
  /** A decision is asked for beside the picture. */
  readonly asking: boolean;
  readonly marking: Marking;
  readonly assessing: Assessing;
  readonly commands: VisitCommands;
  readonly onSeen: (seen: PictureSeen | null) => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation(['console', 'common', 'compare']);
  const { plate, scan, scannerState, onSeen } = props;
  const { source, columns, fault } = useStationPicture(scan);
  const host = useRef<HTMLDivElement>(null);
  const painted = usePainted(source?.picture.id ?? null);
  const shown = useShownViewer(painted.setFidelity);
  const { viewer, mounted, display, forgetFailure } = shown;

  // The viewer says how it paints; that more lines will come is known from the scan.
  const scanId = scan?.id ?? null;
  const fidelity = scan?.state === 'receiving' ? 'receiving' : painted.fidelity;
  const { seen } = painted;
  const percent = seen ? Math.round(shareSeen(seen) * 100) : 0;
  const seenMap = useSeenMap({
    visit: props.marking.visit,
    scanId,
    viewer: mounted,
    source,
    seen,
  });
  useEffect(() => {
    const map = seen && encodeSeen(seen, cellSize);
    onSeen(scanId === null ? null : { scanId, fidelity, percent, map });
  }, [onSeen, scanId, fidelity, percent, seen]);
  useEffect(() => () => onSeen(null), [onSeen]);
  const seeMore = () => {
    const cells = viewer.current?.seenCells ?? null;
    painted.setSeen(cells);
    if (scanId && cells) seenMap.remember(scanId, cells);
  };
  // The next truck is looked at as every truck is, not as the last one was left.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of the scan that this is about.
  useEffect(() => {
    viewer.current?.reset();
    forgetFailure();
  }, [scanId]);
  const covered = useCovered();
  useEffect(() => mounted?.cover(covered), [mounted, covered]);
  // What one officer has seen says nothing of what the next one has, on whose decision it is recorded.
  const officer = useOfficer().id;
  const looking = useRef(officer);
  useEffect(() => {
    if (looking.current === officer) return;
    looking.current = officer;
    mounted?.seeFrom(scanId === null ? null : seenMap.before(scanId));
    painted.setSeen(mounted?.seenCells ?? null);
  });
  const measure = useMeasure(mounted, host, source, props.asking || props.marking.draft !== null);
  const [exportAsked, setExportAsked] = useState(false);
  const exporting = useExport({
    visit: props.marking.visit,
    scan,
    picture: source?.picture ?? null,
    viewer: mounted,
    host,
    withMarks: !props.marking.hidden,
    commands: props.commands,
  });
  useBindings({
    exportPicture: { enabled: exporting.may && !props.asking, run: () => setExportAsked(true) },
    printPicture: { enabled: exporting.may && !props.asking, run: () => void exporting.run('print') },
  });
  useMarkHands(props.marking, mounted, host);
  const comparing = useCompare({
    scanId,
    viewer: mounted,
    source,
    complete: scan?.state === 'complete' || scan?.state === 'incomplete',
    asking: props.asking,
  });
  const empty = useEmptyMark(props.marking.visit?.id ?? null, scan);
  const compareWords = useCompareWords(comparing);
  const compared =
    empty.by === null ? compareWords : [...compareWords, t('compare:empty.is', { by: empty.by })];
  const materials = materialsOf(source?.picture.calibration) !== null;
  const two = (source?.picture.energiesMeV.length ?? 0) > 1;
  usePictureKeys(comparing.active, source !== null, { two, materials: two && materials }, () =>
    measure.leave(true),
  );

  return (
    <>
      <CompareBar comparing={comparing} zone={props.zone} />
      <div className={classes.pair} data-stacked={comparing.stacked || undefined}>
        <div ref={host} className={classes.picture} data-testid={scan ? 'picture' : undefined}>
          <div className={classes.viewer} inert={scan === null} aria-hidden={scan === null}>
            <ScanViewer
              {...shown.props}
              source={source}
              label={t('console:picture.label', { plate: readablePlate(plate ?? '') })}
              seenBefore={seenMap.before}
              onSeen={seeMore}
            />
          </div>
          <OverPane comparing={comparing} own={mounted} />
          {source && (
            <MeasureOverlay
              measure={measure}
              viewer={mounted}
              host={host}
              picture={source.picture}
              display={display}
              columns={columns}
            />
          )}
          {seenMap.shown && comparing.over === null && (
            <SeenMapOverlay map={seenMap.shown} viewer={mounted} zone={props.zone} />
          )}
          {source && <HintsOverlay assessing={props.assessing} viewer={mounted} picture={source.picture} />}
          {source && <MarksOverlay marking={props.marking} viewer={mounted} />}
          {source?.picture.calibration && isMaterialShow(display.show) && (
            <MaterialLegend show={display.show} calibration={source.picture.calibration} />
          )}
          {props.children && <div className={classes.instead}>{props.children}</div>}
          {scan?.state === 'receiving' && source !== null && columns === 0 && (
            <p className={classes.waiting}>
              {t('console:picture.noLines', { state: t(`common:scanner.${scannerState}`) })}
            </p>
          )}
          {scan && source === null && (
            <div className={classes.over}>
              <Waiting failed={fault !== null} fault={fault} />
            </div>
          )}
          <FailureNote failure={shown.failure} processor={shown.processor} />
        </div>
        <OtherPane comparing={comparing} zone={props.zone} />
      </div>
      <ChooseDialog
        opened={comparing.choosing}
        visitId={props.marking.visit?.id ?? null}
        scanId={scanId}
        zone={props.zone}
        onChoose={comparing.choose}
        onClose={comparing.closeChoice}
      />
      <ExportDialog opened={exportAsked} exporting={exporting} onClose={() => setExportAsked(false)} />
      {scan && source && (
        <MeasurePanel
          measure={measure}
          viewer={mounted}
          view={shown.view}
          picture={source.picture}
          display={display}
          columns={columns}
        />
      )}
      {scan && <ProcessorNote because={shown.processor ?? comparing.processor} />}
      {scan && (
        <StatusStrip
          tool={measure.tool}
          compared={compared}
          view={shown.view}
          display={comparing.display ?? display}
          fidelity={fidelity}
          cursor={shown.cursor}
          seenPercent={percent}
          lines={columns}
          energiesMeV={knownEnergies(source?.picture)}
          calibration={source?.picture.calibration?.source ?? null}
        />
      )}
    </>
  );
}

/** What the viewer said of this very picture; of a picture it has said nothing of, nothing is known. */
function usePainted(pictureId: string | null) {
  const [said, setSaid] = useState<Said>({ ...nothingSaid, pictureId });
  const of = said.pictureId === pictureId ? said : nothingSaid;
  const say = (change: Partial<Said>) =>
    setSaid((before) => ({
      ...(before.pictureId === pictureId ? before : nothingSaid),
      ...change,
      pictureId,
    }));
  return {
    fidelity: of.fidelity,
    seen: of.seen,
    setFidelity: (fidelity: Said['fidelity']) => say({ fidelity }),
    setSeen: (seen: SeenCells | null) => say({ seen }),
  };
}

interface Said {
  readonly pictureId: string | null;
  readonly fidelity: ViewerEvents['fidelity'];
  readonly seen: SeenCells | null;
}

const nothingSaid: Said = { pictureId: null, fidelity: 'overview', seen: null };
