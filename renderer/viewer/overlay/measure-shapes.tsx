import { pixelsBetween } from '../measure/lengths.ts';
import type { Point } from '../view.ts';
import classes from './overlay.module.css';
import type { Places } from './viewer-overlay.tsx';

/** A measured line with a tick across each end, its ends named where `ends` are given, and `label` beside its middle. */
export function LineShape(props: {
  readonly place: Places;
  readonly from: Point;
  readonly to: Point;
  readonly label: string;
  readonly ends?: readonly [string, string];
}) {
  const from = props.place.toCanvas(props.from);
  const to = props.place.toCanvas(props.to);
  const length = Math.hypot(to.x - from.x, to.y - from.y);
  const across = length > 0 ? { x: (from.y - to.y) / length, y: (to.x - from.x) / length } : { x: 0, y: 1 };
  // The tick and the names stand on the upper side, wherever the line was begun.
  const up = across.y > 0 ? -1 : 1;
  const tick = ({ x, y }: Point) =>
    `M${x - across.x * tickPx} ${y - across.y * tickPx}L${x + across.x * tickPx} ${y + across.y * tickPx}`;
  const path = `M${from.x} ${from.y}L${to.x} ${to.y}${tick(from)}${tick(to)}`;
  const beside = (at: Point) => ({ x: at.x + across.x * up * 16, y: at.y + across.y * up * 16 });
  const middle = beside({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 });
  return (
    <>
      <Outlined path={path} />
      {props.label !== '' && (
        <text className={classes.text} {...middle} data-testid="line-label">
          {props.label}
        </text>
      )}
      {props.ends?.map((name, index) => (
        <text key={name} className={classes.text} {...beside(index === 0 ? from : to)}>
          {name}
        </text>
      ))}
    </>
  );
}

/** The whole pixels between two corners. */
export function RegionShape(props: { readonly place: Places; readonly from: Point; readonly to: Point }) {
  const { x, y, width, height } = pixelsBetween(props.from, props.to);
  const a = props.place.toCanvas({ x, y });
  const b = props.place.toCanvas({ x: x + width, y: y + height });
  return <Outlined path={`M${a.x} ${a.y}H${b.x}V${b.y}H${a.x}Z`} />;
}

/** Where the next place would be put down. */
export function AimShape({ place, at }: { readonly place: Places; readonly at: Point }) {
  const { x, y } = place.toCanvas(at);
  return (
    <g className={classes.aim} data-testid="aim">
      <Outlined path={`M${x - 14} ${y}h10m8 0h10M${x} ${y - 14}v10m0 8v10`} />
    </g>
  );
}

function Outlined({ path }: { readonly path: string }) {
  return (
    <>
      <path className={classes.under} d={path} />
      <path className={classes.over} d={path} />
    </>
  );
}

const tickPx = 7;
