import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { ScannerView, ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import type { Assessing } from '../assessment/use-assessment.ts';
import type { Marking } from '../marks/use-marks.ts';
import { keysOf } from '../ui/actions.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { scannerLook } from '../ui/scanner-look.ts';
import { scannerWaits } from '../ui/scanner-waits.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import classes from './picture-pane.module.css';
import type { PictureSeen } from './picture-seen.ts';
import { ScanView } from './scan-view.tsx';
import type { VisitCommands } from './use-visit-commands.ts';

/**
 * The biggest thing on screen: the picture of the visit shown, or what has to happen for there to be one. The viewer
 * is there all the while, so that a picture never waits for its graphics.
 */
export function PicturePane(props: {
  readonly visit: VisitView | null;
  readonly scanner: ScannerView | null;
  /** The devices that send the pictures of a lane without a scanner of the station's own. */
  readonly sources: readonly DeviceView[];
  readonly waiting: number;
  /** The post's time zone. */
  readonly zone: string;
  /** A decision is asked for beside the picture. */
  readonly asking: boolean;
  readonly marking: Marking;
  readonly assessing: Assessing;
  readonly commands: VisitCommands;
  readonly onSeen: (seen: PictureSeen | null) => void;
}) {
  const { visit, scanner } = props;
  const scan = scanToShow(visit);
  return (
    <ScanView
      plate={visit?.truck.plate ?? null}
      scan={scan}
      scannerState={scannerLook(scanner).state}
      zone={props.zone}
      asking={props.asking}
      marking={props.marking}
      assessing={props.assessing}
      commands={props.commands}
      onSeen={props.onSeen}
    >
      {scan === null && <NoPicture {...props} />}
    </ScanView>
  );
}

/** A scan that was asked for again hides the one before it: nobody decides on the old picture by mistake. */
export function scanToShow(visit: VisitView | null): ScanSummary | null {
  if (visit === null || visit.state === 'called') return null;
  const last = visit.scans.at(-1);
  return last && last.state !== 'requested' ? last : null;
}

function NoPicture(props: {
  readonly visit: VisitView | null;
  readonly scanner: ScannerView | null;
  readonly sources: readonly DeviceView[];
  readonly waiting: number;
}) {
  const { t } = useTranslation(['console', 'common']);
  const { visit, scanner, sources, waiting } = props;
  const now = useStationSecond();
  const look = scannerLook(scanner);
  const waits = scannerWaits(scanner, now)
    .map((wait) => t(`common:waits.${wait.id}`, wait.values))
    .join(' ');
  if (visit === null) {
    return waiting > 0 ? (
      <Words
        title={t('console:picture.callNext', { count: waiting })}
        todo={t('console:picture.callNextTodo')}
        keyName={keysOf('callNext')[0]}
      />
    ) : (
      <Words
        title={t('console:picture.nobody')}
        todo={t('console:picture.nobodyTodo')}
        keyName={keysOf('arrive')[0]}
      />
    );
  }
  const plate = readablePlate(visit.truck.plate);
  if (scanner === null && sources.length > 0 && (visit.state === 'called' || visit.state === 'scanning')) {
    const devices = sources.map(({ id }) => id).join(', ');
    return (
      <Words
        title={t(visit.state === 'called' ? 'console:picture.awaited' : 'console:picture.importing', {
          plate,
          devices,
        })}
        todo={t(visit.state === 'called' ? 'console:picture.awaitedTodo' : 'console:picture.importingTodo')}
      />
    );
  }
  if (visit.state === 'called') {
    return look.state === 'ready' ? (
      <Words
        title={t('console:picture.readyToScan', { plate })}
        todo={t('console:picture.readyToScanTodo')}
        keyName={keysOf('startScan')[0]}
      />
    ) : (
      <Words
        title={t('console:picture.scannerNotReady', { state: t(`common:scanner.${look.state}`) })}
        todo={waits || t('console:picture.scannerNotReadyTodo')}
      />
    );
  }
  if (visit.state === 'scanning') {
    return (
      <Words
        title={[t('console:picture.beforeLines', { state: t(`common:scanner.${look.state}`) }), waits]
          .filter(Boolean)
          .join(' · ')}
        todo={t('console:picture.beforeLinesTodo')}
        keyName={keysOf('abortScan')[0]}
      />
    );
  }
  if (visit.hold) {
    return (
      <Words
        title={t('console:picture.onHold', { plate })}
        todo={t('console:picture.onHoldTodo', { reason: visit.hold.reason, by: visit.hold.by })}
        keyName={keysOf('resume')[0]}
      />
    );
  }
  if (visit.state === 'arrived') {
    return (
      <Words
        title={t('console:picture.notYet', { plate })}
        todo={t('console:picture.notYetTodo')}
        keyName={keysOf('callThis')[0]}
      />
    );
  }
  return <Words title={t('console:picture.none', { plate })} todo={t(`common:states.${visit.state}`)} />;
}

function Words(props: {
  readonly title: string;
  readonly todo: string;
  readonly keyName?: string | undefined;
}) {
  return (
    <div className={classes.none}>
      <p className={classes.title}>{props.title}</p>
      <p className={classes.todo}>
        {props.keyName && <KeyCap name={props.keyName} />}
        {props.todo}
      </p>
    </div>
  );
}
