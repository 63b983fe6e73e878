/**
 * What the station refuses or cannot do. `code` is stable and has one translation
 * (`errors.CODE` in resources/locales); `message` is an English sentence that says what to do.
 */
export class StationError extends Error {
  readonly code: string;
  /** Values the translated sentence needs. */
  readonly details: Readonly<Record<string, string | number>>;

  constructor(
    code: string,
    message: string,
    options: { cause?: unknown; details?: Record<string, string | number> } = {},
  ) {
    super(message, { cause: options.cause });
    this.name = 'StationError';
    this.code = code;
    this.details = options.details ?? {};
  }
}
