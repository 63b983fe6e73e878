import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DecisionKind, VisitView } from '../../station/api/views.pure.ts';
import { keysOf } from '../ui/actions.ts';
import { readablePlate } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import type { PanelProps } from './decision-ask.ts';
import classes from './decision-panel.module.css';
import { askedAbout, isDecision, type Listed, type Reason, useReasons } from './decision-reasons.ts';
import { checksToAcknowledge, isSeen, otherThan } from './decision-rules.ts';
import { ExaminationForm } from './examination-form.tsx';
import { Panel, usePanelKeys } from './panel-frame.tsx';
import { alarmOf, alarmToAcknowledge } from './reading-rules.ts';
import { Reverse } from './reverse-decision.tsx';
import { useDecisionSettings } from './use-decision-settings.ts';

/** Asks once more, or for the reason, and says what will be recorded. */
export function DecisionPanel(props: PanelProps) {
  const { seenNeeded } = useDecisionSettings();
  switch (props.kind) {
    case 'release':
      return isSeen(props.seen, seenNeeded) ? (
        <Confirm {...props} kind="release" />
      ) : (
        <Reasons {...props} kind="release" />
      );
    case 'noShow':
      return <Confirm {...props} kind={props.kind} />;
    case 'reverse':
      return <Reverse {...props} />;
    case 'endExamination':
    case 'correctExamination':
      return <ExaminationForm {...props} kind={props.kind} />;
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

/** A digit records a reason of the list at once: as many keys as a release. Own words are recorded by Enter. */
function Reasons(props: PanelProps & { readonly kind: Listed }) {
  const { t } = useTranslation(['console', 'decisions']);
  const { kind, visit, commands } = props;
  const record = useRecord(props);
  const [words, setWords] = useState('');
  const plate = readablePlate(visit.truck.plate);
  const title =
    kind === 'disagree' || kind === 'flagRecheck' || kind === 'acknowledge'
      ? t(`decisions:ask.${askedAbout(kind, visit)}`, { plate })
      : t(`console:ask.${kind}.title`, { plate });
  const list = useReasons(kind, visit);
  // Words that were typed before a reason is chosen go with it.
  const choose = ({ code, text }: Reason) =>
    void record(words.trim() === '' ? text : `${text}: ${words.trim()}`, code);
  const own = () => words.trim() !== '' && void record(words.trim());
  usePanelKeys({
    onClose: props.onClose,
    onDigit: (digit) => {
      const reason = list[digit - 1];
      if (reason) choose(reason);
    },
  });
  return (
    <Panel title={title} onClose={props.onClose}>
      {isDecision(kind) && <Recorded {...props} kind={kind} />}
      {kind === 'disagree' && <Recorded {...props} kind={otherThan(visit)} />}
      {kind === 'acknowledge' && <Acknowledged visit={visit} />}
      <div className={classes.reasons}>
        {list.map((reason, index) => (
          <button
            key={reason.key}
            type="button"
            className={classes.reason}
            // biome-ignore lint/a11y/noAutofocus: the person has just asked for it.
            autoFocus={index === 0 && kind !== 'release'}
            disabled={commands.busy}
            onClick={() => choose(reason)}
            data-testid={`reason-${reason.key}`}
          >
            <KeyCap name={String(index + 1)} />
            {reason.text}
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
          placeholder={t('console:ask.ownWords')}
          aria-label={t('console:ask.ownWords')}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <button type="submit" className={classes.enter} disabled={commands.busy || words.trim() === ''}>
          {t('console:ask.record')} <KeyCap name="Enter" />
        </button>
      </form>
    </Panel>
  );
}

/** Says what the journal will hold, and warns of what was not looked at. */
function Recorded(props: PanelProps & { readonly kind: DecisionKind }) {
  const { t } = useTranslation(['console', 'common', 'decisions']);
  const officer = useOfficer();
  const { seenNeeded } = useDecisionSettings();
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
      {kind === 'release' && fidelity === 'full' && !isSeen(seen, seenNeeded) && (
        <p className={classes.warning}>{t('decisions:notSeen', { percent })}</p>
      )}
    </>
  );
}

/** Which alarm or check is acknowledged, and what that means. */
function Acknowledged({ visit }: { readonly visit: VisitView }) {
  const { t } = useTranslation(['console', 'decisions']);
  const { stopRelease } = useDecisionSettings();
  const passage = alarmToAcknowledge(visit);
  const alarm = passage && alarmOf(passage);
  const [check] = checksToAcknowledge(visit, stopRelease);
  const what =
    alarm && passage
      ? t('console:ask.acknowledge.what', {
          alarm: t(`console:readings.alarms.${alarm}`),
          device: passage.deviceId,
        })
      : check && t('decisions:acknowledged', { check: t(`decisions:checks.${check}`) });
  if (!what) return null;
  return (
    <>
      <p className={classes.recorded}>
        <span className={classes.hint}>{t('console:ask.recorded')}</span> {what}
      </p>
      <p className={classes.warning}>{t('console:ask.acknowledge.after')}</p>
    </>
  );
}

function useRecord(props: PanelProps): (reason: string, code?: string) => Promise<void> {
  const { t } = useTranslation(['console', 'common']);
  const { kind, visit, seen, lane, commands, onDone } = props;
  const { stopRelease } = useDecisionSettings();
  const recording = useRef(false);
  return async (reason, code) => {
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
          : acknowledgeCheck();
      if (kind === 'flagRecheck') return commands.send('flagRecheck', visit, { reason });
      if (kind === 'noShow') return commands.send('noShow', visit, {});
      if (kind === 'endDetention') return commands.send('endDetention', visit, { reason });
      if (kind === 'endExamination' || kind === 'correctExamination' || kind === 'reverse')
        return Promise.resolve(null);
      return commands.send('decide', visit, {
        decision: kind === 'disagree' ? otherThan(visit) : kind,
        reason,
        ...(code !== undefined && { code }),
        scanId: visit.scans.at(-1)?.id ?? '',
        fidelity: seen?.fidelity ?? 'overview',
        seenPercent: Math.round(seen?.percent ?? 0),
        ...(seen?.map && { seenMap: seen.map }),
        ...(props.aids && { aids: props.aids }),
      });
    }

    function acknowledgeCheck() {
      const [check] = checksToAcknowledge(visit, stopRelease);
      if (check === undefined) return Promise.resolve(null);
      return commands.send('acknowledgeCheck', visit, { check, reason });
    }
  };
}
