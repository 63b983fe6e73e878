import { expect, test } from 'vitest';
import { momentRows } from './moment-rows.ts';
import { visit } from './visit.fixture.ts';

const at = (seconds: number) => new Date(Date.UTC(2026, 10, 22, 20, 0, seconds)).toISOString();

test('each moment lasts until the next, and the last one until now', () => {
  const shown = visit({ moments: { arrived: at(0), called: at(100), beamOn: at(105) } });
  expect(momentRows(shown, Date.parse(at(125)))).toEqual([
    { moment: 'arrived', at: at(0), took: 100_000, running: false },
    { moment: 'called', at: at(100), took: 5_000, running: false },
    { moment: 'beamOn', at: at(105), took: 20_000, running: true },
  ]);
});

test('moments stand in the order they happened, also after a re-scan', () => {
  const shown = visit({ moments: { arrived: at(0), decided: at(60), called: at(60), beamOn: at(70) } });
  expect(momentRows(shown, 0).map((row) => row.moment)).toEqual(['arrived', 'called', 'decided', 'beamOn']);
});

test('a booking and a closed visit add no minutes', () => {
  const shown = visit({
    state: 'departed',
    moments: { booked: at(0), bookedFor: at(50), arrived: at(60), departed: at(90), closed: at(90) },
  });
  expect(momentRows(shown, Date.parse(at(500)))).toEqual([
    { moment: 'arrived', at: at(60), took: 30_000, running: false },
    { moment: 'departed', at: at(90), took: null, running: false },
  ]);
});

test('nothing counts while the station’s time is unknown', () => {
  const [row] = momentRows(visit(), Number.NaN);
  expect(row).toMatchObject({ took: null, running: false });
});
