/** Why a request is not taken, as the answer says it to whoever set the reader up. Never leaves this folder. */
export class Refusal extends Error {
  /** The HTTP status: 4xx is the reader's to mend, 503 is worth another try. */
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export function unreadable(message: string): Refusal {
  return new Refusal(400, 'UNREADABLE', message);
}
