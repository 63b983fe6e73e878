import { randomUUID } from 'node:crypto';
import { expect, vi } from 'vitest';
import type { VisitView } from './api/views.pure.ts';
import { type AtWork, commandOn } from './post.fixture.ts';

/** What an officer does at a lane, waited for as long as a loaded machine may need. */
export const patience = { timeout: 25_000, interval: 40 };

export function scannerReady({ client }: AtWork): Promise<void> {
  return vi.waitFor(async () => {
    expect((await client.post.view.query()).scanners[0]).toMatchObject({ link: 'online', state: 'ready' });
  }, patience);
}

/** Calls the next truck and starts its scan. */
export async function callAndScan(work: AtWork): Promise<VisitView> {
  await scannerReady(work);
  const called = await work.client.visits.callNext.mutate({ commandId: randomUUID(), lane: '1' });
  return work.client.commands.startScan.mutate(commandOn(called));
}

/** The visit as soon as `what` no longer throws for it. */
export function until(
  { client }: AtWork,
  visitId: string,
  what: (visit: VisitView) => void,
): Promise<VisitView> {
  return vi.waitFor(async () => {
    const visit = await client.visits.get.query({ visitId });
    what(visit);
    return visit;
  }, patience);
}

/** Waits until so many lines of the running scan are there. */
export function linesReceived({ client }: AtWork, lines: number): Promise<void> {
  return vi.waitFor(async () => {
    expect((await client.post.view.query()).scanners[0]?.scan?.lines).toBeGreaterThanOrEqual(lines);
  }, patience);
}

/** Scans the next truck to its end and waits for the archive. */
export async function archivedScan(work: AtWork): Promise<{ visit: VisitView; scanId: string }> {
  const { id } = await callAndScan(work);
  const visit = await until(work, id, ({ scans }) => expect(scans.at(-1)?.archived).toBe(true));
  return { visit, scanId: visit.scans.at(-1)?.id ?? '' };
}
