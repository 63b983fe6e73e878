import { deviceKinds } from '../devices/device-entries.ts';
import { type Entry, isOf } from '../journal/entry.ts';
import { visitKinds } from '../visits/visit-entries.pure.ts';
import type { DelayCause } from './stretches.pure.ts';

/** What an entry says of delays: one that begins, those of its subject that end with it, or one that is told afterwards. */
export interface DelaysTold {
  readonly begins?: { readonly cause: DelayCause; readonly reason: string };
  readonly ends?: readonly DelayCause[];
  /** It lasted from where the scan was asked for until this entry. */
  readonly sinceScan?: { readonly reason: string };
}

const none: DelaysTold = {};

/** Which delay an entry begins or ends. Reasons are the officers' own words, or a device's code. */
export function delaysTold(entry: Entry): DelaysTold {
  if (isOf(deviceKinds, entry)) {
    if (entry.kind === 'device.link')
      return entry.body.link === 'lost'
        ? { begins: { cause: 'device-lost', reason: entry.body.code ?? '' } }
        : { ends: ['device-lost'] };
    if (entry.kind === 'device.state')
      return entry.body.fault === undefined
        ? { ends: ['device-fault'] }
        : { begins: { cause: 'device-fault', reason: entry.body.fault }, ends: ['device-fault'] };
    return none;
  }
  if (!isOf(visitKinds, entry)) return none;
  switch (entry.kind) {
    case 'visit.held':
      return { begins: { cause: 'hold', reason: entry.body.reason } };
    case 'visit.resumed':
      return { ends: ['hold'] };
    case 'visit.portal-alarm':
      return { begins: { cause: 'alarm', reason: entry.body.radiation } };
    case 'visit.alarm-acknowledged':
      return { ends: ['alarm'] };
    case 'visit.put-back':
      return { begins: { cause: 'put-back', reason: entry.body.reason } };
    case 'visit.called':
      return { ends: ['put-back', 'hold'] };
    case 'scan.failed':
    case 'scan.import-failed':
      return { sinceScan: { reason: entry.body.code } };
    case 'scan.ended':
    case 'scan.recovered':
      if (entry.body.lines > 0) return { ends: ['re-scan'] };
      return { sinceScan: { reason: entry.body.defects[0]?.kind ?? '' } };
    case 'visit.decided': {
      const { decision, reason } = entry.body;
      if (decision === 're-scan') return { begins: { cause: 're-scan', reason }, ends: ['escalated'] };
      if (decision === 'escalate') return { begins: { cause: 'escalated', reason } };
      return { ends: ['escalated'] };
    }
    case 'visit.no-show':
      return { begins: { cause: 'no-show', reason: '' }, ends: ['hold'] };
    case 'visit.cancelled':
    case 'visit.departed':
      return { ends: ['hold', 'alarm', 'put-back', 're-scan', 'escalated'] };
    default:
      return none;
  }
}
