import type { GeneratorStatus } from '../../../native-bridge/drivers/generator.ts';
import type { MakeRoleSink } from '../role-sink.ts';

const faults = [
  ['arc', 'arc'],
  ['regulation', 'regulation'],
  ['overTemperature', 'over-temperature'],
  ['cooling', 'cooling'],
  ['overCurrent', 'over-current'],
  ['overVoltage', 'over-voltage'],
] as const satisfies readonly (readonly [keyof GeneratorStatus, string])[];

/** An X-ray generator: every fault bit that comes or goes is noted, also when it did so while nobody was listening. */
export const generatorSink: MakeRoleSink<'generator'> = ({ show, hear }) => {
  const noted = new Map<string, boolean>();
  let control: GeneratorStatus['control'] = null;
  const note = (name: string, value: boolean | null, on: string, off: string) => {
    if (value === null || (noted.get(name) ?? false) === value) return;
    noted.set(name, value);
    hear(value ? on : off, name);
  };
  return {
    sink: {
      status(status) {
        for (const [bit, name] of faults) note(name, status[bit], 'fault', 'fault-cleared');
        note('interlock', status.interlockOpen, 'interlock-opened', 'interlock-closed');
        if (status.control !== null && control !== null && status.control !== control) {
          hear(`control-${status.control}`, '');
        }
        control = status.control ?? control;
        show({ role: 'generator', status });
      },
    },
    lost: () => show(null),
  };
};
