import { randomUUID } from 'node:crypto';
import { timing } from '../../../native-bridge/drivers/line-stream/timing.ts';
import { type Begun, type Check, expectThat, pause } from './kit.ts';
import type { Probe } from './probe.ts';

const slackMs = 2_000;

/** What happens between a START_SCAN and the SCAN_END. With a real device each of these switches the beam on, or might. */
export const scanChecks: readonly Check[] = (
  [
    {
      id: 'scan',
      promise: 'gives a scan whole: lines in order, counts and CRCs right, states in their order',
      section: 'A scan',
      async run(bench) {
        const { probe, welcome } = await bench.ready();
        const begun = await bench.begin(probe);
        const { begin } = begun;
        expectThat(
          begin.detectors >= 1 && begin.detectors <= welcome.detectors,
          () => `SCAN_BEGIN has ${begin.detectors} detectors.`,
        );
        expectThat(begin.airCounts > begin.darkCounts, () => 'airCounts is not above darkCounts.');
        expectThat(begin.energiesKeV.length >= 1, () => 'SCAN_BEGIN names no energy.');
        const end = await bench.receive(probe, begun);
        expectThat(end.outcome === 'completed', () => `The scan ended as ${end.outcome}: ${end.reason}`);
        const strips = bench.stripsOf(probe, begun);
        const bytesPerLine = begin.detectors * begin.energiesKeV.length * 2;
        let line = 0;
        for (const strip of strips) {
          expectThat(
            strip.firstLine === line,
            () => `A strip begins at line ${strip.firstLine}, and ${line} was next.`,
          );
          expectThat(
            strip.bytes === strip.lines * bytesPerLine,
            () => `A strip of ${strip.lines} lines has ${strip.bytes} bytes.`,
          );
          line += strip.lines;
        }
        expectThat(
          end.lines === line && line > 0,
          () => `SCAN_END says ${end.lines} lines, and ${line} came.`,
        );
        const crc = strips.at(-1)?.wholeCrc;
        expectThat(
          end.crcGiven !== 1 || end.pixelCrc === crc,
          () => 'The CRC in SCAN_END is not that of the pixels.',
        );
        await bench.untilReady(probe);
        const states = probe.all('status').map(({ state }) => state);
        const way = states
          .slice(states.lastIndexOf('armed'))
          .filter((state, nth, all) => state !== all[nth - 1]);
        expectThat(
          /^armed scanning (transferring )?ready$/.test(way.join(' ')),
          () => `Its states were ${way.join(', ')}.`,
        );
      },
    },
    {
      id: 'warning',
      promise: 'warns for at least 5 s before the beam, also when the station is ready at once',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        const { accepted } = begun;
        await bench.receive(probe, begun);
        const signs = [
          ...bench.stripsOf(probe, begun).slice(0, 1),
          ...probe.all('event').filter(({ event }) => event === 'beam-on'),
          ...probe.all('status').filter(({ beamOn, state }) => beamOn === true || state === 'scanning'),
        ];
        const before = Math.min(...signs.map((sign) => probe.timeOf(sign)));
        const warned = before - probe.timeOf(accepted);
        const least = bench.options.shortWarning
          ? accepted.warningMs
          : Math.max(timing.warning, accepted.warningMs);
        expectThat(
          warned >= least - 250,
          () =>
            `The beam was on ${Math.round(warned)} ms after START_ACCEPTED; at least ${least} ms must pass.`,
        );
      },
    },
    {
      id: 'start-again',
      promise: 'answers a repeated START_SCAN with the same START_ACCEPTED, and starts one scan',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        await probe.say({ kind: 'start-scan', scanId: begun.scanId, reference: '' });
        const again = await probe.next(
          'start-accepted',
          timing.answer,
          ({ scanId }) => scanId === begun.scanId,
        );
        expectThat(
          again.warningMs === begun.accepted.warningMs,
          () => 'The second START_ACCEPTED has another warning.',
        );
        await bench.receive(probe, begun);
        await bench.untilReady(probe);
        const numbers = new Set(probe.all('scan-begin').map(({ scanNumber }) => scanNumber));
        expectThat(numbers.size === 1, () => `There were scans with the numbers ${[...numbers].join(', ')}.`);
      },
    },
    {
      id: 'scan-id-used',
      promise: 'refuses the id of an earlier scan, so that a late START_SCAN does not put the beam on again',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        await bench.receive(probe, begun);
        await bench.untilReady(probe);
        await probe.say({ kind: 'start-scan', scanId: begun.scanId, reference: '' });
        const { code } = await probe.next(
          'start-refused',
          timing.answer,
          ({ scanId }) => scanId === begun.scanId,
        );
        expectThat(code === 'scan-id-used', () => `The refusal's code is ${code}.`);
      },
    },
    {
      id: 'busy',
      promise: 'refuses another scan while one is under way',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        const other = randomUUID();
        await probe.say({ kind: 'start-scan', scanId: other, reference: '' });
        await probe.next('start-refused', timing.answer, ({ scanId }) => scanId === other);
        await abort(probe, begun);
        await bench.untilEnd(probe, begun.scanId, begun.accepted.warningMs);
      },
    },
    {
      id: 'no-place',
      promise: 'keeps the beam off without SCAN_READY, repeats SCAN_BEGIN meanwhile, and then ends the scan',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        const { scanId, accepted, begin } = begun;
        await probe.next('scan-begin', timing.repeat + slackMs);
        const end = await probe.next(
          'scan-end',
          accepted.warningMs + 5_000 + slackMs,
          (message) => message.scanId === scanId,
        );
        expectThat(end.outcome === 'aborted-by-device', () => `The scan ended as ${end.outcome}.`);
        expectThat(
          end.lines === 0 && bench.stripsOf(probe, begun).length === 0,
          () => 'Lines came, and nobody had a place for them.',
        );
        expectThat(
          beamOf(probe).every((on) => on === false),
          () => 'The beam was on before the station was ready.',
        );
        await probe.say({ kind: 'scan-received', scanId, scanNumber: begin.scanNumber, lines: 0 });
      },
    },
    {
      id: 'abort-in-warning',
      promise: 'ends a scan that is aborted during the warning without a line and without the beam',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        await abort(probe, begun);
        const end = await bench.untilEnd(probe, begun.scanId, begun.accepted.warningMs);
        expectThat(end.outcome === 'aborted-by-station', () => `The scan ended as ${end.outcome}.`);
        expectThat(end.lines === 0, () => `The scan ended with ${end.lines} lines.`);
        expectThat(
          beamOf(probe).every((on) => on === false),
          () => 'The beam was on.',
        );
      },
    },
    {
      id: 'abort-in-scan',
      promise: 'switches the beam off for ABORT_SCAN and ends with the lines that were sent',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        const { scanId, begin } = begun;
        await probe.say({ kind: 'scan-ready', scanId, scanNumber: begin.scanNumber });
        await probe.next('strip', begun.accepted.warningMs + 10_000);
        await abort(probe, begun);
        const end = await bench.untilEnd(probe, scanId, 0);
        const strips = bench.stripsOf(probe, begun);
        const lines = Math.max(0, ...strips.map((strip) => strip.firstLine + strip.lines));
        expectThat(end.lines === lines, () => `SCAN_END says ${end.lines} lines, and ${lines} came.`);
        expectThat(end.outcome !== 'aborted-by-device', () => `The scan ended as ${end.outcome}.`);
        await probe.say({ kind: 'scan-received', scanId, scanNumber: begin.scanNumber, lines: end.lines });
        await bench.untilReady(probe);
        expectThat(probe.all('status').at(-1)?.beamOn !== true, () => 'The beam is still on.');
      },
    },
    {
      id: 'end-repeated',
      promise: 'repeats SCAN_END each second until SCAN_RECEIVED, five times at most',
      section: 'A scan',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        const { scanId, begin } = begun;
        await abort(probe, begun);
        await bench.untilEnd(probe, scanId, begun.accepted.warningMs);
        await pause(6_000);
        const ends = probe.all('scan-end').filter((end) => end.scanId === scanId);
        expectThat(ends.length >= 3 && ends.length <= 6, () => `SCAN_END came ${ends.length} times.`);
        await probe.say({ kind: 'scan-received', scanId, scanNumber: begin.scanNumber, lines: 0 });
      },
    },
    {
      id: 'slow-station',
      promise: 'loses nothing when the station stops reading for 3 s, or ends the scan with its reason',
      section: 'The link',
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        probe.reading = pause(begun.accepted.warningMs + 3_000);
        const end = await bench.receive(probe, begun);
        const strips = bench.stripsOf(probe, begun);
        const lines = strips.reduce((sum, strip) => sum + strip.lines, 0);
        const ended = `SCAN_END says ${end.lines} lines (${end.outcome}), and ${lines} came`;
        expectThat(
          end.lines === lines && (end.outcome === 'completed' || end.reason !== ''),
          () => `${ended}.`,
        );
      },
    },
    {
      id: 'cut-in-scan',
      promise: 'aborts the scan when the link breaks, and does not take it up again',
      section: 'What makes a scan incomplete',
      severalLinks: true,
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        await probe.say({ kind: 'scan-ready', scanId: begun.scanId, scanNumber: begun.begin.scanNumber });
        await probe.next('strip', begun.accepted.warningMs + 10_000);
        await probe.hangUp();
        const { probe: next } = await bench.ready();
        await pause(2_000);
        expectThat(next.all('strip').length === 0, () => 'Lines of the broken scan came over the new link.');
        expectThat(next.all('status').at(-1)?.beamOn !== true, () => 'The beam is still on.');
      },
    },
    {
      id: 'silence-in-scan',
      promise: 'switches the beam off when the station falls silent in mid-scan',
      section: 'A session',
      severalLinks: true,
      async run(bench) {
        const { probe } = await bench.ready();
        const begun = await bench.begin(probe);
        await probe.say({ kind: 'scan-ready', scanId: begun.scanId, scanNumber: begun.begin.scanNumber });
        probe.mute();
        await probe.closedWithin(begun.accepted.warningMs + timing.silence + 5_000);
        const { probe: next } = await bench.ready();
        expectThat(
          next.all('status').at(-1)?.beamOn === false,
          () => 'The beam is still on, or nobody knows.',
        );
      },
    },
  ] satisfies readonly Omit<Check, 'beam'>[]
).map((check) => ({ ...check, beam: true }));

async function abort(probe: Probe, { scanId }: Begun): Promise<void> {
  await probe.say({ kind: 'abort-scan', scanId, reason: 'conformance' });
  await probe.next('abort-accepted', timing.answer, (accepted) => accepted.scanId === scanId);
}

/** What the device said of its beam, in order. */
function beamOf(probe: Probe): (boolean | null)[] {
  return probe.all('status').map(({ beamOn }) => beamOn);
}
