import { checkContainer, normalisePlate } from '../visits/identifiers.pure.ts';
import type { ReadingEvent } from '../visits/visit-readings.pure.ts';

/**
 * A plate read as an officer puts it right, with what the reader said kept beside it. What is not corrected stays as it
 * was read; anything but a plate read stays as it is.
 */
export function corrected(
  event: ReadingEvent,
  right: { readonly plate?: string | undefined; readonly container?: string | undefined },
): ReadingEvent {
  if (event.kind !== 'visit.plate-read') return event;
  const { plate, container, readAs } = event.body;
  const body = {
    ...event.body,
    plate: right.plate === undefined ? plate : normalisePlate(right.plate).normalised || right.plate,
    container:
      right.container === undefined
        ? container
        : checkContainer(right.container).normalised || right.container,
  };
  if (body.plate === plate && body.container === container) return event;
  return { ...event, body: { ...body, readAs: readAs ?? { plate, container } } };
}
