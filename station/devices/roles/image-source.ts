import type { DeviceReading } from '../../api/device-views.pure.ts';
import type { MakeRoleSink } from '../role-sink.ts';

type SourceReading = Extract<DeviceReading, { role: 'image-source' }>;

/** Pictures that arrive whole. Each counts once the record has it; what it refuses the device keeps and says again. */
export const imageSourceSink: MakeRoleSink<'image-source'> = ({ show, taker }) => {
  const none: SourceReading = { role: 'image-source', received: 0, refused: 0, at: null };
  let reading = none;
  const say = (change: Partial<SourceReading>) => {
    reading = { ...reading, ...change };
    show(reading);
  };
  return {
    sink: {
      async image(image) {
        await taker.image(image);
        say({ received: reading.received + 1, at: image.receivedAt });
      },
      async refused(refusal) {
        await taker.imageRefused(refusal);
        say({ refused: reading.refused + 1 });
      },
      async report(report) {
        await taker.report(report);
        say({ received: reading.received + 1, at: report.receivedAt });
      },
    },
    lost() {
      reading = none;
      show(null);
    },
  };
};
