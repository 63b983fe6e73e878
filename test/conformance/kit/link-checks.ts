import { randomBytes } from 'node:crypto';
import { encodeFrame, writeHeader } from '../../../native-bridge/drivers/line-stream/frame.ts';
import { encodeMessage, maxLines } from '../../../native-bridge/drivers/line-stream/messages.ts';
import { timing } from '../../../native-bridge/drivers/line-stream/timing.ts';
import { type Check, expectThat, pause } from './kit.ts';
import type { Probe } from './probe.ts';

/** What may pass on a busy machine or a slow network beyond what the protocol allows. */
const slackMs = 1_500;
const noScan = '00000000-0000-0000-0000-000000000000';

/** The greeting, the heartbeats and what a device does with a line that is bad: no scan is started. */
export const linkChecks: readonly Check[] = [
  {
    id: 'greeting',
    promise: 'answers HELLO with a WELCOME of its session and version 1, and its STATUS at once',
    section: 'A session',
    async run(bench) {
      const { probe, welcome } = await bench.greeted();
      expectThat(
        welcome.session === probe.session,
        () => `WELCOME names session ${welcome.session}, not the HELLO's.`,
      );
      expectThat(welcome.version === 1, () => `WELCOME says version ${welcome.version}.`);
      expectThat(
        welcome.detectors >= 1 && welcome.detectors <= 4096,
        () => `${welcome.detectors} detectors.`,
      );
      expectThat(
        welcome.maxLines >= 1 && welcome.maxLines <= maxLines,
        () => `maxLines is ${welcome.maxLines}.`,
      );
      const [high = 0, low = high] = welcome.energiesKeV;
      const energies = welcome.energiesKeV.join(' and ');
      expectThat(high > 0 && low > 0, () => 'WELCOME names no energy.');
      expectThat(
        welcome.energiesKeV.length === 1 || high > low,
        () => `The energies ${energies} keV are not in their order.`,
      );
      await probe.next('status', timing.heartbeat + slackMs);
    },
  },
  {
    id: 'silent-before-hello',
    promise: 'says nothing before the HELLO',
    section: 'A session',
    severalLinks: true,
    async run(bench) {
      const probe = await bench.connect();
      await pause(2_500);
      expectThat(
        probe.heard.length === 0 && probe.damages === 0,
        () => 'The device spoke before it was greeted.',
      );
    },
  },
  {
    id: 'hello-again',
    promise: 'answers a repeated HELLO of the same session again, and changes nothing',
    section: 'A session',
    async run(bench) {
      const { probe, welcome } = await bench.greeted();
      await probe.hello();
      const again = await probe.next('welcome', timing.answer);
      expectThat(again.bootId === welcome.bootId, () => 'The second WELCOME has another bootId.');
    },
  },
  {
    id: 'new-session',
    promise: 'takes a HELLO with a new session number on the same link as the beginning of a new session',
    section: 'A session',
    async run(bench) {
      const { probe } = await bench.greeted();
      const session = (probe.session ^ 0x5a5a5a5a) >>> 0 || 1;
      await probe.hello(session);
      await probe.next('welcome', timing.answer, (welcome) => welcome.session === session);
    },
  },
  {
    id: 'no-common-version',
    promise: 'answers a HELLO without a common version with version 0 and GOODBYE',
    section: 'A session',
    async run(bench) {
      const probe = await bench.connect();
      await probe.hello(probe.session, [200, 201]);
      const { version } = await probe.next('welcome', timing.answer);
      expectThat(version === 0, () => `WELCOME says version ${version}; it must say 0.`);
      const { reason } = await probe.next('goodbye', timing.answer);
      expectThat(reason === 'no-common-version', () => `The GOODBYE gives as its reason: ${reason}.`);
    },
  },
  {
    id: 'heartbeat',
    promise: 'sends a HEARTBEAT each second, with its uptime',
    section: 'A session',
    async run(bench) {
      const { probe } = await bench.greeted();
      const beats = [];
      for (let nth = 0; nth < 4; nth++) beats.push(await probe.next('heartbeat', timing.heartbeat + slackMs));
      const [first, last] = [beats.at(0)?.uptimeMs ?? 0, beats.at(-1)?.uptimeMs ?? 0];
      const passed = (last - first) >>> 0;
      expectThat(
        passed > 1_500 && passed < 8_000,
        () => `Between four heartbeats the uptime grew by ${passed} ms.`,
      );
    },
  },
  {
    id: 'status-repeated',
    promise: 'repeats its STATUS each 2 s',
    section: 'A session',
    async run(bench) {
      const { probe } = await bench.greeted();
      for (let nth = 0; nth < 3; nth++) await probe.next('status', timing.status + slackMs);
    },
  },
  {
    id: 'sequence',
    promise: 'numbers its frames 0, 1, 2 … on each link',
    section: 'Frames',
    severalLinks: true,
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.next('heartbeat', timing.heartbeat + slackMs);
      await probe.next('heartbeat', timing.heartbeat + slackMs);
      const numbers = probe.heard.map(({ sequence }) => sequence);
      expectThat(
        numbers.every((number, nth) => number === nth),
        () => `The frames were numbered ${numbers.join(', ')}.`,
      );
    },
  },
  {
    id: 'readable',
    promise: 'sends nothing but frames that this version can read',
    section: 'Messages',
    async run(bench) {
      const { probe } = await bench.greeted();
      await pause(3_000);
      const bad = probe.heard.flatMap((heard) => ('unreadable' in heard ? [heard.unreadable] : []));
      expectThat(
        bad.length === 0 && probe.damages === 0,
        () => `Not to be read: ${bad.join('; ') || 'bytes that are no frame'}.`,
      );
    },
  },
  {
    id: 'abort-without-scan',
    promise: 'answers ABORT_SCAN also when there is no scan',
    section: 'A scan',
    async run(bench) {
      const { probe } = await bench.greeted();
      await answersAbort(probe);
    },
  },
  {
    id: 'garbage',
    promise: 'finds the next frame behind garbage, a damaged payload, an oversized length and half a header',
    section: 'Receiving, and finding the way back',
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.sayBytes(randomBytes(3_000));
      await probe.sayBytes(damaged(probe));
      await probe.sayBytes(oversized());
      await probe.sayBytes(encodeFrame(0x40, 0, Buffer.alloc(4)).subarray(0, 11));
      await answersAbort(probe);
    },
  },
  {
    id: 'byte-by-byte',
    promise: 'takes a frame that comes byte by byte',
    section: 'Receiving, and finding the way back',
    async run(bench) {
      const { probe } = await bench.greeted();
      const { type, payload } = abortNothing();
      // A heartbeat would stand in the middle of the frame.
      probe.mute();
      for (const byte of probe.frame(type, payload)) {
        await probe.sayBytes(Uint8Array.of(byte));
        await pause(15);
      }
      probe.beat();
      await probe.next('abort-accepted', timing.answer);
    },
  },
  {
    id: 'many-at-once',
    promise: 'takes a thousand frames that come at once, and ones sent twice',
    section: 'Receiving, and finding the way back',
    async run(bench) {
      const { probe } = await bench.greeted();
      const beat = encodeMessage({ kind: 'heartbeat', uptimeMs: 7 });
      const frames = Array.from({ length: 1_000 }, () => probe.frame(beat.type, beat.payload));
      await probe.sayBytes(Buffer.concat([...frames, ...frames.slice(-50)]));
      await answersAbort(probe);
    },
  },
  {
    id: 'unknown-type',
    promise: 'ignores a type it does not know, and fields behind the last one it knows',
    section: 'Receiving, and finding the way back',
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.sayFrame(0x3f, randomBytes(40));
      const { type, payload } = abortNothing();
      await probe.sayFrame(type, Buffer.concat([payload, randomBytes(20)]));
      await probe.next('abort-accepted', timing.answer);
    },
  },
  {
    id: 'malformed',
    promise: 'answers a message that is too short, or a text that is not UTF-8, with ERROR and goes on',
    section: 'Receiving, and finding the way back',
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.sayFrame(0x02, Buffer.from([1, 2, 3]));
      await probe.next('error', timing.answer);
      await probe.sayFrame(0x02, Buffer.concat([randomBytes(16), Buffer.from([2, 0, 0xff, 0xfe])]));
      await probe.next('error', timing.answer);
      await answersAbort(probe);
    },
  },
  {
    id: 'clock-jump',
    promise: 'does not mind a station whose uptime jumps back and forth',
    section: 'Messages',
    async run(bench) {
      const { probe } = await bench.greeted();
      let nth = 0;
      probe.beat(() => [4_294_967_295, 0, 3_000_000_000, 17][nth++ % 4] ?? 0);
      await pause(timing.silence + 1_000);
      await answersAbort(probe);
    },
  },
  {
    id: 'second-station',
    promise: 'turns a second station away as busy and closes its link, and the first notices nothing',
    section: 'A session',
    severalLinks: true,
    async run(bench) {
      const { probe } = await bench.greeted();
      const second = await bench.connect();
      await second.hello();
      const { reason } = await second.next('goodbye', timing.answer);
      expectThat(reason === 'busy', () => `The second station was told: ${reason}.`);
      await second.closedWithin(timing.answer);
      await answersAbort(probe);
    },
  },
  {
    id: 'mute-visitor',
    promise: 'is not kept from its station by a link on which nobody speaks',
    section: 'A session',
    severalLinks: true,
    async run(bench) {
      await bench.connect();
      await bench.greeted();
    },
  },
  {
    id: 'goodbye',
    promise: 'takes the next station at once after a GOODBYE',
    section: 'A session',
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.say({ kind: 'goodbye', session: probe.session, reason: 'end', text: '' });
      await probe.hangUp();
      await (await bench.connect()).greet();
    },
  },
  {
    id: 'silence',
    promise: 'takes a station that is silent for 5 s for gone, says so and closes the link',
    section: 'A session',
    severalLinks: true,
    async run(bench) {
      const { probe } = await bench.greeted();
      probe.mute();
      const { reason } = await probe.next('goodbye', timing.silence + 4_000);
      expectThat(reason === 'silence', () => `The GOODBYE gives as its reason: ${reason}.`);
      await probe.closedWithin(timing.answer);
    },
  },
  {
    id: 'cut',
    promise: 'is there again within 15 s for a station whose link broke',
    section: 'A session',
    severalLinks: true,
    async run(bench) {
      const { probe } = await bench.greeted();
      await probe.hangUp();
      await bench.greeted();
    },
  },
  {
    id: 'flood',
    promise: 'lives on, or takes a new link, after 12 MB that are no frame',
    section: 'Receiving, and finding the way back',
    severalLinks: true,
    async run(bench) {
      const { probe } = await bench.greeted();
      const block = Buffer.alloc(1 << 20, 0xd5);
      for (let nth = 0; nth < 12; nth++) await probe.sayBytes(block);
      await probe.hangUp();
      await bench.greeted();
    },
  },
];

function abortNothing() {
  return encodeMessage({ kind: 'abort-scan', scanId: noScan, reason: 'conformance' });
}

/**
 * Shows that the device still takes messages: it answers this one in every state, and nothing changes. Sent again each
 * second, as a station does: the first may lie in bytes that the device takes for an unfinished frame.
 */
async function answersAbort(probe: Probe): Promise<void> {
  for (let nth = 0; ; nth++) {
    await probe.say({ kind: 'abort-scan', scanId: noScan, reason: 'conformance' });
    try {
      await probe.next('abort-accepted', timing.repeat, ({ scanId }) => scanId === noScan);
      return;
    } catch (fault) {
      if (nth >= 7 || probe.closed) throw fault;
    }
  }
}

function damaged(probe: Probe): Buffer {
  const { type, payload } = abortNothing();
  const frame = probe.frame(type, payload);
  frame[frame.length - 1] = (frame.at(-1) ?? 0) ^ 0x10;
  return frame;
}

/** A right header that announces two gigabytes. */
function oversized(): Buffer {
  const header = Buffer.alloc(24);
  writeHeader(header, 0x02, 0, 0x7fff_ffff, 0);
  return header;
}
