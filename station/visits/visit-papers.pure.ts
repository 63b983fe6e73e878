import type { Officer, Truck } from '../api/views.pure.ts';
import { type Decision, happens, refuse } from './decision.pure.ts';
import { checkContainer, normalisePlate } from './identifiers.pure.ts';
import { refuseWhileAlarmed } from './visit-readings.pure.ts';
import { notWaiting } from './visit-refusals.pure.ts';
import type { Visit } from './visit-state.pure.ts';

export type BeginCommand =
  | {
      readonly command: 'book';
      readonly truck: Truck;
      readonly bookedFor: string;
      readonly number?: string | undefined;
    }
  | { readonly command: 'arrive'; readonly truck: Truck };

/** What is done about a booking and about the papers of a truck: by an officer, or by the station itself. */
export type PapersCommand =
  | { readonly command: 'arriveBooked'; readonly truck?: Truck | undefined }
  | { readonly command: 'rebook'; readonly bookedFor: string }
  | { readonly command: 'correctTruck'; readonly truck: Truck }
  | { readonly command: 'noShow' };

export function isOnPapers<Command extends { readonly command: string }>(
  command: Command,
): command is Extract<Command, PapersCommand> {
  return ['arriveBooked', 'noShow', 'rebook', 'correctTruck'].includes(command.command);
}

/** A truck is booked, or arrives without a booking. */
export function beginVisit(command: BeginCommand): Decision {
  const truck = asKept(command.truck);
  const incomplete = refuseIncomplete(truck);
  if (incomplete) return incomplete;
  if (command.command === 'arrive') return happens({ kind: 'visit.arrived', body: { truck } });
  const { bookedFor, number } = command;
  return happens({
    kind: 'visit.booked',
    body: { truck, bookedFor, ...(number === undefined ? {} : { number }) },
  });
}

/**
 * On a visit that is not over. The plate and the post of a booking cannot change, its time can (Kazakhstan's electronic
 * queue); what is corrected keeps what it was.
 */
export function decideOnPapers(
  visit: Visit,
  command: PapersCommand,
  { now, actor }: { readonly now: string; readonly actor: Pick<Officer, 'serviceNumber'> | null },
): Decision {
  const by = actor?.serviceNumber ?? null;
  switch (command.command) {
    case 'arriveBooked': {
      if (visit.state !== 'booked') return notBooked();
      const truck = command.truck ? asKept(command.truck) : (visit.truck as Truck);
      const found = isSame(truck, visit.truck) ? null : truck;
      const refused = found && refuseTruck(visit, found);
      return refused ?? happens({ kind: 'visit.arrived', body: { truck: found } });
    }
    case 'rebook':
      if (visit.state !== 'booked') return notBooked();
      if (visit.bookedFor === null || command.bookedFor === visit.bookedFor) return unchanged();
      return happens({
        kind: 'visit.rebooked',
        body: { bookedFor: command.bookedFor, was: visit.bookedFor, by },
      });
    case 'correctTruck': {
      const truck = asKept(command.truck);
      if (isSame(truck, visit.truck)) return unchanged();
      const refused = refuseTruck(visit, truck);
      return refused ?? happens({ kind: 'visit.corrected', body: { truck, was: visit.truck, by } });
    }
    case 'noShow': {
      if (visit.state === 'booked' && (visit.bookedFor ?? '') > now)
        return refuse('VISIT_NOT_YET_DUE', 'The booked time has not come yet. Cancel the booking instead.');
      if (visit.state !== 'booked' && visit.state !== 'arrived') return notWaiting();
      return refuseWhileAlarmed(visit) ?? happens({ kind: 'visit.no-show', body: {} });
    }
  }
}

/**
 * In the one form in which plates and numbers are stored and compared; what has no such form stays as it was written.
 * A reason to go out of turn and a state of a seal belong to nothing else.
 */
export function asKept(truck: Truck): Truck {
  const { trailerPlate, container, turnReason, seals = [], sealStates = {} } = truck;
  const states = Object.entries(sealStates).filter(([number]) => seals.includes(number));
  const kept = {
    ...truck,
    plate: normalisePlate(truck.plate).normalised || truck.plate,
    trailerPlate: trailerPlate && (normalisePlate(trailerPlate).normalised || trailerPlate),
    container: container && (checkContainer(container).normalised || container),
    turnReason: truck.laneClass === 'out-of-turn' ? turnReason : undefined,
    sealStates: states.length > 0 ? Object.fromEntries(states) : undefined,
  };
  return JSON.parse(JSON.stringify(kept)) as Truck;
}

/** Whether the papers say the same, in whatever order. */
export function isSame(one: Truck, other: Truck): boolean {
  return inOrder(one) === inOrder(other);
}

function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, part) =>
    part !== null && typeof part === 'object' && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
}

function refuseTruck(visit: Visit, truck: Truck): Decision | null {
  if (visit.state === 'booked' && truck.plate !== visit.truck.plate)
    return refuse(
      'BOOKING_PLATE_FIXED',
      'The plate of a booking cannot change. Cancel it, or take the other truck in without one.',
    );
  if (truck.laneClass !== visit.truck.laneClass && visit.state !== 'booked' && visit.state !== 'arrived')
    return refuse(
      'CLASS_FIXED',
      'The truck has been called by its class, so that stays. Correct the rest without it.',
    );
  return refuseIncomplete(truck);
}

function refuseIncomplete(truck: Truck): Decision | null {
  if (truck.laneClass !== 'out-of-turn' || truck.turnReason !== undefined) return null;
  return refuse('TURN_REASON_NEEDED', 'Say why the truck goes out of turn.');
}

const notBooked = () => refuse('VISIT_NOT_BOOKED', 'The truck has already arrived.');
const unchanged = () =>
  refuse('NOTHING_CHANGED', 'Nothing differs from what is on record, so nothing was saved.');
