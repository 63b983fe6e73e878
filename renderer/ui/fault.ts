import { TRPCClientError } from '@trpc/client';
import i18next from 'i18next';

/** A fault as the catalogue knows it: `errors:CODE` and the values of its sentence. */
export interface Fault {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** What the station said is wrong, or what kept it from saying anything. */
export function faultOf(error: unknown): Fault {
  if (error instanceof TRPCClientError) {
    const said: unknown = error.data?.scanpost;
    if (isFault(said)) return said;
    if (error.data === undefined || error.data === null) return { code: 'STATION_UNREACHABLE', details: {} };
  }
  if (error instanceof TypeError) return { code: 'STATION_UNREACHABLE', details: {} };
  return { code: 'INTERNAL', details: {} };
}

/** The sentence of a fault in the person's language, with what to do; a code without a sentence says so. */
export function faultSentence(fault: Fault): string {
  const key = `errors:${fault.code}`;
  return i18next.exists(key)
    ? (i18next.t as (key: string, values: object) => string)(key, fault.details)
    : i18next.t('errors:UNKNOWN_CODE', { code: fault.code });
}

function isFault(value: unknown): value is Fault {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'details' in value &&
    typeof value.details === 'object' &&
    value.details !== null
  );
}
