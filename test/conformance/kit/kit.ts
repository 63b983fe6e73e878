import { randomUUID } from 'node:crypto';
import type { MessageOf } from '../../../native-bridge/drivers/line-stream/messages.ts';
import type { Transport } from '../../../native-bridge/transport/transport.ts';
import { Deviation, Probe, type StripHead } from './probe.ts';

/** One promise of PROTOCOL.md that a device keeps or does not. */
export interface Check {
  readonly id: string;
  /** What a device that passes does, as a sentence. */
  readonly promise: string;
  /** The heading in PROTOCOL.md. */
  readonly section: string;
  /** It starts scans: with a real device, X-rays. */
  readonly beam?: boolean;
  /** It needs a link that opens more than once at a time: not a serial line. */
  readonly severalLinks?: boolean;
  /** Throws Deviation. */
  run(bench: Bench): Promise<void>;
}

export interface CheckResult {
  readonly id: string;
  readonly promise: string;
  readonly section: string;
  readonly outcome: 'passed' | 'failed' | 'skipped';
  /** What was expected and what came instead, or why it was not tried. */
  readonly why?: string;
  readonly ms: number;
}

export interface KitOptions {
  readonly transport: Transport;
  /** Scans may be started. */
  readonly beam: boolean;
  /** A simulator may have a shorter warning than IEC 62523 asks for; a device may not. */
  readonly shortWarning: boolean;
  readonly reported?: (result: CheckResult) => void;
}

/**
 * Runs the checks one after another, each on links of its own, and never stops at one that fails. A device that
 * cannot be reached fails them all. Takes real time: most checks wait for what must come within seconds.
 */
export async function runKit(checks: readonly Check[], options: KitOptions): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const check of checks) {
    const result = await runCheck(check, options);
    results.push(result);
    options.reported?.(result);
  }
  return results;
}

export async function runCheck(check: Check, options: KitOptions): Promise<CheckResult> {
  const { id, promise, section } = check;
  const began = performance.now();
  const end = (outcome: CheckResult['outcome'], why?: string): CheckResult => ({
    ...{ id, promise, section, outcome },
    ...(why === undefined ? {} : { why }),
    ms: Math.round(performance.now() - began),
  });
  if (check.beam && !options.beam) return end('skipped', 'it starts scans; allow them with --beam');
  if (check.severalLinks && options.transport.address.startsWith('serial:')) {
    return end('skipped', 'a serial line has no second connection');
  }
  const bench = new Bench(options);
  try {
    await check.run(bench);
    return end('passed');
  } catch (fault) {
    const why = fault instanceof Error ? fault.message : String(fault);
    return end('failed', fault instanceof Deviation ? why : `The link: ${why}`);
  } finally {
    await bench.close();
  }
}

/** What a check works with. */
export class Bench {
  readonly options: KitOptions;
  readonly #probes: Probe[] = [];

  constructor(options: KitOptions) {
    this.options = options;
  }

  /** A link on which nothing was said yet. */
  async connect(): Promise<Probe> {
    const probe = new Probe(await this.options.transport.open(new AbortController().signal));
    this.#probes.push(probe);
    return probe;
  }

  /** A greeted link. The device may still take another station's silence for one; then it says busy, and is asked again. */
  async greeted(): Promise<{ readonly probe: Probe; readonly welcome: MessageOf<'welcome'> }> {
    let last: unknown;
    for (const until = performance.now() + 15_000; performance.now() < until; ) {
      const probe = await this.connect();
      try {
        return { probe, welcome: await probe.greet() };
      } catch (fault) {
        last = fault;
        const turnedAway = probe.all('goodbye').some(({ reason }) => reason === 'busy');
        await probe.hangUp();
        if (!turnedAway) throw fault;
        await pause(1_000);
      }
    }
    throw last;
  }

  /** A greeted link to a scanner that can scan. */
  async ready(): Promise<{ readonly probe: Probe; readonly welcome: MessageOf<'welcome'> }> {
    const { probe, welcome } = await this.greeted();
    await this.untilReady(probe);
    return { probe, welcome };
  }

  async untilReady(probe: Probe): Promise<void> {
    await probe
      .next('status', 60_000, ({ state }) => state === 'ready')
      .catch(() => {
        const state = probe.all('status').at(-1)?.state ?? 'unknown';
        throw new Deviation(`The scanner should be ready to scan within 60 s, and it is ${state}.`);
      });
  }

  /** Asks for a scan and has it accepted, up to the SCAN_BEGIN, which it does not answer. */
  async begin(probe: Probe, scanId: string = randomUUID()): Promise<Begun> {
    await probe.say({ kind: 'start-scan', scanId, reference: '' });
    const accepted = await probe
      .next('start-accepted', 5_000, (message) => message.scanId === scanId)
      .catch((fault) => {
        const refused = probe.all('start-refused').find((message) => message.scanId === scanId);
        if (refused === undefined) throw fault;
        throw new Deviation(
          `A scanner that is ready refused the start: ${refused.code} ${refused.text}`.trim(),
        );
      });
    const begin = await probe.next(
      'scan-begin',
      accepted.warningMs + 10_000,
      (message) => message.scanId === scanId,
    );
    return { scanId, accepted, begin };
  }

  /** SCAN_READY; then the lines up to the SCAN_END, which is answered. */
  async receive(probe: Probe, { scanId, accepted, begin }: Begun): Promise<MessageOf<'scan-end'>> {
    await probe.say({ kind: 'scan-ready', scanId, scanNumber: begin.scanNumber });
    const end = await this.untilEnd(probe, scanId, accepted.warningMs);
    await probe.say({ kind: 'scan-received', scanId, scanNumber: begin.scanNumber, lines: end.lines });
    return end;
  }

  /** As long as strips come, ten seconds from each. */
  async untilEnd(probe: Probe, scanId: string, warningMs: number): Promise<MessageOf<'scan-end'>> {
    let waited = warningMs + 10_000;
    for (;;) {
      const strips = probe.all('strip').length;
      const ended = probe.all('scan-end').find((end) => end.scanId === scanId);
      if (ended) return ended;
      try {
        await probe.next('scan-end', Math.min(waited, 2_000), (end) => end.scanId === scanId);
      } catch (fault) {
        if (probe.closed) throw fault;
        waited = probe.all('strip').length > strips ? 10_000 : waited - 2_000;
        if (waited <= 0) throw new Deviation('Neither a STRIP nor the SCAN_END came for 10 s.');
      }
    }
  }

  stripsOf(probe: Probe, { begin }: Begun): StripHead[] {
    return probe.all('strip').filter(({ scanNumber }) => scanNumber === begin.scanNumber);
  }

  async close(): Promise<void> {
    for (const probe of this.#probes) {
      if (!probe.closed) {
        await probe.say({ kind: 'goodbye', session: probe.session, reason: 'end', text: '' });
        await probe.hangUp();
      }
    }
  }
}

export interface Begun {
  readonly scanId: string;
  readonly accepted: MessageOf<'start-accepted'>;
  readonly begin: MessageOf<'scan-begin'>;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Throws Deviation unless `kept`. */
export function expectThat(kept: boolean, deviation: () => string): asserts kept {
  if (!kept) throw new Deviation(deviation());
}
