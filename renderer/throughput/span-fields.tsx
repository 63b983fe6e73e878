import { DateTime } from 'luxon';
import classes from './throughput.module.css';

/** Two instants by the clock of the post. What ends before it begins is not taken. */
export function SpanFields(props: {
  readonly span: { readonly from: string; readonly to: string };
  readonly zone: string;
  readonly names: readonly [from: string, to: string];
  readonly onSpan: (from: string, to: string) => void;
}) {
  const { span, zone, names, onSpan } = props;
  const local = (at: string) => DateTime.fromISO(at, { zone }).toFormat("yyyy-MM-dd'T'HH:mm");
  const utc = (text: string) => DateTime.fromISO(text, { zone }).toUTC().toISO();
  const change = (from: string | null, to: string | null) => {
    if (from !== null && to !== null && from < to) onSpan(from, to);
  };
  return (
    <span className={classes.chosen}>
      <input
        type="datetime-local"
        aria-label={names[0]}
        defaultValue={local(span.from)}
        key={`from ${span.from}`}
        onChange={(event) => change(utc(event.currentTarget.value), span.to)}
      />
      –
      <input
        type="datetime-local"
        aria-label={names[1]}
        defaultValue={local(span.to)}
        key={`to ${span.to}`}
        onChange={(event) => change(span.from, utc(event.currentTarget.value))}
      />
    </span>
  );
}
