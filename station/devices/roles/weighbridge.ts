import type { MakeRoleSink } from '../role-sink.ts';

/** A weighbridge: what came to rest is the record's, what still moves is for a screen. */
export const weighbridgeSink: MakeRoleSink<'weighbridge'> = ({ show, taker }) => {
  let at: string | null = null;
  return {
    sink: {
      async weight(weight) {
        at = weight.at;
        show({ role: 'weighbridge', kg: weight.kg, stable: true, at });
        await taker.weight(weight);
      },
      moving: (kg) => show({ role: 'weighbridge', kg, stable: false, at }),
    },
    lost() {
      at = null;
      show(null);
    },
  };
};
