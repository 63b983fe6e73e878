import { crc32, crc32OfBoth } from '../../native-bridge/drivers/line-stream/crc32.ts';
import { headerSize, stripType, writeHeader } from '../../native-bridge/drivers/line-stream/frame.ts';
import { FrameLink } from '../../native-bridge/drivers/line-stream/frame-link.ts';
import {
  decodeMessage,
  type MessageOf,
  maxLines,
  protocolVersion,
} from '../../native-bridge/drivers/line-stream/messages.ts';
import { encodeStrip, stripHeadSize } from '../../native-bridge/drivers/line-stream/strip.ts';
import type { SceneScan } from '../../native-bridge/simulator/scenes.ts';
import { systemTimers } from '../../native-bridge/transport/timers.ts';
import type { Connection } from '../../native-bridge/transport/transport.ts';

const linesPerStrip = 32;

/**
 * A line-stream scanner that sends the same scan whenever it is asked and costs next to nothing, so that what is
 * measured is the station's side: its strips are framed once, and only their numbers are written anew.
 */
export function benchScanner(scan: SceneScan): (connection: Connection) => Promise<void> {
  const { detectors, energiesMeV, airCounts, darkCounts, detectorPitchMm, linePitchMm } = scan.geometry;
  const energiesKeV = energiesMeV.map((energy) => energy * 1000);
  const strips = framedStrips(scan);
  const pixelCrc = strips.reduce((crc, strip) => crc32OfBoth(crc, strip.pixelCrc, strip.pixelBytes), 0);
  let scanNumber = 0;

  return async (connection) => {
    const link = new FrameLink(connection, systemTimers);
    const status = (state: 'ready' | 'scanning') =>
      link.post({
        kind: 'status',
        state,
        beamOn: state === 'scanning',
        emergencyStop: false,
        reserved: 0,
        millisecondsLeft: null,
        doseRateNanosievert: null,
        emergencyStopWhere: '',
        faultCode: '',
        faultText: '',
        interlocks: [],
      });
    const welcome = ({ session }: MessageOf<'hello'>) => {
      link.post({
        kind: 'welcome',
        version: protocolVersion,
        minVersion: protocolVersion,
        maxVersion: protocolVersion,
        reserved: 0,
        session,
        bootId: 1,
        detectors,
        maxLines,
        energiesKeV,
        maker: 'Scanpost',
        model: 'Bench',
        serialNumber: '0',
      });
      status('ready');
      link.beginHeartbeats();
    };
    const begin = ({ scanId }: MessageOf<'start-scan'>) => {
      scanNumber += 1;
      link.post({ kind: 'start-accepted', scanId, warningMs: 0 });
      link.post({
        kind: 'scan-begin',
        scanId,
        scanNumber,
        detectors,
        airCounts,
        darkCounts,
        reserved: 0,
        detectorPitchMicrometres: detectorPitchMm * 1000,
        linePitchMicrometres: linePitchMm * 1000,
        expectedLines: scan.lines,
        energiesKeV,
      });
    };
    const send = async ({ scanId }: MessageOf<'scan-ready'>) => {
      status('scanning');
      for (const strip of strips) await link.sendBytes(strip.numbered(scanNumber, link.nextSequence()));
      const lines = scan.lines;
      link.post({
        kind: 'scan-end',
        scanId,
        scanNumber,
        lines,
        outcome: 'completed',
        crcGiven: 1,
        pixelCrc,
        reason: '',
      });
    };
    const tellStatus = setInterval(() => status('ready'), 2000);
    try {
      await link.run({
        frame(frame) {
          const message = decodeMessage(frame.type, frame.payload);
          if (message?.kind === 'hello') welcome(message);
          else if (message?.kind === 'start-scan') begin(message);
          // Not awaited: the link must be read while the strips go out.
          else if (message?.kind === 'scan-ready') send(message).catch((cause) => link.fail(cause));
          else if (message?.kind === 'scan-received') status('ready');
        },
        damage: () => {},
        tick: () => {},
      });
    } finally {
      clearInterval(tellStatus);
      await connection.close();
    }
  };
}

function framedStrips(scan: SceneScan) {
  return Array.from({ length: Math.ceil(scan.lines / linesPerStrip) }, (_, stripNumber) => {
    const firstLine = stripNumber * linesPerStrip;
    const pixels = scan.lineBlock(firstLine, Math.min(linesPerStrip, scan.lines - firstLine));
    const lines = Math.min(linesPerStrip, scan.lines - firstLine);
    const { frame, crc32: pixelCrc } = encodeStrip(0, {
      scanNumber: 0,
      stripNumber,
      firstLine,
      lines,
      pixels,
    });
    const head = frame.subarray(headerSize, headerSize + stripHeadSize);
    const payloadBytes = stripHeadSize + pixels.length;
    return {
      pixelCrc,
      pixelBytes: pixels.length,
      /** The frame, until it is asked for again. */
      numbered(scanNumber: number, sequence: number): Buffer {
        head.writeUInt32LE(scanNumber, 0);
        const payloadCrc = crc32OfBoth(crc32(head), pixelCrc, pixels.length);
        writeHeader(frame, stripType, sequence, payloadBytes, payloadCrc);
        return frame;
      },
    };
  });
}
