import type { VisitState } from '../api/views.pure.ts';
import { normalisePlate } from './identifiers.pure.ts';
import type { Visit } from './visit-state.pure.ts';

/** A visit as the rules see it that find out whose a reading or a picture is. Times are ISO 8601 UTC. */
export interface VisitFacts {
  readonly id: string;
  readonly state: VisitState;
  readonly lane: string | null;
  readonly plate: string;
  readonly trailerPlate: string | null;
  readonly container: string | null;
  readonly bookedFor: string | null;
  readonly arrivedAt: string | null;
  readonly gateInAt: string | null;
  readonly calledAt: string | null;
  readonly decidedAt: string | null;
  /** When its last weight and its last passage were taken. */
  readonly weighedAt: string | null;
  readonly passedAt: string | null;
}

export function factsOf({ id, state, lane, truck, bookedFor, moments, weights, portal }: Visit): VisitFacts {
  const last = portal.at(-1);
  return {
    id,
    state,
    lane,
    plate: truck.plate,
    trailerPlate: truck.trailerPlate ?? null,
    container: truck.container ?? null,
    bookedFor,
    arrivedAt: moments.arrived?.at ?? null,
    gateInAt: moments.gateIn?.at ?? null,
    calledAt: moments.called?.at ?? null,
    decidedAt: moments.decided?.at ?? null,
    weighedAt: weights.at(-1)?.at ?? null,
    passedAt: last?.endedAt ?? last?.at ?? null,
  };
}

/** So far from its booked time is a truck still taken for the booked one, either way. */
export const bookingWindowMs = 12 * 60 * 60_000;

/** What was read or written of a truck by a machine. */
export interface Named {
  readonly plate: string | null;
  readonly container: string | null;
}

/**
 * What a plate and a container say of a visit: that it is it, that nothing speaks for it, or something for and something
 * against it (its container, another truck's plate). `alike` forgives what machines that read plates mistake.
 */
export function agreement(
  named: Named,
  visit: Pick<VisitFacts, 'plate' | 'trailerPlate' | 'container'>,
  how: 'same' | 'alike',
): 'it' | 'nothing' | 'both' {
  const equal = (one: string, other: string) => {
    const [a, b] = [one, other].map((text) =>
      how === 'same' ? normalisePlate(text).normalised : plain(text),
    );
    return a !== '' && a === b;
  };
  const plates = [visit.plate, visit.trailerPlate].filter((plate) => plate !== null);
  const { plate: read, container: box } = named;
  const plate = read === null ? null : plates.some((known) => equal(known, read));
  const container = box === null || visit.container === null ? null : equal(visit.container, box);
  if (plate !== true && container !== true) return 'nothing';
  return plate === false || container === false ? 'both' : 'it';
}

const mistaken: Readonly<Record<string, string>> = {
  O: '0',
  Q: '0',
  D: '0',
  I: '1',
  L: '1',
  Z: '2',
  S: '5',
  G: '6',
  B: '8',
};

function plain(text: string): string {
  return [...normalisePlate(text).normalised].map((sign) => mistaken[sign] ?? sign).join('');
}
