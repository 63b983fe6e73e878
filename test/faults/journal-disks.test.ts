import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '../../station/clock.ts';
import { checkJournal } from '../../station/journal/check-journal.ts';
import { note, noteKinds, noteModel } from '../../station/journal/journal.fixture.ts';
import { openJournal } from '../../station/journal/journal.ts';

const parts = { kinds: noteKinds, readModels: [noteModel] };
const open = (file: string) => openJournal(file, { ...parts, clock: systemClock, run: 'run' });

let disk: string;
beforeEach(() => {
  disk = mkdtempSync(path.join(tmpdir(), 'scanpost-disk-'));
});
afterEach(() => {
  spawnSync('umount', [disk]);
  rmSync(disk, { recursive: true, force: true });
});

/** A disk of its own in memory; false where this user may not mount one. */
function mount(options: string): boolean {
  return spawnSync('mount', ['-t', 'tmpfs', '-o', options, 'tmpfs', disk]).status === 0;
}

function code(run: () => unknown): string {
  try {
    run();
  } catch (fault) {
    return (fault as { code?: string }).code ?? String(fault);
  }
  return 'nothing thrown';
}

describe('a journal on a real disk', () => {
  test('that fills up keeps what was saved, refuses the rest and goes on when there is room', (context) => {
    if (!mount('size=600k')) context.skip('this user may not mount a disk');
    const file = path.join(disk, 'journal.db');
    const ballast = path.join(disk, 'ballast');
    const journal = open(file);
    let saved = 0;
    const refused = code(() => {
      for (;;) {
        journal.append([note('x'.repeat(900))]);
        saved += 1;
        if (saved === 3) writeFileSync(ballast, Buffer.alloc(150_000));
      }
    });
    expect(refused).toBe('DISK_FULL');
    expect(journal.head().seq).toBe(saved);
    expect(checkJournal(file, parts)).toMatchObject({ entries: saved, bad: [] });
    rmSync(ballast);
    journal.append([note('room again')]);
    journal.close();
    expect(checkJournal(file, parts)).toMatchObject({ entries: saved + 1, bad: [] });
  });

  test('that is full from the start leaves no half journal behind', (context) => {
    if (!mount('size=64k')) context.skip('this user may not mount a disk');
    writeFileSync(path.join(disk, 'ballast'), Buffer.alloc(statfsSync(disk).bavail * 4096));
    expect(code(() => open(path.join(disk, 'journal.db')))).toBe('DISK_FULL');
    expect(readdirSync(disk)).toEqual(['ballast']);
  });

  test('that is mounted read-only is refused with a sentence', (context) => {
    if (!mount('ro')) context.skip('this user may not mount a disk');
    expect(code(() => open(path.join(disk, 'journal.db')))).toBe('JOURNAL_READ_ONLY');
  });
});
