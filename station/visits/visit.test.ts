import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { mostMarks } from '../api/mark-views.pure.ts';
import { visitStates } from '../api/views.pure.ts';
import type { Decision } from './decision.pure.ts';
import type { VisitCommand, VisitContext } from './visit-commands.pure.ts';
import { visitKinds } from './visit-entries.pure.ts';
import { evolve } from './visit-evolve.pure.ts';
import { openAlarms } from './visit-readings.pure.ts';
import type { Visit } from './visit-state.pure.ts';
import { isClosed, isStale, viewOf, visitState } from './visit-state.pure.ts';
import { anyRules, Post, steps } from './visit-walk.fixture.ts';
import { trainer } from './visits.fixture.ts';

describe('whatever officers, devices and the station do, in any order', () => {
  test('no visit gets into an impossible state, and every refusal says what and changes nothing', () => {
    const reached = new Set<string>();
    const kinds = new Set<string>();
    const refused = new Set<string>();
    const walks = fc.property(anyRules, steps, (rules, all) => {
      const post = new Post(rules);
      for (const { visitId, actor: by, command } of all) {
        const before = post.visits.get(visitId);
        const [asked, actor] = [command(before), by(before)];
        const decision = post.try(visitId, asked, actor);
        const after = post.visits.get(visitId);
        if ('refusal' in decision) {
          refused.add(decision.refusal.code);
          expect(decision.refusal.message).toMatch(/^[A-Z].*\.$/);
          expect(after).toBe(before);
          continue;
        }
        if (!after) throw new Error('accepted, and there is no visit');
        reached.add(after.state);
        for (const event of decision.events) kinds.add(event.kind);
        expect(possible(after)).toEqual([]);
        expect(allowed(before, asked, actor, decision)).toEqual([]);
        expect(after.version).toBe((before?.version ?? 0) + decision.events.length);
      }
      expect(scanningTwice(post)).toEqual([]);
    });
    const isEverywhere = () =>
      reached.size === visitStates.length && kinds.size === Object.keys(visitKinds).length;
    // What is rare may not come in one round.
    for (let round = 0; round === 0 || (round < 10 && !isEverywhere()); round += 1)
      fc.assert(walks, { numRuns: 250 });
    // Or the properties above have shown nothing.
    expect([...reached].sort()).toEqual([...visitStates].sort());
    expect([...kinds].sort()).toEqual(Object.keys(visitKinds).sort());
    expect(refused.size).toBeGreaterThan(20);
  });

  test('a replay of the entries gives what was live, also when it was stored in between', () => {
    fc.assert(
      fc.property(anyRules, steps, (rules, all) => {
        const post = new Post(rules);
        for (const { visitId, actor, command } of all)
          post.try(visitId, command(post.visits.get(visitId)), actor(post.visits.get(visitId)));
        const replayed = new Map<string, Visit>();
        for (const entry of post.entries) {
          const stored = JSON.parse(JSON.stringify(replayed.get(entry.subject) ?? null));
          const visit = stored === null ? null : visitState.parse(stored);
          replayed.set(entry.subject, evolve(visit, JSON.parse(JSON.stringify(entry))));
        }
        expect(replayed).toEqual(post.visits);
      }),
      { numRuns: 50 },
    );
  });

  test('a view has every moment that was reached, and the version that a command needs', () => {
    fc.assert(
      fc.property(anyRules, steps, (rules, all) => {
        const post = new Post(rules);
        for (const { visitId, actor, command } of all)
          post.try(visitId, command(post.visits.get(visitId)), actor(post.visits.get(visitId)));
        for (const visit of post.visits.values()) {
          const view = viewOf(visit);
          for (const [moment, { at }] of Object.entries(visit.moments))
            expect(view.moments).toHaveProperty(moment, at);
          expect(isStale(visit, view.version)).toBe(false);
          expect(isStale(visit, view.version + 1)).toBe(true);
          expect(isStale(visit, visit.basis - 1)).toBe(true);
        }
      }),
      { numRuns: 30 },
    );
  });
});

test('every refusal and notice has a sentence in each language', () => {
  const source = readdirSync(import.meta.dirname)
    .filter((file) => file.endsWith('.pure.ts'))
    .map((file) => readFileSync(path.join(import.meta.dirname, file), 'utf8'))
    .join('\n');
  const codes = new Set([
    ...[...source.matchAll(/refuse\(\s*'([A-Z_]+)'/g)].map(([, code]) => code),
    ...[
      'RADIATION_ALARM_AFTER_RELEASE',
      'SCAN_ABORTED',
      'SCAN_EMPTY',
      'SCAN_INCOMPLETE',
      'VISIT_CHANGED',
      'QUEUE_EMPTY',
      'COMMAND_ID_REUSED',
    ],
  ]);
  expect(codes.size).toBeGreaterThan(30);
  for (const language of ['en', 'ru']) {
    const file = path.join(import.meta.dirname, `../../resources/locales/${language}/errors.json`);
    const sentences: Record<string, string> = JSON.parse(readFileSync(file, 'utf8'));
    expect([...codes].filter((code) => !sentences[code ?? ''])).toEqual([]);
  }
});

/** What may not be true of a visit, each as a sentence. */
function possible(visit: Visit): string[] {
  const { state, moments, scans, holder, lane, decision } = visit;
  const scan = scans.at(-1);
  const running = scans.filter((one) => one.state === 'requested' || one.state === 'receiving');
  const wrong: string[] = [];
  const never = (bad: boolean, what: string) => {
    if (bad) wrong.push(`${state}: ${what}`);
  };
  const held = ['called', 'scanning', 'image-ready', 'in-analysis'].includes(state);
  never(held !== (holder !== null), 'held by the wrong number of officers');
  never(state !== 'arrived' && visit.hold !== null, 'on hold and not waiting');
  never(['booked', 'arrived', 'no-show'].includes(state) && lane !== null, 'at a lane before it is called');
  const received = (scan?.image ?? null) !== null;
  never(held && lane === null && !received, 'called to no lane');
  never(isClosed(state) && openAlarms(visit).length > 0, 'over, and an alarm is open');
  never((state === 'scanning') !== running.length > 0, 'scanning and its scans disagree');
  never(
    running.length > 1 || (running.length === 1 && running[0] !== scan),
    'a scan runs that is not the latest',
  );
  const seen = [
    'image-ready',
    'in-analysis',
    'second-look',
    'escalated',
    'referred',
    'in-examination',
    'released',
    'detained',
  ];
  never(seen.includes(state) && !((scan?.lines ?? 0) > 0), 'there is no picture');
  never(state === 'in-analysis' && moments.opened === undefined, 'in analysis and never opened');
  never(['referred', 'in-examination'].includes(state) && decision?.kind !== 'refer', 'examined unreferred');
  never(
    state === 'released' && decision?.kind !== 'release' && visit.examination?.outcome == null,
    'released by nobody',
  );
  never(state === 'detained' && visit.examination?.outcome == null, 'detained without an examination');
  never(state === 'escalated' && !visit.escalated, 'escalated and not');
  never(isClosed(state) !== (moments.closed !== undefined), 'closed and its time disagree');
  const order = ['booked', 'arrived', 'called', 'scanStarted', 'imageReady', 'opened', 'decided'] as const;
  // The station knows of a received picture neither when it was begun nor, where it was not called, at which lane.
  const needed = received
    ? (['arrived', 'imageReady', 'opened', 'decided'] as const)
    : (['arrived', 'called', 'scanStarted', 'imageReady', 'opened', 'decided'] as const);
  for (const [index, moment] of needed.entries()) {
    const before = needed[index - 1];
    never(
      moments[moment] !== undefined && before !== undefined && moments[before] === undefined,
      `${moment} without ${before}`,
    );
  }
  const reached = order.flatMap((moment) => moments[moment]?.seq ?? []);
  never(reached.join() !== [...reached].sort((a, b) => a - b).join(), 'moments out of order');
  never((moments.beamOff?.seq ?? Infinity) < (moments.beamOn?.seq ?? 0), 'beam off before on');
  const { marks } = visit;
  const distinct = (values: readonly unknown[]) => new Set(values).size === values.length;
  never(!distinct(marks.map(({ id }) => id)), 'two marks are one');
  never(!distinct(marks.map(({ number }) => number)), 'two marks have one number');
  never(marks.length > mostMarks, 'too many marks');
  never(
    marks.some(({ scanId }) => !scans.some(({ id, lines }) => id === scanId && lines > 0)),
    'a mark on no picture',
  );
  never(
    marks.some(({ version }) => version > visit.version),
    'a mark from the future',
  );
  never(moments.departed !== undefined && moments.decided === undefined, 'departed undecided');
  return wrong;
}

/** Who did what nobody may. */
function allowed(
  before: Visit | undefined,
  command: VisitCommand,
  actor: VisitContext['actor'],
  decision: Exclude<Decision, { refusal: unknown }>,
): string[] {
  const wrong: string[] = [];
  for (const event of decision.events) {
    if (event.kind === 'visit.decided') {
      if (before?.state !== 'in-analysis' || before.holder?.id !== actor?.id)
        wrong.push('decided by another');
      if (event.body.scanId !== before?.scans.at(-1)?.id) wrong.push('decided on an older scan');
      const incomplete = before?.scans.at(-1)?.state === 'incomplete';
      if (incomplete && event.body.fidelity !== 'incomplete')
        wrong.push('an incomplete picture passed as whole');
      if (before?.escalated && !before.secondLook && !actor?.roles.includes('supervisor'))
        wrong.push('decided below a supervisor');
    }
    const letGo =
      (event.kind === 'visit.decided' && event.body.decision === 'release') ||
      (event.kind === 'visit.examination-ended' && !event.body.detained) ||
      event.kind === 'visit.detention-ended' ||
      event.kind === 'visit.departed';
    if (letGo && before && openAlarms(before).length > 0) wrong.push('let go with an open alarm');
    if (event.kind === 'scan.received' && !['called', 'arrived'].includes(before?.state ?? ''))
      wrong.push('a picture nobody waited for');
    if (event.kind === 'visit.opened' && before?.holder && before.holder.id !== actor?.id)
      if (!actor?.roles.includes('supervisor')) wrong.push('taken from its officer');
    if (event.kind === 'visit.passed-on') {
      if (event.body.holder.id !== actor?.id) wrong.push('passed on to somebody else');
      if (before?.escalated && !actor?.roles.includes('supervisor'))
        wrong.push('given back from a supervisor');
    }
    if (event.kind === 'scan.requested' && before?.holder?.id !== actor?.id) wrong.push('scanned by another');
    if (event.kind === 'visit.marked' || event.kind === 'visit.mark-removed') {
      const mine = before?.state === 'in-analysis' && before.holder?.id === actor?.id;
      if (!mine && !['referred', 'in-examination'].includes(before?.state ?? ''))
        wrong.push('marked by someone who does not look at it');
      const mark = before?.marks.find(({ id }) => id === event.body.markId);
      if (mark && mark.by !== actor?.serviceNumber && !actor?.roles.includes('supervisor'))
        wrong.push('changed the mark of another');
      if (event.body.by !== actor?.serviceNumber) wrong.push('marked in the name of another');
      if (event.body.version <= (mark?.version ?? 0)) wrong.push('a mark older than the one before');
    }
    if (event.kind === 'visit.called' && before?.hold) wrong.push('called while on hold');
    if (event.kind.startsWith('visit.') && actor === trainer) wrong.push('done by a trainer');
    // What is taken out of the archive of a visit that is over is on record, too.
    const afterwards = [
      ...['scan.archived', 'scan.beam-off', 'visit.exported'],
      ...['visit.decision-reversed', 'visit.recheck-wanted', 'visit.rechecked'],
      'visit.examination-corrected',
    ];
    if (before && isClosed(before.state) && !afterwards.includes(event.kind))
      wrong.push(`${command.command} after the end`);
  }
  return wrong;
}

function scanningTwice(post: Post): string[] {
  const at = [...post.visits.values()]
    .filter(({ state, scans }) => state === 'scanning' && scans.at(-1)?.image === null)
    .flatMap(({ lane }) => lane ?? []);
  return at.filter((lane, index) => at.indexOf(lane) !== index);
}
