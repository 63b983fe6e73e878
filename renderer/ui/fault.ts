import { TRPCClientError } from '@trpc/client';
import i18next from 'i18next';
import { readablePlate } from './format.ts';

/** A fault as the catalogue knows it: `errors:CODE` and the values of its sentence. */
export interface Fault {
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
}

/** The station answered a request beside the calls (a picture, a file), and refused it. */
export class Refused extends Error {
  readonly fault: Fault;

  constructor(fault: Fault) {
    super(`The station refused: ${fault.code}.`);
    this.fault = fault;
  }
}

/** What a response that is not `ok` says is wrong; what is no answer of the station's counts as a fault inside it. */
export async function refusalOf(response: Response): Promise<Refused> {
  const body: unknown = await response.json().catch(() => null);
  const said = typeof body === 'object' && body !== null && 'scanpost' in body ? body.scanpost : null;
  return new Refused(isFault(said) ? said : { code: 'INTERNAL', details: {} });
}

/** What the station said is wrong, or what kept it from saying anything. */
export function faultOf(error: unknown): Fault {
  if (error instanceof Refused) return error.fault;
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
    ? (i18next.t as (key: string, values: object) => string)(key, asRead(fault.details))
    : i18next.t('errors:UNKNOWN_CODE', { code: fault.code });
}

/** Values as people read them aloud, which in an alarm is what they are for. */
function asRead(details: Fault['details']): Fault['details'] {
  const { plate } = details;
  return typeof plate === 'string' ? { ...details, plate: readablePlate(plate) } : details;
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
