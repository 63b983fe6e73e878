import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { keyOf } from './pyramid.ts';
import type { Tile, TileAddress } from './tile-source.ts';
import { TileStore } from './tile-store.ts';

const limits = { capacity: 6, fetches: 2, refreshMs: 200 };

let asked: { request: number; key: string }[];
let cancelled: number[];
let store: TileStore;

beforeEach(() => {
  asked = [];
  cancelled = [];
  store = newStore();
});

describe('the tile store', () => {
  it('fetches the most wanted first, no more at once than allowed', () => {
    store.want([at(0), at(1), at(2)], 0);
    expect(asked.map(({ key }) => key)).toEqual(['0/0/0', '0/1/0']);
    expect([0, 1, 2].map((column) => store.stateOf(at(column)))).toEqual(['fetching', 'fetching', 'queued']);
    store.arrived(asked[0]!.request, tile(), 1);
    expect(asked.map(({ key }) => key)).toEqual(['0/0/0', '0/1/0', '0/2/0']);
    expect(store.stateOf(at(0))).toBe('arrived');
  });

  it('uploads the most wanted of those that arrived', () => {
    store.want([at(0), at(1)], 0);
    store.arrived(request(1), tile(), 0);
    store.arrived(request(0), tile(), 0);
    expect(store.nextUpload()?.address).toEqual(at(0));
    expect(store.nextUpload()?.address).toEqual(at(1));
    expect(store.nextUpload()).toBe(null);
  });

  it('stops fetching what is no longer wanted and drops it if it comes all the same', () => {
    store.want([at(0), at(1)], 0);
    store.want([at(1)], 1);
    expect(cancelled).toEqual([request(0)]);
    store.arrived(request(0), tile(), 2);
    expect(store.nextUpload()).toBe(null);
    expect(store.stateOf(at(0))).toBe('none');
  });

  it('keeps uploaded tiles that are not wanted until their place is needed, then lets the oldest go', () => {
    for (const column of [0, 1, 2, 3, 4, 5]) bring([at(column)]);
    bring([at(0)]);
    const reused = store.uploaded(at(1))!.slot;
    bring([at(6)]);
    expect(store.uploaded(at(6))!.slot).toBe(reused);
    expect(store.stateOf(at(1))).toBe('none');
    expect(store.uploaded(at(0))).not.toBe(null);
    expect(store.slotsInUse).toBe(limits.capacity);
  });

  it('keeps the old tile while it fetches a grown one, and not more often than allowed', () => {
    store.grow({ columns: 100, ended: false }, 0);
    bring([at(0)], { columns: 100, final: false });
    const { slot } = store.uploaded(at(0))!;
    store.grow({ columns: 150, ended: false }, 50);
    expect(asked).toHaveLength(1);
    expect(store.wakeAt(50)).toBe(200);
    store.pump(200);
    expect(asked).toHaveLength(2);
    expect(store.stateOf(at(0))).toBe('uploaded');
    expect(store.isCurrent(at(0))).toBe(false);
    store.arrived(asked[1]!.request, tile({ columns: 150, final: false }), 210);
    expect(store.uploaded(at(0))!.columns).toBe(100);
    expect(store.nextUpload()!.slot).toBe(slot);
    expect(store.uploaded(at(0))).toMatchObject({ slot, columns: 150 });
    expect(store.isCurrent(at(0))).toBe(true);
  });

  it('waits for a whole column of a coarser level while the picture is received', () => {
    const coarse = { level: 3, column: 0, row: 0 };
    store.grow({ columns: 87, ended: false }, 0);
    bring([coarse], { columns: 10, final: false });
    expect(store.isCurrent(coarse)).toBe(true);
    store.grow({ columns: 88, ended: false }, 1000);
    expect(store.isCurrent(coarse)).toBe(false);
  });

  it('fetches a tile that was not final once more when the picture has ended', () => {
    store.grow({ columns: 100, ended: false }, 0);
    bring([at(0)], { columns: 100, final: false });
    store.grow({ columns: 100, ended: true }, 1000);
    expect(asked).toHaveLength(2);
    store.arrived(asked[1]!.request, tile({ columns: 100, final: true }), 1010);
    store.nextUpload();
    expect(store.isCurrent(at(0))).toBe(true);
    expect(store.wakeAt(1010)).toBe(null);
  });

  it('does not wait at the end of the picture, not even for a fetch that began before it', () => {
    store.grow({ columns: 100, ended: false }, 0);
    bring([at(0)], { columns: 100, final: false });
    store.grow({ columns: 150, ended: false }, 300);
    store.grow({ columns: 160, ended: true }, 310);
    store.arrived(asked[1]!.request, tile({ columns: 150, final: false }), 320);
    store.nextUpload();
    store.pump(321);
    expect(asked).toHaveLength(3);
  });

  it('asks ever more seldom for a tile that never becomes final', () => {
    store.grow({ columns: 100, ended: true }, 0);
    bring([at(0)], { final: false });
    let now = 0;
    const pauses: number[] = [];
    for (let round = 0; round < 8; round += 1) {
      const next = store.wakeAt(now)!;
      pauses.push(next - now);
      now = next;
      store.pump(now);
      store.arrived(asked.at(-1)!.request, tile({ final: false }), now);
      store.nextUpload();
    }
    expect(pauses[0]).toBe(200);
    expect(pauses.at(-1)).toBe(200 * 2 ** 5);
  });

  it('reports a failing tile once, tries it again after a growing pause, and forgets that when it comes', () => {
    store.want([at(0)], 0);
    expect(store.failed(request(0), 0)).toEqual(at(0));
    expect(store.stateOf(at(0))).toBe('failed');
    expect(store.wakeAt(0)).toBe(1000);
    store.pump(999);
    expect(asked).toHaveLength(1);
    store.pump(1000);
    expect(store.isMissing(at(0))).toBe(true);
    expect(store.failed(asked[1]!.request, 1000)).toBe(null);
    expect(store.wakeAt(1000)).toBe(3000);
    store.pump(3000);
    store.arrived(asked[2]!.request, tile(), 3000);
    store.nextUpload();
    expect(store.stateOf(at(0))).toBe('uploaded');
    expect(store.isMissing(at(0))).toBe(false);
  });

  it('keeps showing a tile whose fresher version cannot be had', () => {
    store.grow({ columns: 10, ended: false }, 0);
    bring([at(0)], { columns: 10, final: false });
    store.grow({ columns: 20, ended: false }, 300);
    store.failed(asked[1]!.request, 300);
    expect(store.uploaded(at(0))!.columns).toBe(10);
    expect(store.stateOf(at(0))).toBe('uploaded');
    expect(store.isMissing(at(0))).toBe(false);
    expect(store.wakeAt(300)).toBe(1300);
  });

  it('brings everything back after the context was lost', () => {
    bring([at(0), at(1)]);
    store.forgetUploads(10);
    expect(store.uploaded(at(0))).toBe(null);
    expect(asked.slice(2).map(({ key }) => key)).toEqual(['0/0/0', '0/1/0']);
  });

  it('cancels everything when another picture comes', () => {
    store.want([at(0), at(1)], 0);
    store.clear();
    expect(cancelled).toHaveLength(2);
    store.arrived(request(0), tile(), 1);
    expect(store.nextUpload()).toBe(null);
  });

  it('keeps its promises whatever happens: places, fetches, no two tiles in one place, all wanted in the end', () => {
    const step = fc.oneof(
      fc.record({ kind: fc.constant('want' as const), from: fc.nat(12), count: fc.nat(9) }),
      fc.record({ kind: fc.constant('arrive' as const), which: fc.nat(5), final: fc.boolean() }),
      fc.record({ kind: fc.constant('fail' as const), which: fc.nat(5) }),
      fc.record({ kind: fc.constant('grow' as const), columns: fc.nat(500), ended: fc.boolean() }),
      fc.record({ kind: fc.constant('upload' as const) }),
      fc.record({ kind: fc.constant('lose' as const) }),
    );
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        asked = [];
        cancelled = [];
        store = newStore();
        const open = () => asked.filter(({ request: id }) => !answered.has(id) && !cancelled.includes(id));
        const answered = new Set<number>();
        let wanted: TileAddress[] = [];
        let now = 0;
        const answer = (which: number, how: (id: number) => void) => {
          const one = open()[which % Math.max(1, open().length)];
          if (!one) return;
          answered.add(one.request);
          how(one.request);
        };
        for (const action of steps) {
          now += 37;
          if (action.kind === 'want') {
            wanted = Array.from({ length: action.count }, (_, index) => at(action.from + index));
            store.want(wanted, now);
          } else if (action.kind === 'arrive') {
            answer(action.which, (id) => store.arrived(id, tile({ final: action.final }), now));
          } else if (action.kind === 'fail') answer(action.which, (id) => store.failed(id, now));
          else if (action.kind === 'grow') store.grow(action, now);
          else if (action.kind === 'upload') store.nextUpload();
          else {
            store.forgetUploads(now);
          }
          expect(open().length).toBeLessThanOrEqual(limits.fetches);
          expect(store.slotsInUse).toBeLessThanOrEqual(limits.capacity);
          const slots = Array.from({ length: 25 }, (_, column) => store.uploaded(at(column))?.slot).filter(
            (slot) => slot !== undefined,
          );
          expect(new Set(slots).size).toBe(slots.length);
        }
        for (let round = 0; round < 60; round += 1) {
          now += 40_000;
          store.pump(now);
          for (const _ of open()) answer(0, (id) => store.arrived(id, tile({ columns: 10_000 }), now));
          while (store.nextUpload()) now += 1;
        }
        for (const address of wanted.slice(0, limits.capacity)) expect(store.isCurrent(address)).toBe(true);
      }),
    );
  });
});

function newStore(): TileStore {
  return new TileStore(limits, {
    fetch: (id, address) => asked.push({ request: id, key: keyOf(address) }),
    cancel: (id) => cancelled.push(id),
  });
}

function at(column: number): TileAddress {
  return { level: 0, column, row: 0 };
}

function request(index: number): number {
  return asked[index]!.request;
}

/** Wants these tiles and sees them through to the GPU. */
function bring(addresses: TileAddress[], made: Partial<Tile> = {}): void {
  const before = asked.length;
  store.want(addresses, 0);
  for (const { request: id } of asked.slice(before)) store.arrived(id, tile(made), 0);
  while (store.nextUpload());
}

function tile(made: Partial<Tile> = {}): Tile {
  return { width: 4, height: 4, planes: 1, values: new Uint16Array(16), columns: 512, final: true, ...made };
}
