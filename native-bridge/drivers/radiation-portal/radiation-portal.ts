import { z } from 'zod';
import type { DriverDefinition, DriverParts } from '../driver.ts';
import { lineDriver } from '../lines/line-driver.ts';
import { Paced } from '../lines/paced.ts';
import type { PortalSink } from '../radiation-portal.ts';
import { breakOff, newPortal, type PortalReport, type Step, takeLine } from './occupancy.ts';
import { parsePortalLine } from './portal-line.ts';

const portalSettings = z
  .strictObject({
    detectors: z.int().min(1).max(8).default(4).meta({
      title: 'Detectors',
      description: 'Counts that each gamma and each neutron line carries.',
    }),
    gammaLinesPerSecond: z.int().min(1).max(50).default(5).meta({
      title: 'Gamma lines a second',
      description:
        'How often the portal prints gamma counts while a vehicle is in it. Peaks are counts of a whole second, so that they compare with the background.',
    }),
    neutronLinesPerSecond: z.int().min(1).max(50).default(1).meta({
      title: 'Neutron lines a second',
      description: 'How often the portal prints neutron counts while a vehicle is in it.',
    }),
    silentAfterSeconds: z
      .int()
      .min(2)
      .max(600)
      .default(15)
      .meta({
        title: 'Silent after (s)',
        description: 'Backgrounds come regularly; three missing ones are the usual measure.',
        examples: [15],
      }),
    lostAfterSeconds: z.int().min(3).max(3600).default(30).meta({
      title: 'Lost after (s)',
      description: 'The link is opened anew after so long a silence.',
    }),
    ignoredCodes: z
      .array(z.string().regex(/^[A-Z][A-Z0-9]{1,3}$/))
      .max(32)
      .default([])
      .meta({
        title: 'Codes left out',
        description:
          'Codes of lines that this portal prints and that nobody needs. Any other code that is not known counts as unreadable.',
        examples: [['GF', 'ND']],
      }),
  })
  .refine(({ silentAfterSeconds, lostAfterSeconds }) => silentAfterSeconds < lostAfterSeconds, {
    path: ['lostAfterSeconds'],
    message: 'must be longer than the time after which it is silent',
  });
type PortalSettings = z.infer<typeof portalSettings>;

/** Radiation portals that print ASCII lines of counts (PROTOCOL.md). */
export const radiationPortal: DriverDefinition<'radiation-portal', PortalSettings> = {
  name: 'radiation-portal',
  role: 'radiation-portal',
  links: ['tcp', 'serial'],
  settings: portalSettings,
  create: radiationPortalDriver,
};

function radiationPortalDriver(parts: DriverParts<'radiation-portal', PortalSettings>) {
  const { sink, settings, timers, utc } = parts;
  return lineDriver(
    parts,
    {
      called: 'radiation portal',
      format: { maxLength: maxLineLength },
      silentAfterMs: settings.silentAfterSeconds * 1000,
      lostAfterMs: settings.lostAfterSeconds * 1000,
    },
    ({ condition }) => {
      const linesPerSecond = {
        gamma: settings.gammaLinesPerSecond,
        neutron: settings.neutronLinesPerSecond,
      };
      const teller = new Teller(sink);
      let state = newPortal;
      const take = (step: Step) => {
        state = step.state;
        const fault = step.reports.find((report) => report.kind === 'fault');
        if (fault !== undefined) condition.set('DEVICE_REPORTS_FAULT', fault.fault?.text ?? null);
        return teller.tell(step.reports);
      };
      const moment = () => ({ at: utc(), ms: timers.now() });
      return {
        line: (text) => {
          const line = parsePortalLine(text, settings);
          const damaged = line === undefined || (line.kind === 'occupied' && line.detectors === null);
          const heard = damaged ? 'unreadable' : 'read';
          const told = take(takeLine(state, line, moment(), { linesPerSecond }));
          return told === undefined ? heard : told.then(() => heard);
        },
        garbage: () => void take(takeLine(state, undefined, moment(), { linesPerSecond })),
        tick: () => teller.tick(),
        ended: () => take(breakOff(state, moment())),
      };
    },
  );
}

/** Longer than any line of the protocol with eight detectors. */
const maxLineLength = 200;

/** Passes reports to the sink: alarms and occupancies every one, the rest as fast as people can follow. */
class Teller {
  readonly #sink: PortalSink;
  readonly #paced;

  constructor(sink: PortalSink) {
    this.#sink = sink;
    this.#paced = {
      gamma: new Paced<Of<'background'>>(({ counts }) => sink.background(counts)),
      neutron: new Paced<Of<'background'>>(({ counts }) => sink.background(counts)),
      fault: new Paced<Of<'fault'>>(({ fault }) => sink.fault(fault)),
      tamper: new Paced<Of<'tamper'>>(({ tampered }) => sink.tamper(tampered)),
      setup: new Paced<Of<'setup'>>(({ values }) => sink.setup(values)),
    };
  }

  /** A promise while an occupancy is being put on record. */
  tell(reports: readonly PortalReport[]): Promise<void> | undefined {
    let told: Promise<void> | undefined;
    for (const report of reports) {
      if (told === undefined) told = this.#tellOne(report);
      else told = told.then(() => this.#tellOne(report));
    }
    return told;
  }

  tick(): void {
    for (const each of Object.values(this.#paced)) each.tick();
  }

  #tellOne(report: PortalReport): Promise<void> | undefined {
    switch (report.kind) {
      case 'background':
        this.#paced[report.counts.radiation].put(report);
        return undefined;
      case 'fault':
        this.#paced.fault.put(report);
        return undefined;
      case 'tamper':
        this.#paced.tamper.put(report);
        return undefined;
      case 'setup':
        this.#paced.setup.put(report);
        return undefined;
      case 'occupied':
        this.#sink.occupied(report.occupied);
        return undefined;
      case 'alarm':
        this.#sink.alarm(report.counts);
        return undefined;
      case 'occupancy':
        return this.#sink.occupancy(report.occupancy);
    }
  }
}

type Of<Kind extends PortalReport['kind']> = Extract<PortalReport, { kind: Kind }>;
