import type { VisitCommandInput } from '../api/inputs.pure.ts';
import { type MarkShape, type MarkView, mostMarks, mostPoints } from '../api/mark-views.pure.ts';
import type { Officer } from '../api/views.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import { edgesOf } from './mark-edges.pure.ts';
import type { VisitEntry } from './visit-entries.pure.ts';
import type { Visit } from './visit-state.pure.ts';

type Said<Name extends VisitCommandInput['command']> = Omit<
  Extract<VisitCommandInput, { command: Name }>,
  'commandId' | 'visitId' | 'version'
>;
export type MarkCommand = Said<'mark'> | Said<'removeMark'>;

type Actor = Pick<Officer, 'id' | 'serviceNumber' | 'roles'>;

/**
 * The rules for marks. They are evidence, so they are made by those who answer for them, and only while the question is
 * open: by the officer who has the picture open, and, once the truck is referred, by anyone who examines it. With the
 * decision they stand. Each is its author's: others add their own, and only a supervisor changes or removes another's.
 * Whatever is changed or removed stays in the journal.
 */
export function decideMark(visit: Visit, command: MarkCommand, actor: Actor): Decision {
  const closed = refuseUnlessOpen(visit, actor);
  if (closed) return closed;
  const { markId, basedOn } = command;
  const by = actor.serviceNumber;
  const before = visit.marks.find(({ id }) => id === markId);
  if ((before?.version ?? 0) !== basedOn)
    return refuse('MARK_CHANGED', 'This mark has been changed or removed meanwhile. Look at it again.');
  if (before && before.by !== by && !actor.roles.includes('supervisor'))
    return refuse('MARK_OF_ANOTHER', `This mark is officer ${before.by}'s. Add one of your own.`, {
      by: before.by,
    });
  if (command.command === 'removeMark') {
    if (!before) return refuse('MARK_UNKNOWN', 'There is no such mark any more.');
    return happens({ kind: 'visit.mark-removed', body: { markId, version: visit.version + 1, by } });
  }
  const { scanId, category, confidence, note } = command;
  const shape = rounded(command.shape);
  const refusal = refuseShape(visit, { scanId, shape, note }, before);
  if (refusal) return refusal;
  return happens({
    kind: 'visit.marked',
    body: { markId, scanId, version: visit.version + 1, shape, category, confidence, note, by },
  });
}

type MarkEntry = Extract<VisitEntry, { kind: 'visit.marked' | 'visit.mark-removed' }>;

export function isMarkEntry(entry: VisitEntry): entry is MarkEntry {
  return entry.kind === 'visit.marked' || entry.kind === 'visit.mark-removed';
}

/** The visit, or what of it has its marks, after one of them was made, changed or removed. */
export function followMark<Marked extends Pick<Visit, 'marks'>>(visit: Marked, entry: MarkEntry): Marked {
  const { markId } = entry.body;
  const others = visit.marks.filter(({ id }) => id !== markId);
  if (entry.kind === 'visit.mark-removed') return { ...visit, marks: others };
  const { scanId, version, shape, category, confidence, note, by } = entry.body;
  const number = visit.marks.find(({ id }) => id === markId)?.number ?? leastFree(others);
  const mark = { id: markId, number, scanId, version, shape, category, confidence, note, by, at: entry.at };
  return { ...visit, marks: [...others, mark].sort((one, other) => one.number - other.number) };
}

function refuseUnlessOpen(visit: Visit, actor: Actor): Decision | null {
  if (visit.state === 'referred' || visit.state === 'in-examination') return null;
  if (visit.state !== 'in-analysis')
    return refuse(
      'MARKS_CLOSED',
      'Marks are made while the picture is open for analysis or the truck is examined. Open the picture first.',
    );
  if (visit.holder?.id === actor.id) return null;
  const by = visit.holder?.serviceNumber ?? '';
  return refuse('VISIT_HELD', `Officer ${by} has this truck.`, { by });
}

function refuseShape(
  visit: Visit,
  said: Pick<Said<'mark'>, 'scanId' | 'shape' | 'note'>,
  before: MarkView | undefined,
): Decision | null {
  const { scanId, shape, note } = said;
  const scan = visit.scans.find(({ id }) => id === scanId);
  // Of a scan that failed there is no picture to mark.
  if (!scan || scan.lines === 0 || (before && before.scanId !== scanId))
    return refuse('SCAN_UNKNOWN', 'The visit has no such scan.');
  if (edgesOf(shape).right > scan.lines + 2 * tenth)
    return refuse('MARK_OUTSIDE', 'The mark reaches beyond the picture. Draw it on the picture.', {
      columns: scan.lines,
    });
  if (shape.kind === 'text' && note.trim() === '')
    return refuse('MARK_TEXT_NEEDED', 'Write what the mark says.');
  const others = visit.marks.filter((mark) => mark !== before);
  const points = [...others, { shape }].reduce((sum, mark) => sum + pointsOf(mark.shape), 0);
  if (others.length >= mostMarks || points > mostPoints)
    return refuse('MARKS_FULL', 'This truck has as many marks as can be kept. Remove one first.', {
      most: mostMarks,
    });
  return null;
}

function pointsOf(shape: MarkShape): number {
  return shape.kind === 'freehand' ? shape.points.length : 0;
}

function leastFree(marks: Visit['marks']): number {
  const taken = new Set(marks.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number += 1;
  return number;
}

/** Pixels. Nobody draws finer, and the journal stays readable. */
const tenth = 0.1;

function rounded(shape: MarkShape): MarkShape {
  const near = (value: number) => Math.round(value * 10) / 10;
  const point = ({ x, y }: { readonly x: number; readonly y: number }) => ({ x: near(x), y: near(y) });
  switch (shape.kind) {
    case 'rectangle':
    case 'ellipse': {
      const extent = (value: number) => Math.max(tenth, near(value));
      return { ...shape, ...point(shape), width: extent(shape.width), height: extent(shape.height) };
    }
    case 'arrow':
      return { ...shape, from: point(shape.from), to: point(shape.to) };
    case 'freehand':
      return { ...shape, points: shape.points.map(point) };
    case 'text':
      return { ...shape, at: point(shape.at) };
  }
}
