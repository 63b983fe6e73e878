import { BridgeError } from '../../errors.ts';

/** The file is damaged, cut short or not what it says it is. */
export function unreadable(reason: string, cause?: unknown): BridgeError {
  return new BridgeError(
    'IMAGE_UNREADABLE',
    `The picture cannot be read: ${reason}. Have it sent again, or look at what made it.`,
    { cause, details: { reason } },
  );
}

/** The file is sound, and holds something that is no X-ray picture in counts. */
export function notARadiograph(reason: string): BridgeError {
  return new BridgeError(
    'IMAGE_NOT_A_RADIOGRAPH',
    `The picture is no radiograph: ${reason}. Send the scanner's own 8 to 16 bit grey picture.`,
    { details: { reason } },
  );
}

/** The pixels are packed in a way that is not read here, named as its standard names it. */
export function unsupportedSyntax(syntax: string): BridgeError {
  return new BridgeError(
    'IMAGE_SYNTAX_UNSUPPORTED',
    `The picture's pixels are packed as ${syntax}, which is not read: send it uncompressed or compressed without loss.`,
    { details: { syntax } },
  );
}

export function tooLarge(what: string): BridgeError {
  return new BridgeError(
    'IMAGE_TOO_LARGE',
    `The picture is too large: ${what}. Send it in parts, or look at what made it.`,
    { details: { reason: what } },
  );
}

export function timedOut(seconds: number): BridgeError {
  return new BridgeError(
    'IMAGE_TIMED_OUT',
    `The picture was given up after ${seconds} s, in which it could not be read. Look at what made it.`,
    { details: { seconds } },
  );
}
