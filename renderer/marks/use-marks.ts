import { type RefObject, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { MarkShape, MarkView } from '../../station/api/mark-views.pure.ts';
import type { VisitView } from '../../station/api/views.pure.ts';
import type { CommandDetails, VisitCommands } from '../console/use-visit-commands.ts';
import { keysOf } from '../ui/actions.ts';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { useOfficersOwn } from '../ui/officers-own.ts';
import type { OverlayMap } from '../viewer/overlay/overlay-map.ts';
import { firstShape, isDrawn, type MarkKind } from './draft-shape.ts';
import { isTheirs, markBeside, mayMark } from './mark-rules.ts';

/** A mark that is being made or changed: first it gets its place, then what it means. Nothing of it is saved yet. */
export interface Draft {
  readonly step: 'place' | 'describe';
  readonly markId: string;
  readonly scanId: string;
  readonly shape: MarkShape;
  readonly category: MarkView['category'];
  readonly confidence: MarkView['confidence'];
  readonly note: string;
  /** What it was, where it is a change. */
  readonly before: MarkView | null;
}

export interface Marking {
  readonly visit: VisitView | null;
  /** The scan on screen. */
  readonly scanId: string | null;
  /** Marks can be made now. */
  readonly may: boolean;
  /** Those on the picture on screen. */
  readonly marks: readonly MarkView[];
  readonly draft: Draft | null;
  readonly chosen: MarkView | null;
  /** The chosen mark is the officer's to change or remove now. */
  readonly mayChange: boolean;
  readonly hidden: boolean;
  /** What must be brought on screen; a new object each time. */
  readonly reveal: { readonly shape: MarkShape } | null;
  /** Grows each time the chosen mark's row in the list is to have the focus. */
  readonly focusAsked: number;
  /** Where the picture lies; the overlay says how it is known. */
  readonly placed: RefObject<() => OverlayMap | null>;
  /** Begins a mark in the middle of the screen, or makes the one begun another kind. */
  begin(kind: MarkKind): void;
  beginChange(): void;
  /** By keys a shape that leaves the screen takes the picture along; a hand sees what it does. */
  draw(shape: MarkShape, how: 'keys' | 'hand'): void;
  describe(change: Partial<Pick<Draft, 'category' | 'confidence' | 'note'>>): void;
  /** On to what the mark means. */
  set(): void;
  /** A step back: to its place, or out of it. */
  back(): void;
  save(): Promise<void>;
  choose(markId: string | null, how: 'list' | 'keys' | 'hand'): void;
  walk(step: 1 | -1): void;
  remove(): Promise<void>;
  toggle(): void;
  /** All that the marks ever were is shown in place of the list. */
  readonly history: boolean;
  toggleHistory(): void;
  /** When the last change of a mark was made that can be taken back (monotonic ms); null where there is none. */
  readonly undoableSince: number | null;
  /** Takes back the last change by the entry that says the contrary. */
  undo(): Promise<void>;
}

/** What taking back a change needs: what the mark was, and which version the change made of it. */
interface Undoable {
  readonly visitId: string;
  readonly markId: string;
  readonly number: number;
  readonly before: MarkView | null;
  /** 0: the change removed it. */
  readonly version: number;
  readonly at: number;
}

/** The marks of the picture on screen, and all that an officer does with them. */
export function useMarks(on: {
  readonly visit: VisitView | null;
  readonly scanId: string | null;
  readonly commands: VisitCommands;
  /** A mark is begun: a question that stands open makes room. */
  readonly onBegin: () => void;
  /** They are looked at only. */
  readonly readOnly?: boolean;
}): Marking {
  const { t } = useTranslation('console');
  const { visit, scanId, commands } = on;
  const officer = useOfficer();
  const [anyDraft, setDraft] = useOfficersOwn<Draft | null>(null);
  const [chosenId, setChosenId] = useState<string | null>(null);
  const [hidden, setHidden] = useState(false);
  const [historyOf, setHistoryOf] = useState<string | null>(null);
  const [reveal, setReveal] = useState<Marking['reveal']>(null);
  const [focusAsked, setFocusAsked] = useState(0);
  const [undoables, setUndoables] = useOfficersOwn<readonly Undoable[]>([]);
  const placed = useRef<() => OverlayMap | null>(() => null);
  const sending = useRef(false);

  const may = !on.readOnly && scanId !== null && mayMark(visit, officer);
  const marks = useMemo(
    () => visit?.marks.filter((mark) => mark.scanId === scanId) ?? [],
    [visit?.marks, scanId],
  );
  // A draft belongs to its picture, and waits there while the officer looks at another.
  const draft = may && anyDraft?.scanId === scanId ? anyDraft : null;
  const chosen = visit?.marks.find(({ id }) => id === chosenId) ?? null;
  const mayChange = may && draft === null && chosen?.scanId === scanId && isTheirs(chosen, officer);
  const undoable = undoables.findLast(({ visitId }) => visitId === visit?.id) ?? null;

  const change = (next: Partial<Draft>) => setDraft((now) => now && { ...now, ...next });
  const choose: Marking['choose'] = (markId, how) => {
    setChosenId(markId);
    const mark = marks.find(({ id }) => id === markId);
    if (mark && how !== 'hand') {
      setHidden(false);
      setReveal({ shape: mark.shape });
    }
    if (mark && how !== 'list') setFocusAsked((asked) => asked + 1);
  };

  /** One at a time: a key pressed twice says one thing. */
  const once = async (send: () => Promise<VisitView | null>): Promise<VisitView | null> => {
    if (sending.current) return null;
    sending.current = true;
    try {
      return await send();
    } finally {
      sending.current = false;
    }
  };
  const sendMark = (what: CommandDetails<'mark'>) =>
    once(async () => visit && commands.send('mark', visit, what));
  const sendRemoval = (markId: string, basedOn: number) =>
    once(async () => visit && commands.send('removeMark', visit, { markId, basedOn }));
  const remember = (saved: VisitView, markId: string, before: MarkView | null) => {
    const after = saved.marks.find(({ id }) => id === markId);
    const number = (after ?? before)?.number ?? 0;
    const version = after?.version ?? 0;
    const done = { visitId: saved.id, markId, number, before, version, at: performance.now() };
    setUndoables((all) => [...all, done].slice(-mostUndoable));
  };

  return {
    visit,
    scanId,
    may,
    marks,
    draft,
    chosen,
    mayChange,
    hidden,
    reveal,
    focusAsked,
    placed,
    begin(kind) {
      const map = placed.current();
      if (!may || map === null || scanId === null || draft?.step === 'describe') return;
      on.onBegin();
      setHidden(false);
      setChosenId(null);
      setDraft({
        ...{ step: 'place', markId: crypto.randomUUID(), scanId, shape: firstShape(kind, map) },
        ...{ category: 'suspicious', confidence: 'medium', note: '', before: null },
      });
    },
    beginChange() {
      if (!mayChange || chosen === null || scanId === null) return;
      on.onBegin();
      setHidden(false);
      setReveal({ shape: chosen.shape });
      const { shape, category, confidence, note } = chosen;
      setDraft({
        ...{ step: 'place', markId: chosen.id, scanId, shape, category, confidence, note, before: chosen },
      });
    },
    draw(shape, how) {
      change({ shape });
      if (how === 'keys') setReveal({ shape });
    },
    describe: change,
    set() {
      if (draft && isDrawn(draft.shape)) change({ step: 'describe' });
    },
    back() {
      if (draft?.step === 'describe') change({ step: 'place' });
      else setDraft(null);
    },
    async save() {
      if (draft === null) return;
      const { markId, shape, category, confidence, note, before } = draft;
      const what = { markId, basedOn: before?.version ?? 0, scanId: draft.scanId, shape };
      const saved = await sendMark({ ...what, category, confidence, note: note.trim() });
      // What was refused is shown, and stays to be put right.
      if (saved === null) return;
      remember(saved, markId, before);
      setDraft(null);
      setChosenId(markId);
      setFocusAsked((asked) => asked + 1);
    },
    choose,
    walk(step) {
      const next = markBeside(marks, chosenId, step);
      if (next && draft === null) choose(next.id, 'keys');
    },
    async remove() {
      if (!mayChange || chosen === null) return;
      const saved = await sendRemoval(chosen.id, chosen.version);
      if (saved === null) return;
      remember(saved, chosen.id, chosen);
      const key = keysOf('undoMark')[0] ?? '';
      showDone(t('marks.removed', { number: chosen.number, key }));
      const others = marks.filter(({ id }) => id !== chosen.id);
      const next = others.find(({ number }) => number > chosen.number) ?? others.at(-1);
      setChosenId(next?.id ?? null);
      if (next) setFocusAsked((asked) => asked + 1);
    },
    toggle: () => setHidden((now) => !now),
    history: visit !== null && historyOf === visit.id,
    toggleHistory: () => setHistoryOf((now) => (now === visit?.id ? null : (visit?.id ?? null))),
    undoableSince: may && draft === null ? (undoable?.at ?? null) : null,
    async undo() {
      if (!may || undoable === null) return;
      const { markId, before, version, number } = undoable;
      const saved =
        before === null
          ? await sendRemoval(markId, version)
          : await sendMark({
              ...{ markId, basedOn: version, scanId: before.scanId, shape: before.shape },
              ...{ category: before.category, confidence: before.confidence, note: before.note },
            });
      // Also where it was refused: somebody has changed the mark since, and there is nothing of ours to take back.
      setUndoables((all) => all.filter((one) => one !== undoable));
      if (saved === null) return;
      showDone(t('marks.undone', { number }));
      setChosenId(before?.id ?? null);
      const back = saved.marks.find(({ id }) => id === markId);
      // Where it has come back to has a version of its own, which an earlier change of it is then taken back from.
      if (back) {
        setUndoables((all) =>
          all.map((one) =>
            one.markId === markId && one.version === before?.version
              ? { ...one, version: back.version }
              : one,
          ),
        );
      }
    },
  };
}

const mostUndoable = 50;
