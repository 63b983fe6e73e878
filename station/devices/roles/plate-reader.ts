import type { MakeRoleSink } from '../role-sink.ts';

/** A plate reader: each reading is the record's. */
export const plateReaderSink: MakeRoleSink<'plate-reader'> = ({ show, taker }) => ({
  sink: {
    async read(read) {
      const { plate, container, confidence, at } = read;
      show({ role: 'plate-reader', plate, container, confidence, at });
      await taker.plateRead(read);
    },
  },
  lost: () => show(null),
});
