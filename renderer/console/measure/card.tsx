import type { ReactNode } from 'react';
import classes from './measure.module.css';

/** One thing that is measured, with its name and the keys that end it. */
export function Card(props: {
  readonly title: string;
  readonly children: ReactNode;
  readonly busy?: boolean;
}) {
  return (
    <div className={classes.card} aria-busy={props.busy ?? false}>
      <h3 className={classes.heading}>{props.title}</h3>
      {props.children}
    </div>
  );
}

/** A result, told to those who hear the screen once it stands. */
export function Said(props: { readonly quiet: boolean; readonly children: ReactNode }) {
  return (
    <div role="status" aria-live={props.quiet ? 'off' : 'polite'} data-testid="measured">
      {props.children}
    </div>
  );
}
