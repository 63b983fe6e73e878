/**
 * What went wrong below the station: a link, a device, a picture.
 *
 * `code` is stable and has one translation; `message` is an English sentence that says what to do;
 * `cause` keeps the fault it came from.
 */
export class BridgeError extends Error {
  readonly code: BridgeErrorCode;
  /** Values the translated sentence needs: paths, counts, addresses. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: BridgeErrorCode,
    message: string,
    options: { cause?: unknown; details?: Record<string, string | number> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'BridgeError';
    this.code = code;
    this.details = options.details ?? {};
  }
}

export type BridgeErrorCode =
  | 'LINK_ADDRESS_INVALID'
  | 'LINK_FAILED'
  | 'LINK_CLOSED'
  | 'LINK_TIMEOUT'
  | 'DRIVER_UNKNOWN'
  | 'DRIVER_SETTINGS_INVALID'
  | 'DRIVER_CRASHED'
  | 'DRIVER_HUNG'
  | 'DEVICE_PROTOCOL'
  | 'DEVICE_VERSION'
  | 'DEVICE_REFUSED'
  | 'DEVICE_TIMEOUT'
  | 'CAPTURE_DAMAGED'
  | 'CAPTURE_MISSING'
  | 'CAPTURE_WRITE_FAILED'
  | 'ARCHIVE_FAILED'
  | 'SCAN_FILE_MISSING'
  | 'SCAN_FILE_DAMAGED'
  | 'TILE_OUT_OF_RANGE'
  | 'RECORDING_INVALID'
  | 'SCENE_UNKNOWN'
  | 'IMAGE_UNREADABLE'
  | 'IMAGE_NOT_A_RADIOGRAPH'
  | 'IMAGE_SYNTAX_UNSUPPORTED'
  | 'IMAGE_TOO_LARGE'
  | 'IMAGE_TIMED_OUT'
  | 'IMAGE_SENDER_REFUSED'
  | 'SPOOL_FAILED';
