import type { PlcSignal } from '../../../native-bridge/drivers/plc.ts';
import type { MakeRoleSink } from '../role-sink.ts';

/**
 * A PLC's signals. Edges of what people's safety hangs on go into the journal; what was so before the link was lost and
 * is so after it is no edge. An emergency stop is latched until the PLC itself says otherwise: unknown does not free it.
 */
export const plcSink: MakeRoleSink<'plc'> = ({ show, hear }) => {
  /** What the journal knows of each signal. */
  const noted = new Map<string, boolean | null>();
  const latched = new Set<string>();

  const note = ({ name, meaning, value: said }: PlcSignal) => {
    const words = edges[meaning];
    // A warm-up may be told as the seconds that are left.
    const value = meaning === 'warm-up' && typeof said === 'number' ? said > 0 : said;
    if (words === undefined || typeof value === 'number') return;
    const before = noted.get(name);
    noted.set(name, value);
    if (before === value) return;
    if (value === null) {
      if (before !== undefined) hear('signal-unknown', name);
    } else if (before !== undefined || value === words.tell) {
      hear(value ? words.on : words.off, name);
    }
  };

  return {
    sink: {
      signals(signals) {
        const shown = signals.map((signal) => {
          const { name, meaning, value } = signal;
          if (meaning !== 'emergency-stop') return signal;
          if (value === true) latched.add(name);
          if (value === false) latched.delete(name);
          return { ...signal, value: latched.has(name) ? true : value };
        });
        for (const signal of shown) note(signal);
        show({ role: 'plc', signals: shown });
      },
    },
    lost: () => show(null),
  };
};

/** What each edge is called, and which is told when it is the first thing heard of the signal. */
const edges: Partial<Record<PlcSignal['meaning'], { on: string; off: string; tell: boolean }>> = {
  interlock: { on: 'interlock-closed', off: 'interlock-opened', tell: false },
  'emergency-stop': { on: 'emergency-stop', off: 'emergency-stop-released', tell: true },
  'warm-up': { on: 'warm-up-started', off: 'warm-up-ended', tell: true },
  barrier: { on: 'barrier-opened', off: 'barrier-closed', tell: true },
  other: { on: 'signal-on', off: 'signal-off', tell: true },
};
