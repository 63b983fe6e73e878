import { BridgeError } from '../../../native-bridge/errors.ts';
import {
  encodeEntry,
  fileHead,
  maxPayload,
  type RecordedEntry,
} from '../../../native-bridge/transport/recording-format.ts';
import { RecordingParser } from '../../../native-bridge/transport/recording-reader.ts';
import type { FuzzTarget } from '../target.ts';

/** Recordings of links. What an entry was read as must be written back as the same record. */
export const recordingTarget: FuzzTarget = {
  name: 'recording',
  seeds: () => {
    const entries: RecordedEntry[] = [
      {
        ...{ kind: 'begin', at: 0, address: 'tcp://10.0.0.7:4001', driver: 'line-stream', settings: {} },
        ...{ seed: 7, utc: '2026-11-22T10:00:00.000Z', continued: false },
      },
      { kind: 'out', at: 0.5, bytes: Buffer.from('?') },
      { kind: 'in', at: 12.25, bytes: Buffer.from('12340 kg\r\n') },
      { kind: 'command', at: 20, name: 'startScan', args: [{ scanId: 'x', reference: '' }] },
      { kind: 'lost', at: 21, bytes: 4096 },
      { kind: 'end', at: 30, code: 'LINK_FAILED', message: 'It broke.' },
    ];
    const records = entries.map((entry) => encodeEntry(entry) ?? Buffer.alloc(0));
    return [Buffer.concat([fileHead, ...records]), ...records.map((one) => Buffer.concat([fileHead, one]))];
  },
  run(bytes) {
    const parser = new RecordingParser();
    try {
      for (const chunk of [bytes.subarray(0, bytes.length >> 1), bytes.subarray(bytes.length >> 1)]) {
        for (const entry of parser.take(chunk)) {
          const again = encodeEntry(entry);
          if (again === null && (entry.kind === 'in' || entry.kind === 'out')) {
            throw new Error(`a payload of more than ${maxPayload} bytes`);
          }
        }
      }
    } catch (fault) {
      if (!(fault instanceof BridgeError)) throw fault;
      return;
    }
    if (parser.tornBytes > bytes.length) throw new Error('more is torn than there is');
  },
};
