import { useEffect, useEffectEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceConfig } from '../../station/api/device-inputs.pure.ts';
import type { DeviceTestReport } from '../../station/api/device-views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { timeOfDay } from '../ui/format.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import { useLive } from '../ui/live.tsx';
import { useTRPCClient } from '../ui/station.ts';
import classes from './test-panel.module.css';
import { contentOf, emptyTrail, type Trail, told } from './test-trail.ts';

/** Looks at what comes over a link that is not saved yet: newest first, decoded, and the raw bytes when wanted. */
export function TestPanel(props: {
  /** The device of the form; null while the form is not right yet. */
  readonly config: DeviceConfig | null;
  /** Somebody wanted to test: from now on the form says what is wrong with it. */
  readonly onJudge: () => void;
}) {
  const { t } = useTranslation('devices');
  const { config } = props;
  const [tested, setTested] = useState<DeviceConfig | null>(null);
  const [running, setRunning] = useState(false);
  const [bytes, setBytes] = useState(false);
  const [run, setRun] = useState(0);
  const [trail, setTrail] = useState<Trail>(emptyTrail);
  const [fault, setFault] = useState<unknown>(null);
  const [end, setEnd] = useState<'never' | 'stopped' | 'ended'>('never');

  const stop = (how: typeof end) => {
    setRunning(false);
    setEnd(how);
  };
  const toggle = () => {
    if (running) return stop('stopped');
    props.onJudge();
    if (config === null) return;
    setTested(config);
    setTrail(emptyTrail);
    setFault(null);
    setRun((before) => before + 1);
    setRunning(true);
  };
  useBindings({
    testDevice: { enabled: true, run: toggle },
    showBytes: { enabled: true, run: () => setBytes((before) => !before) },
  });
  const changed = tested !== null && JSON.stringify(tested) !== JSON.stringify(config);

  return (
    <section className={classes.panel} aria-labelledby="test-title" data-testid="test-panel">
      <h2 id="test-title" className={classes.title}>
        {t('test.title')}
      </h2>
      <p className={classes.hint}>{t('test.what')}</p>
      <div className={classes.actions}>
        <ActionButton action="testDevice" />
        <ActionButton action="showBytes" />
      </div>
      {running && tested && (
        <Listening
          key={run}
          config={tested}
          onTell={(tell) => setTrail((before) => told(before, tell))}
          onFault={(error) => {
            setFault(error);
            stop('ended');
          }}
          onEnd={() => stop('ended')}
        />
      )}
      <p className={classes.state} role="status" data-testid="test-state" data-running={running || undefined}>
        <StateShape shape={running ? 'disc' : 'ring'} />
        {running ? t('test.running') : t(end === 'never' ? 'test.never' : `test.${end}`)}
        {trail.events > 0 && <span>{t('test.count', { count: trail.events })}</span>}
      </p>
      {config === null && <p className={classes.hint}>{t('test.notYet')}</p>}
      {changed && config !== null && <p className={classes.warning}>{t('test.changed')}</p>}
      {fault !== null && (
        <p className={classes.fault} role="alert">
          {faultSentence(faultOf(fault))} <small>{faultOf(fault).code}</small>
        </p>
      )}
      <Arrived trail={trail} bytes={bytes} running={running} />
    </section>
  );
}

function Arrived(props: { readonly trail: Trail; readonly bytes: boolean; readonly running: boolean }) {
  const { t } = useTranslation('devices');
  const { post } = useLive();
  const shown = props.trail.tells.filter(({ kind }) => props.bytes || kind !== 'bytes');
  if (shown.length === 0) {
    return props.running ? <p className={classes.hint}>{t('test.waiting')}</p> : null;
  }
  return (
    <ol className={classes.tells} data-testid="test-tells">
      {shown.map((tell) => (
        <li key={tell.number} data-kind={tell.kind}>
          <span className={classes.kind}>
            <StateShape shape={shapes[tell.kind]} />
            {t(`test.kinds.${tell.kind}`)}
            {tell.kind === 'event' && <EventName name={tell.text} />}
          </span>
          <time>{timeOfDay(tell.at, post?.timeZone ?? 'UTC')}</time>
          <Content tell={tell} />
        </li>
      ))}
    </ol>
  );
}

/** What a message is about; a name without a word keeps its own. */
function EventName({ name }: { readonly name: string }) {
  const { t } = useTranslation('devices');
  const known = eventNames.find((each) => each === name);
  return known ? <strong>{t(`test.events.${known}`)}</strong> : <strong data-untranslated>{name}</strong>;
}

function Content({ tell }: { readonly tell: DeviceTestReport }) {
  const { t } = useTranslation('devices');
  if (tell.kind === 'link') {
    const state = (['connecting', 'online', 'lost'] as const).find((each) => each === tell.text);
    return <span className={classes.text}>{state ? t(`test.links.${state}`) : null}</span>;
  }
  if (tell.kind === 'fault') {
    return (
      <span className={classes.text}>
        {faultSentence({ code: tell.text, details: detailsOf(tell.data) })}
      </span>
    );
  }
  return (
    <span className={classes.text} data-untranslated>
      {tell.kind === 'bytes'
        ? [tell.text, contentOf(tell.data)].filter(Boolean).join('\n')
        : contentOf(tell.data)}
    </span>
  );
}

function detailsOf(data: unknown): Record<string, string | number> {
  return typeof data === 'object' && data !== null ? (data as Record<string, string | number>) : {};
}

const eventNames = [
  'status',
  'event',
  'scanBegin',
  'strip',
  'scanEnd',
  'health',
  'image',
  'refused',
  'report',
  'signals',
  'background',
  'occupied',
  'alarm',
  'occupancy',
  'fault',
  'tamper',
  'setup',
  'read',
  'weight',
  'moving',
  'not-shown',
] as const;

/** Holds the stream for as long as it is on screen; leaving the screen ends the test. */
function Listening(props: {
  readonly config: DeviceConfig;
  readonly onTell: (tell: DeviceTestReport) => void;
  readonly onFault: (error: unknown) => void;
  readonly onEnd: () => void;
}) {
  const client = useTRPCClient();
  const { config } = props;
  const onData = useEffectEvent(props.onTell);
  const onError = useEffectEvent(props.onFault);
  const onComplete = useEffectEvent(props.onEnd);
  useEffect(() => {
    let over = false;
    const stream = client.devices.test.subscribe(
      { device: config },
      {
        onData: (tell) => onData(tell),
        onError: (error) => onError(error),
        onComplete: () => over || onComplete(),
      },
    );
    return () => {
      // Ending it is heard of as its end, too.
      over = true;
      stream.unsubscribe();
    };
  }, [client, config]);
  return null;
}

const shapes: Readonly<Record<DeviceTestReport['kind'], Shape>> = {
  link: 'ring',
  event: 'square',
  bytes: 'diamond',
  fault: 'cross',
};
