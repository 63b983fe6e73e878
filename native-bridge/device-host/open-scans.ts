import { LineLedger } from '../drivers/line-ledger.ts';
import type { ScanEnd, Strip } from '../drivers/scanner.ts';

/**
 * The scans that a device has accepted and whose end the station has not been told. Should the driver not tell it
 * any more, the ends come from here: what was stored, what is missing inside, and that the link was lost.
 */
export class OpenScans {
  readonly #open = new Map<string, LineLedger>();
  /** The last few, so that a start asked for again after the end opens nothing. */
  readonly #over = new Set<string>();

  begin(scanId: string): void {
    if (!this.#open.has(scanId) && !this.#over.has(scanId)) this.#open.set(scanId, new LineLedger());
  }

  /** Strips belong to the scan that began last. */
  stored({ firstLine, lines }: Strip): void {
    if (lines > 0) [...this.#open.values()].at(-1)?.take({ from: firstLine, to: firstLine + lines });
  }

  end(scanId: string): void {
    this.#open.delete(scanId);
    this.#over.add(scanId);
    const oldest = this.#over.values().next().value;
    if (this.#over.size > remembered && oldest !== undefined) this.#over.delete(oldest);
  }

  /** Ends every one that is open, and returns their ends for the sink. */
  endAll(): ScanEnd[] {
    const ends = [...this.#open].map(([scanId, ledger]): ScanEnd => {
      ledger.note({ kind: 'link-lost', afterLine: ledger.lines });
      return { scanId, lines: ledger.lines, defects: ledger.defects() };
    });
    for (const { scanId } of ends) this.end(scanId);
    return ends;
  }
}

const remembered = 64;
