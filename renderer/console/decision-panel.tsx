import { type ReactNode, useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import {
  type DecisionKind,
  type ExaminationOutcome,
  examinationOutcomes,
  type VisitView,
} from '../../station/api/views.pure.ts';
import { keysOf } from '../ui/actions.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { matchesKey } from '../ui/key-match.ts';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import classes from './decision-panel.module.css';
import type { PictureSeen } from './picture-seen.ts';
import { alarmOf, alarmToAcknowledge } from './reading-rules.ts';
import type { VisitCommands } from './use-visit-commands.ts';

/** A question that stands where the decisions are, and the visit it is about. */
export interface Ask {
  readonly kind:
    | DecisionKind
    | 'acknowledge'
    | 'callThis'
    | 'hold'
    | 'putBack'
    | 'cancel'
    | 'noShow'
    | 'endExamination';
  readonly visitId: string;
  readonly atScanner: boolean;
}

interface PanelProps {
  readonly kind: Ask['kind'];
  readonly visit: VisitView;
  readonly seen: PictureSeen | null;
  /** Where a truck would be called to. */
  readonly lane: string | null;
  readonly commands: VisitCommands;
  /** The visit as it was saved. */
  readonly onDone: (saved: VisitView) => void;
  readonly onClose: () => void;
}

/** Asks once more, or for the reason, and says what will be recorded. */
export function DecisionPanel(props: PanelProps) {
  switch (props.kind) {
    case 'release':
    case 'noShow':
      return <Confirm {...props} kind={props.kind} />;
    case 'endExamination':
      return <Outcome {...props} />;
    default:
      return <Reasons {...props} kind={props.kind} />;
  }
}

/** Recorded by Enter, or by holding the key that asked. */
function Confirm(props: PanelProps & { readonly kind: 'release' | 'noShow' }) {
  const { t } = useTranslation(['console', 'keys']);
  const { kind, visit, commands } = props;
  const record = useRecord(props);
  const confirm = () => void record('');
  const key = keysOf(kind)[0] ?? '';
  usePanelKeys({ onClose: props.onClose, onEnter: confirm, held: { key, confirm } });
  return (
    <Panel
      title={t(`console:ask.${kind}.title`, { plate: readablePlate(visit.truck.plate) })}
      onClose={props.onClose}
    >
      {kind === 'release' ? <Recorded {...props} kind={kind} /> : <p>{t('console:ask.noShow.what')}</p>}
      <div className={classes.row}>
        <button
          type="button"
          className={classes.confirm}
          // biome-ignore lint/a11y/noAutofocus: the person has just asked for it, and Enter must answer.
          autoFocus
          disabled={commands.busy}
          onClick={confirm}
          data-testid="confirm"
        >
          {t(`console:ask.${kind}.confirm`)} <KeyCap name="Enter" />
        </button>
      </div>
      <p className={classes.hint}>{t('console:ask.holdKey', { key })}</p>
    </Panel>
  );
}

const reasons = {
  refer: ['notAsDeclared', 'density', 'hiddenSpace', 'opaque', 'documents', 'riskProfile'],
  're-scan': ['poorPicture', 'truckMoved', 'incomplete', 'opaque'],
  escalate: ['unsure', 'secondOpinion', 'highRisk'],
  acknowledge: ['naturalGoods', 'medical', 'declaredSource', 'secondPassage', 'specialists'],
  callThis: ['animals', 'perishables', 'dangerousGoods', 'supervisorOrder', 'nextNotReady'],
  hold: ['papersMissing', 'driverAway', 'otherAuthority', 'faultOfTruck'],
  putBack: ['scannerNotReady', 'truckNotReady', 'wrongTruck'],
  cancel: ['driverLeft', 'wrongEntry', 'turnedBack'],
} as const;

/** A digit records a reason of the list at once: as many keys as a release. Own words are recorded by Enter. */
function Reasons(props: PanelProps & { readonly kind: keyof typeof reasons }) {
  const { t } = useTranslation('console');
  const { kind, visit, commands } = props;
  const record = useRecord(props);
  const [words, setWords] = useState('');
  const list = reasons[kind];
  const text = (reason: (typeof list)[number]) => t(`reasons.${reason}`);
  const own = () => words.trim() !== '' && void record(words.trim());
  usePanelKeys({
    onClose: props.onClose,
    onDigit: (digit) => {
      const reason = list[digit - 1];
      if (reason) void record(text(reason));
    },
  });
  return (
    <Panel
      title={t(`ask.${kind}.title`, { plate: readablePlate(visit.truck.plate) })}
      onClose={props.onClose}
    >
      {isDecision(kind) && <Recorded {...props} kind={kind} />}
      {kind === 'acknowledge' && <Alarm visit={visit} />}
      <div className={classes.reasons}>
        {list.map((reason, index) => (
          <button
            key={reason}
            type="button"
            className={classes.reason}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus={index === 0}
            disabled={commands.busy}
            onClick={() => void record(text(reason))}
            data-testid={`reason-${reason}`}
          >
            <KeyCap name={String(index + 1)} />
            {text(reason)}
          </button>
        ))}
      </div>
      <form
        className={classes.row}
        onSubmit={(event) => {
          event.preventDefault();
          own();
        }}
      >
        <input
          className={classes.words}
          value={words}
          maxLength={400}
          placeholder={t('ask.ownWords')}
          aria-label={t('ask.ownWords')}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" className={classes.enter} disabled={commands.busy || words.trim() === ''}>
          {t('ask.record')} <KeyCap name="Enter" />
        </button>
      </form>
    </Panel>
  );
}

/** What the examination found, and whether the truck is held. */
function Outcome(props: PanelProps) {
  const { t } = useTranslation(['console', 'common']);
  const { visit, commands } = props;
  const [outcome, setOutcome] = useState<ExaminationOutcome>('nothing');
  const [detained, setDetained] = useState(false);
  const [note, setNote] = useState('');
  const choose = (value: ExaminationOutcome) => {
    setOutcome(value);
    setDetained(value === 'prohibited');
  };
  usePanelKeys({ onClose: props.onClose, onEnter: () => void end() });
  const end = async () => {
    const saved = await commands.send('endExamination', visit, { outcome, note: note.trim(), detained });
    if (!saved) return;
    showDone(t('console:ask.saved', { plate: readablePlate(visit.truck.plate) }));
    props.onDone(saved);
  };
  return (
    <Panel
      title={t('console:ask.endExamination.title', { plate: readablePlate(visit.truck.plate) })}
      onClose={props.onClose}
    >
      <form
        className={classes.form}
        onSubmit={(event) => {
          event.preventDefault();
          void end();
        }}
      >
        <label className={classes.field}>
          <span>{t('console:ask.endExamination.outcome')}</span>
          <select
            className={classes.words}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus
            value={outcome}
            onChange={(event) => choose(event.currentTarget.value as ExaminationOutcome)}
          >
            {examinationOutcomes.map((value) => (
              <option key={value} value={value}>
                {t(`common:outcomes.${value}`)}
              </option>
            ))}
          </select>
        </label>
        <label className={classes.check}>
          <input
            type="checkbox"
            checked={detained}
            onChange={(event) => setDetained(event.currentTarget.checked)}
          />
          {t('console:ask.endExamination.detained')}
        </label>
        <input
          className={classes.words}
          value={note}
          maxLength={2000}
          placeholder={t('console:ask.endExamination.note')}
          aria-label={t('console:ask.endExamination.note')}
          onChange={(event) => setNote(event.currentTarget.value)}
        />
        <div className={classes.row}>
          <button type="submit" className={classes.confirm} disabled={commands.busy} data-testid="confirm">
            {t('console:ask.endExamination.confirm')} <KeyCap name="Enter" />
          </button>
        </div>
      </form>
    </Panel>
  );
}

function Panel(props: {
  readonly title: string;
  readonly onClose: () => void;
  readonly children: ReactNode;
}) {
  const { t } = useTranslation('console');
  const { title, children } = props;
  return (
    <section className={classes.panel} aria-label={title} data-testid="decision-panel">
      <header className={classes.head}>
        <h3 className={classes.title}>{title}</h3>
        <button type="button" className={classes.back} onClick={props.onClose}>
          {t('ask.back')} <KeyCap name="Esc" />
        </button>
      </header>
      {children}
    </section>
  );
}

/** Says what the journal will hold, and warns of what was not looked at. */
function Recorded(props: PanelProps & { readonly kind: DecisionKind }) {
  const { t } = useTranslation(['console', 'common']);
  const officer = useOfficer();
  const { seen, kind } = props;
  const fidelity = seen?.fidelity ?? 'overview';
  const percent = Math.round(seen?.percent ?? 0);
  return (
    <>
      <p className={classes.recorded}>
        <span className={classes.hint}>{t('console:ask.recorded')}</span>{' '}
        {[
          t(`common:decisions.${kind}`),
          t(`console:fidelity.${fidelity}`),
          t('console:status.seen', { percent }),
          t('console:ask.by', { officer: officer.serviceNumber }),
        ].join(' · ')}
      </p>
      {kind === 'release' && fidelity !== 'full' && (
        <p className={classes.warning}>{t(`console:ask.notFull.${fidelity}`)}</p>
      )}
    </>
  );
}

/** Which alarm is acknowledged, and what that means. */
function Alarm({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation('console');
  const passage = alarmToAcknowledge(visit);
  const alarm = passage && alarmOf(passage);
  if (!alarm) return null;
  return (
    <>
      <p className={classes.recorded}>
        <span className={classes.hint}>{t('ask.recorded')}</span>{' '}
        {t('ask.acknowledge.what', { alarm: t(`readings.alarms.${alarm}`), device: passage.deviceId })}
      </p>
      <p className={classes.warning}>{t('ask.acknowledge.after')}</p>
    </>
  );
}

function useRecord(props: PanelProps): (reason: string) => Promise<void> {
  const { t } = useTranslation(['console', 'common']);
  const { kind, visit, seen, lane, commands, onDone } = props;
  const recording = useRef(false);
  return async (reason) => {
    // A key pressed twice records once; a refusal leaves the question open for another try.
    if (recording.current) return;
    recording.current = true;
    const saved = await send();
    recording.current = false;
    if (!saved) return;
    showDone(t('console:ask.saved', { plate: readablePlate(visit.truck.plate) }));
    onDone(saved);

    function send() {
      if (kind === 'callThis')
        return lane === null ? Promise.resolve(null) : commands.send('callTruck', visit, { lane, reason });
      if (kind === 'hold') return commands.send('hold', visit, { reason });
      if (kind === 'putBack') return commands.send('putBack', visit, { reason });
      if (kind === 'cancel') return commands.send('cancel', visit, { reason });
      const passage = alarmToAcknowledge(visit);
      if (kind === 'acknowledge')
        return passage
          ? commands.send('acknowledgeAlarm', visit, { passageId: passage.id, reason })
          : Promise.resolve(null);
      if (kind === 'noShow') return commands.send('noShow', visit, {});
      if (kind === 'endExamination') return Promise.resolve(null);
      return commands.send('decide', visit, {
        decision: kind,
        reason,
        scanId: visit.scans.at(-1)?.id ?? '',
        fidelity: seen?.fidelity ?? 'overview',
        seenPercent: Math.round(seen?.percent ?? 0),
        ...(seen?.map && { seenMap: seen.map }),
      });
    }
  };
}

function isDecision(kind: Ask['kind']): kind is DecisionKind {
  return kind === 'release' || kind === 'refer' || kind === 're-scan' || kind === 'escalate';
}

/** The keys of an open question come before all others, wherever the focus is. */
function usePanelKeys(keys: {
  readonly onClose: () => void;
  readonly onEnter?: () => void;
  readonly onDigit?: (digit: number) => void;
  readonly held?: { readonly key: string; readonly confirm: () => void };
}): void {
  const opened = useRef(0);
  const stillHeld = useRef(true);
  const down = useEffectEvent((event: KeyboardEvent) => {
    if (document.querySelector('[role="dialog"][aria-modal="true"]')) return;
    const inText = event.target instanceof HTMLInputElement && event.target.type === 'text';
    const onButton = event.target instanceof HTMLButtonElement;
    const digit = /^(?:Digit|Numpad)([1-9])$/.exec(event.code)?.[1];
    const { held } = keys;
    if (event.key === 'Escape') keys.onClose();
    else if (keys.onDigit && digit && !inText && !event.repeat) keys.onDigit(Number(digit));
    else if (keys.onEnter && event.key === 'Enter' && !inText && !onButton && !event.repeat) keys.onEnter();
    else if (held && event.repeat && matchesKey(event, held.key)) {
      if (!stillHeld.current || performance.now() - opened.current < holdMs) return event.preventDefault();
      stillHeld.current = false;
      held.confirm();
    } else return;
    event.preventDefault();
  });
  useEffect(() => {
    opened.current = performance.now();
    stillHeld.current = true;
    const pressed = (event: KeyboardEvent) => down(event);
    const up = () => {
      stillHeld.current = false;
    };
    window.addEventListener('keydown', pressed, { capture: true });
    window.addEventListener('keyup', up, { capture: true });
    return () => {
      window.removeEventListener('keydown', pressed, { capture: true });
      window.removeEventListener('keyup', up, { capture: true });
    };
  }, []);
}

/** Long enough that no key is held so by mistake. */
const holdMs = 1_200;
