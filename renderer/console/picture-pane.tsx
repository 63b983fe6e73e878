import { useTranslation } from 'react-i18next';
import type { ScannerView, ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import { keysOf } from '../ui/actions.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { scannerLook } from '../ui/scanner-look.ts';
import classes from './picture-pane.module.css';
import type { PictureSeen } from './picture-seen.ts';
import { ScanView } from './scan-view.tsx';

/**
 * The biggest thing on screen: the picture of the visit shown, or what has to happen for there to be one. The viewer
 * is there all the while, so that a picture never waits for its graphics.
 */
export function PicturePane(props: {
  readonly visit: VisitView | null;
  readonly scanner: ScannerView | null;
  readonly waiting: number;
  readonly onSeen: (seen: PictureSeen | null) => void;
}) {
  const { visit, scanner } = props;
  const scan = visit ? scanToShow(visit) : null;
  return (
    <ScanView
      plate={visit?.truck.plate ?? null}
      scan={scan}
      scannerState={scannerLook(scanner).state}
      onSeen={props.onSeen}
    >
      {scan === null && <NoPicture visit={visit} scanner={scanner} waiting={props.waiting} />}
    </ScanView>
  );
}

// A scan that was asked for again hides the one before it: nobody decides on the old picture by mistake.
function scanToShow(visit: VisitView): ScanSummary | null {
  if (visit.state === 'called') return null;
  const last = visit.scans.at(-1);
  return last && last.state !== 'requested' ? last : null;
}

function NoPicture(props: {
  readonly visit: VisitView | null;
  readonly scanner: ScannerView | null;
  readonly waiting: number;
}) {
  const { t } = useTranslation(['console', 'common']);
  const { visit, scanner, waiting } = props;
  const look = scannerLook(scanner);
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
        todo={t('console:picture.scannerNotReadyTodo')}
      />
    );
  }
  if (visit.state === 'scanning') {
    return (
      <Words
        title={t('console:picture.beforeLines', { state: t(`common:scanner.${look.state}`) })}
        todo={t('console:picture.beforeLinesTodo')}
        keyName={keysOf('abortScan')[0]}
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
