/** PROTOCOL.md, "Times". All in milliseconds. */
export const timing = {
  /** Each end says that it is alive at least this often. */
  heartbeat: 1_000,
  /** The device repeats its status at least this often. */
  status: 2_000,
  /** Without a good frame for this long the other end is gone. */
  silence: 5_000,
  /** A status older than this is no longer true. */
  statusStale: 6_000,
  /** A frame that has begun must have ended. */
  frame: 4_000,
  /** A request without an answer is sent again. */
  repeat: 1_000,
  /** And given up. */
  answer: 5_000,
  /** From an accepted start or the last strip to the next strip or the end; the warning is added once. */
  scanProgress: 10_000,
  /** Least time from the start of the warning to the beam on a real scanner (IEC 62523). */
  warning: 5_000,
} as const;
