import type { VisitView } from '../../station/api/views.pure.ts';
import { arrive, expect, on, visitWhen } from './harness.ts';
import type { StationClient } from './station-client.ts';

/** Waits until the scanner of the first lane stands ready; gives that lane's name. */
export async function scannerReady(officer: StationClient): Promise<string> {
  let lane = '';
  await expect
    .poll(
      async () => {
        const { scanners } = await officer.calls.post.view.query();
        lane = scanners[0]?.lane ?? '';
        return `${scanners[0]?.link} ${scanners[0]?.state}`;
      },
      { timeout: 60_000 },
    )
    .toBe('online ready');
  return lane;
}

/** Takes a truck in, calls it and starts its scan; gives the visit as it is then. */
export async function startScan(officer: StationClient, plate: string): Promise<VisitView> {
  const lane = await scannerReady(officer);
  const arrived = await arrive(officer, { plate });
  const called = await officer.calls.commands.callTruck.mutate({
    ...on(arrived),
    lane,
    reason: 'asked for by name',
  });
  return officer.calls.commands.startScan.mutate(on(called));
}

/** The visit once its last scan is over and there is something to look at. */
export function pictureThere(officer: StationClient, visitId: string): Promise<VisitView> {
  return visitWhen(officer, visitId, ({ state }) => state === 'image-ready');
}

/** The visit once its last scan is archived. */
export function archived(officer: StationClient, visitId: string): Promise<VisitView> {
  return visitWhen(officer, visitId, ({ scans }) => scans.at(-1)?.archived === true);
}

/** Lines of the scan in progress, as the station counts them; resolves once there are at least `lines`. */
export async function linesReceived(officer: StationClient, lines: number): Promise<void> {
  await expect
    .poll(async () => (await officer.calls.post.view.query()).scanners[0]?.scan?.lines ?? 0, {
      timeout: 60_000,
      intervals: [20],
    })
    .toBeGreaterThanOrEqual(lines);
}
