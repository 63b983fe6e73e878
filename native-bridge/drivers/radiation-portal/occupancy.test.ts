import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { PortalOccupancy } from '../radiation-portal.ts';
import { breakOff, newPortal, type PortalReport, takeLine } from './occupancy.ts';
import { parsePortalLine } from './portal-line.ts';

const settings = { linesPerSecond: { gamma: 5, neutron: 1 } };
const start = Date.parse('2026-03-01T08:00:00.000Z');

describe('An occupancy', () => {
  test('is told with its peaks of a whole second, its backgrounds, its speed and its number', () => {
    const portal = new Portal();
    portal.hear('GB,250,250,250,250', 'NB,1,1,1,1');
    portal.hear('NS,1,2,1,0');
    for (const sum of [200, 210, 400, 410, 400, 210, 200]) portal.hear(`GS,${sum},0,0,0`);
    portal.hear('NS,3,2,1,0', 'SP,0.2249,03.032,003.60,000000', 'GX,000017,004000');
    expect(portal.occupancies).toEqual([
      {
        startedAt: '2026-03-01T08:00:00.400Z',
        endedAt: '2026-03-01T08:00:02.400Z',
        peakGamma: 210 + 400 + 410 + 400 + 210,
        peakNeutron: 6,
        backgroundGamma: 1000,
        backgroundNeutron: 4,
        gammaAlarm: false,
        neutronAlarm: false,
        speed: 1,
        count: 17,
        whole: true,
      },
    ]);
    expect(portal.told('occupied')).toEqual([{ occupied: true }, { occupied: false }]);
  });

  test('has no peak where there was no reading, and of less than a second what was counted', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,10,0,0,0', 'GS,20,0,0,0', 'GX,1,0');
    expect(portal.occupancies).toMatchObject([{ peakGamma: 30, peakNeutron: null, backgroundNeutron: null }]);
  });

  test('tells an alarm at once, the first of each kind, and keeps it in the record', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1', 'GA,90,1,1,1');
    expect(portal.told('alarm')).toMatchObject([
      { counts: { radiation: 'gamma', detectors: [90, 1, 1, 1] } },
    ]);
    portal.hear('GA,99,1,1,1', 'NA,9,1,1,1', 'NA,8,1,1,1', 'GS,1,1,1,1', 'GX,2,0');
    expect(portal.told('alarm').map(({ counts }) => counts.radiation)).toEqual(['gamma', 'neutron']);
    expect(portal.occupancies).toMatchObject([{ gammaAlarm: true, neutronAlarm: true, whole: true }]);
  });

  test('keeps an alarm whose counts cannot be read, and is not whole', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GA,90,1', 'GX,2,0');
    expect(portal.told('alarm')).toMatchObject([{ counts: { radiation: 'gamma', detectors: [] } }]);
    expect(portal.occupancies).toMatchObject([{ gammaAlarm: true, whole: false, peakGamma: null }]);
  });

  test('that was under way when the link opened is not whole', () => {
    const portal = new Portal();
    portal.hear('GS,1,1,1,1', 'GX,5,0');
    portal.wait(1_000);
    portal.hear('GS,1,1,1,1', 'GX,6,0');
    expect(portal.occupancies).toMatchObject([{ whole: false }, { whole: true }]);
  });

  test('of which only the end was heard is told as not whole, and an end told twice is one', () => {
    const portal = new Portal();
    portal.hear('GX,5,0', 'GX,5,0');
    expect(portal.occupancies).toMatchObject([{ count: 5, whole: false, peakGamma: null }]);
    expect(portal.told('occupied')).toEqual([]);
  });

  test('whose link breaks is told as not whole, with its alarm', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1', 'GA,90,1,1,1');
    portal.breakOff();
    portal.breakOff();
    expect(portal.occupancies).toMatchObject([{ gammaAlarm: true, whole: false, count: null }]);
  });

  test('is not whole where a line in it could not be read', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1', 'G?,90,1,1,1', 'GX,2,0');
    expect(portal.occupancies).toMatchObject([{ whole: false }]);
  });

  test('is over, and not whole, when the portal says twice that nothing is in it', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1', 'GB,1,1,1,1', 'NB,1,1,1,1');
    portal.wait(1_000);
    portal.hear('GS,1,1,1,1', 'GX,3,0');
    expect(portal.occupancies).toMatchObject([
      { whole: false, count: null },
      { whole: true, count: 3 },
    ]);
  });

  test('goes on over one background that was under way when the vehicle drove in', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1', 'NB,9,9,9,9', 'GS,1,1,1,1', 'GX,3,0');
    expect(portal.occupancies).toMatchObject([{ whole: true, count: 3, backgroundNeutron: null }]);
  });

  test.each([
    ['announces its settings in it', ['SG1,1,2,3']],
    ['counts from the beginning again', []],
  ])('is not whole where the portal was restarted: it %s', (_, lines) => {
    const portal = new Portal();
    portal.hear('GS,1,1,1,1', 'GX,40,0', 'GS,1,1,1,1', ...lines, 'GS,1,1,1,1');
    portal.hear(lines.length > 0 ? 'GX,41,0' : 'GX,1,0');
    expect(portal.occupancies.at(-1)).toMatchObject({ whole: false });
  });

  test('ends after it began however the clock of the station jumps', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GS,1,1,1,1');
    portal.jump(-3_600_000);
    portal.hear('GS,1,1,1,1', 'GX,3,0');
    expect(portal.occupancies).toMatchObject([
      { startedAt: '2026-03-01T08:00:00.200Z', endedAt: '2026-03-01T08:00:00.600Z', whole: true },
    ]);
  });

  test('is one with the next where no vehicle could be so quick', () => {
    const portal = new Portal();
    portal.hear(
      'GB,1,1,1,1',
      'GS,1,1,1,1',
      'GX,1,0',
      'GA,9,1,1,1',
      'GX,2,0',
      'GS,1,1,1,1',
      'GS,1,1,1,1',
      'GX,3,0',
    );
    expect(portal.occupancies).toMatchObject([
      { count: 1, whole: true },
      { count: 3, whole: false, gammaAlarm: true },
    ]);
  });
});

describe('A fault of the background', () => {
  test('is told when it comes, changes and goes', () => {
    const portal = new Portal();
    portal.hear('GB,1,1,1,1', 'GH,9,9,9,9', 'GH,9,9,9,9', 'NH,9,9,9,9', 'GB,1,1,1,1', 'NB,1,1,1,1');
    expect(portal.told('fault').map(({ fault }) => fault?.code ?? null)).toEqual(['GH', 'GH+NH', 'NH', null]);
  });
});

describe('Tamper and settings', () => {
  test('are told when they change', () => {
    const portal = new Portal();
    portal.hear('TC', 'TC', 'TT', 'TC', 'SN2,1,2,3,4', 'SN2,1,2,3,4', 'SN2,1,2,3,5');
    expect(portal.told('tamper').map(({ tampered }) => tampered)).toEqual([false, true, false]);
    expect(portal.told('setup')).toHaveLength(2);
  });
});

test('Whatever a portal says, no alarm is lost and the reports keep their order', () => {
  const line = fc.constantFrom(
    ...[
      'GS,1,2,3,4',
      'NS,0,1,0,1',
      'GA,90,2,3,4',
      'NA,9,1,0,1',
      'GA,9',
      'GB,1,1,1,1',
      'NB,1,1,1,1',
      'GH,9,9,9,9',
    ],
    ...['GX,1,0', 'GX,2,0', 'GX,3,0', 'SP,1,1,1', 'TT', 'TC', 'SG1,1', '?', 'break', 'jump', 'wait'],
  );
  fc.assert(
    fc.property(fc.array(line, { maxLength: 60 }), (script) => {
      const portal = new Portal();
      for (const text of script) {
        if (text === 'break') portal.breakOff();
        else if (text === 'jump') portal.jump(-1_000_000);
        else if (text === 'wait') portal.wait(1_000);
        else portal.hear(text);
      }
      portal.breakOff();

      let open = false;
      let pending = new Set<string>();
      for (const entry of portal.log) {
        if (typeof entry === 'string') {
          if (entry.startsWith('GA')) pending.add('gamma');
          if (entry.startsWith('NA')) pending.add('neutron');
        } else if (entry.kind === 'occupied') {
          expect(entry.occupied).toBe(!open);
          open = entry.occupied;
        } else if (entry.kind === 'occupancy') {
          const { gammaAlarm, neutronAlarm, startedAt, endedAt } = entry.occupancy;
          expect({ gammaAlarm, neutronAlarm }).toEqual({
            gammaAlarm: pending.has('gamma'),
            neutronAlarm: pending.has('neutron'),
          });
          expect(Date.parse(endedAt)).toBeGreaterThanOrEqual(Date.parse(startedAt));
          pending = new Set();
          open = false;
        }
      }
      expect(pending.size).toBe(0);
    }),
    { numRuns: 500 },
  );
});

/** A portal that prints a line every fifth of a second, and what is told of it. */
class Portal {
  /** What was heard and what was told, in order. */
  readonly log: (string | PortalReport)[] = [];
  #state = newPortal;
  #ms = 0;
  #clock = start;

  get occupancies(): PortalOccupancy[] {
    return this.told('occupancy').map(({ occupancy }) => occupancy);
  }

  told<Kind extends PortalReport['kind']>(kind: Kind): Omit<Extract<PortalReport, { kind: Kind }>, 'kind'>[] {
    return this.log
      .filter((entry) => typeof entry !== 'string')
      .filter((report) => report.kind === kind)
      .map(({ kind: _, ...rest }) => rest as unknown as Omit<Extract<PortalReport, { kind: Kind }>, 'kind'>);
  }

  hear(...lines: string[]): void {
    for (const text of lines) {
      this.log.push(text);
      const line = parsePortalLine(text, { detectors: 4, ignoredCodes: [] });
      this.#take(takeLine(this.#state, line, this.#now(), settings));
      this.wait(200);
    }
  }

  breakOff(): void {
    this.#take(breakOff(this.#state, this.#now()));
  }

  wait(ms: number): void {
    this.#ms += ms;
  }

  /** The station's clock is set. */
  jump(ms: number): void {
    this.#clock += ms;
  }

  #now() {
    return { at: new Date(this.#clock + this.#ms).toISOString(), ms: this.#ms };
  }

  #take({ state, reports }: ReturnType<typeof takeLine>): void {
    this.#state = state;
    this.log.push(...reports);
  }
}
