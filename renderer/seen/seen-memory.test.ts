import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SeenMemory } from './seen-memory.ts';

function storage(first?: string) {
  const kept = new Map<string, string>(first === undefined ? [] : [['scanpost.seen', first]]);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
}

describe('what this window remembers of what was seen', () => {
  it('gives back every cell, also to a page that was loaded again', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 1 }), { minLength: 12, maxLength: 12 }),
        fc.constantFrom(1, 2, 3, 4, 6, 12),
        (bits, down) => {
          const kept = storage();
          const cells = { across: 12 / down, down, seen: Uint8Array.from(bits) };
          new SeenMemory(kept).remember('ana', 'scan', cells);
          const recalled = new SeenMemory(kept).recall('ana', 'scan');
          expect(recalled).toEqual(bits.includes(1) ? cells : null);
        },
      ),
    );
  });

  it('belongs to the officer and to the scan', () => {
    const memory = new SeenMemory(storage());
    memory.remember('ana', 'scan', { across: 1, down: 1, seen: Uint8Array.of(1) });
    expect(memory.recall('bek', 'scan')).toBeNull();
    expect(memory.recall('ana', 'next')).toBeNull();
  });

  it('keeps the scans looked at last and forgets the oldest', () => {
    const memory = new SeenMemory(storage());
    for (let scan = 0; scan < 25; scan += 1)
      memory.remember('ana', String(scan), { across: 1, down: 1, seen: Uint8Array.of(1) });
    expect(memory.recall('ana', '4')).toBeNull();
    expect(memory.recall('ana', '5')).not.toBeNull();
  });

  it('begins with nothing where the storage holds something else', () => {
    for (const odd of ['{', '7', '[{"scanId":1}]'])
      expect(new SeenMemory(storage(odd)).recall('ana', 'scan')).toBeNull();
  });
});
