import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { signingSides } from '../api/handover-views.pure.ts';
import type { Role } from '../api/views.pure.ts';
import {
  type Duty,
  type DutyCommand,
  decideDuty,
  evolveDuty,
  nothingOpen,
  type PlannedShift,
} from './duty.pure.ts';
import type { DutyEntry } from './duty-entries.ts';

const people: readonly { readonly serviceNumber: string; readonly roles: readonly Role[] }[] = [
  { serviceNumber: 'chief', roles: ['supervisor'] },
  { serviceNumber: 'night', roles: ['supervisor', 'officer'] },
  { serviceNumber: 'officer', roles: ['officer'] },
  { serviceNumber: 'trainer', roles: ['trainer'] },
];
const [chief, night, officer, trainer] = people as [Person, Person, Person, Person];
type Person = (typeof people)[number];

const shift = (name: string): PlannedShift => ({
  id: name,
  name,
  from: '2026-03-01T08:00',
  to: '2026-03-01T20:00',
});
const sha = (letter: string) => letter.repeat(64);

/** A post's duty, as commands change it. */
class Post {
  duty: Duty = nothingOpen;
  readonly entries: DutyEntry[] = [];
  #ids = 0;

  say(command: DutyCommand, actor: Person): string {
    this.#ids += 1;
    const decision = decideDuty(this.duty, command, {
      actor,
      ...{ planned: shift('A'), next: shift('B'), newId: `opening ${this.#ids}` },
    });
    if ('refusal' in decision) return decision.refusal.code;
    for (const event of decision.events) {
      const entry = { ...event, at: '2026-03-01T20:00:00.000Z', seq: this.entries.length + 1 } as DutyEntry;
      this.entries.push(entry);
      this.duty = evolveDuty(this.duty, entry);
    }
    return decision.events.map(({ kind }) => kind).join(' ');
  }
}

const prepare = (letter: string): DutyCommand => ({
  ...{ command: 'prepare', handoverId: letter, sheet: '{}', sha256: sha(letter) },
});
const sign = (side: 'outgoing' | 'incoming', letter = 'a'): DutyCommand => ({
  ...{ command: 'sign', handoverId: letter, sha256: sha(letter), side },
});

/** The usual next step by the right person, so that sequences get far. */
const forward = ({ open, pending }: Duty): readonly [DutyCommand, Person] => {
  if (!open) return [{ command: 'open' }, chief];
  if (!pending) return [prepare('a'), chief];
  return pending.outgoing ? [sign('incoming', pending.id), night] : [sign('outgoing', pending.id), chief];
};

const anyCommand: fc.Arbitrary<DutyCommand> = fc.oneof(
  fc.constantFrom<DutyCommand>({ command: 'open' }, { command: 'close' }),
  fc.constantFrom('a', 'b').map(prepare),
  {
    weight: 4,
    arbitrary: fc
      .tuple(fc.constantFrom(...signingSides), fc.constantFrom('a', 'b'))
      .map(([side, id]) => sign(side, id)),
  },
);

/** Undefined: the usual next step. */
const said = fc.array(
  fc.oneof(
    { weight: 3, arbitrary: fc.constant(undefined) },
    { weight: 1, arbitrary: fc.tuple(anyCommand, fc.constantFrom(...people)) },
  ),
  { minLength: 20, maxLength: 60, size: 'max' },
);

describe('a shift and its handover', () => {
  it('are never signed twice by one person, nor closed and opened by others than they say, whatever is asked', () => {
    let handedOver = 0;
    fc.assert(
      fc.property(said, (steps) => {
        const post = new Post();
        for (const step of steps) {
          const before = post.duty;
          const [command, actor] = step ?? forward(before);
          const told = post.entries.length;
          post.say(command, actor);
          for (const entry of post.entries.slice(told)) {
            if (entry.kind !== 'handover.signed')
              expect(entry.kind === 'shift.closed' || actor !== officer).toBe(true);
            if (entry.kind === 'shift.opened') expect(actor.roles).toContain('supervisor');
            if (entry.kind === 'shift.opened' && command.command === 'open') expect(before.open).toBeNull();
            if (entry.kind === 'shift.closed') expect(entry.subject).toBe(before.open?.id);
            expect(actor).not.toBe(trainer);
          }
          const { pending } = post.duty;
          if (pending?.outgoing)
            expect(pending.outgoing.serviceNumber).not.toBe(pending.incoming?.serviceNumber);
        }
        for (const entry of post.entries) {
          if (entry.kind !== 'shift.closed' || entry.body.handover === null) continue;
          handedOver += 1;
          const prepared = post.entries.findLastIndex(
            ({ kind, subject, seq }) =>
              kind === 'handover.prepared' && subject === entry.body.handover && seq < entry.seq,
          );
          const signatures = post.entries
            .slice(prepared, entry.seq)
            .filter((one) => one.kind === 'handover.signed' && one.subject === entry.body.handover);
          expect(signatures).toHaveLength(2);
          expect(new Set(signatures.map(({ body }) => (body as { by: string }).by)).size).toBe(2);
          expect(signatures[0]?.body).toMatchObject({ side: 'outgoing', by: entry.body.by });
        }
      }),
      { numRuns: 400 },
    );
    // Or the property has shown nothing.
    expect(handedOver).toBeGreaterThan(20);
  });

  it('are a supervisor’s: opened once, closed by whoever is there when nobody did', () => {
    const post = new Post();
    expect(post.say({ command: 'open' }, officer)).toBe('SHIFT_NEEDS_SUPERVISOR');
    expect(post.say({ command: 'close' }, chief)).toBe('SHIFT_NOT_OPEN');
    expect(post.say({ command: 'open' }, chief)).toBe('shift.opened');
    expect(post.say({ command: 'open' }, night)).toBe('SHIFT_ALREADY_OPEN');
    expect(post.say({ command: 'close' }, night)).toBe('shift.closed');
    // A clock that was set back plans the same shift once more: it is another opening.
    expect(post.say({ command: 'open' }, chief)).toBe('shift.opened');
    expect(post.duty.since).toBe(1);
  });

  it('pass to the next supervisor with both signatures, the one who leaves first', () => {
    const post = new Post();
    post.say({ command: 'open' }, chief);
    expect(post.say(prepare('a'), chief)).toBe('handover.prepared');
    expect(post.say(sign('incoming'), night)).toBe('HANDOVER_OUTGOING_FIRST');
    expect(post.say(sign('outgoing'), officer)).toBe('HANDOVER_SIGNER');
    expect(post.say(sign('outgoing'), chief)).toBe('handover.signed');
    expect(post.say(sign('outgoing'), night)).toBe('HANDOVER_SIGNED');
    expect(post.say(sign('incoming'), chief)).toBe('HANDOVER_SAME_PERSON');
    expect(post.say(sign('incoming'), night)).toBe('handover.signed shift.closed shift.opened');
    expect(post.duty).toMatchObject({ open: { shift: { name: 'B' }, by: 'night' }, pending: null, since: 2 });
  });

  it('leave the next shift to be opened where an officer takes the post over', () => {
    const post = new Post();
    post.say({ command: 'open' }, chief);
    post.say(prepare('a'), chief);
    post.say(sign('outgoing'), chief);
    expect(post.say(sign('incoming'), trainer)).toBe('HANDOVER_SIGNER');
    expect(post.say(sign('incoming'), officer)).toBe('handover.signed shift.closed');
    expect(post.duty.open).toBeNull();
  });

  it('take no signature for a sheet that another one has replaced', () => {
    const post = new Post();
    post.say({ command: 'open' }, chief);
    post.say(prepare('a'), chief);
    post.say(sign('outgoing', 'a'), chief);
    post.say(prepare('b'), chief);
    expect(post.say(sign('incoming', 'a'), night)).toBe('HANDOVER_GONE');
    expect(post.say({ ...sign('outgoing', 'b'), sha256: sha('c') } as DutyCommand, chief)).toBe(
      'HANDOVER_GONE',
    );
  });
});
