/** A way to reach a device: every link reduces to opening a byte duplex, so that a driver never knows which it has. */
export interface Transport {
  /** As configured and shown to people: `tcp://10.0.0.7:4001`, `serial:/dev/ttyS0?baudRate=115200`. */
  readonly address: string;
  /** Opens one connection. Throws BridgeError LINK_FAILED or LINK_TIMEOUT; stops early when `signal` aborts. */
  open(signal: AbortSignal): Promise<Connection>;
}

/** One open connection. It lives until either side closes it and is never reopened; open another instead. */
export interface Connection {
  readonly address: string;
  /**
   * Chunks as they arrive, read once. Nothing is read ahead beyond the operating system's buffer and one chunk,
   * so a reader that waits holds the sender back. A chunk is valid until the next is asked for.
   * Ends when the peer closes; throws BridgeError on a failure.
   */
  readonly incoming: AsyncIterable<Uint8Array>;
  /**
   * Resolves when the bytes are with the operating system; only then may they be overwritten. Writes keep their
   * order, also when the earlier ones are not awaited. Throws BridgeError LINK_CLOSED after a close.
   */
  write(bytes: Uint8Array): Promise<void>;
  /** Idempotent; ends `incoming`. */
  close(): Promise<void>;
}
