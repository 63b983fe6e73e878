import classes from './icons.module.css';

/** The product's mark. */
export function TruckMark() {
  return (
    <svg className={classes.mark} viewBox="0 0 64 64" aria-hidden="true">
      <path d="M8 44V24h30v20M38 31h9l8 8v5M4 46h56" />
      <circle cx="18" cy="48" r="6" />
      <circle cx="46" cy="48" r="6" />
      <path className={classes.beam} d="M28 8v44M21 12h14" />
    </svg>
  );
}

export type Shape = 'disc' | 'ring' | 'square' | 'triangle' | 'octagon' | 'cross' | 'diamond';

const paths: Readonly<Record<Shape, string>> = {
  disc: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12Z',
  ring: 'M8 2a6 6 0 1 0 0 12a6 6 0 1 0 0-12ZM8 4.5a3.5 3.5 0 1 1 0 7a3.5 3.5 0 1 1 0-7Z',
  square: 'M2.5 2.5h11v11h-11Z',
  triangle: 'M8 1L15.5 14.5H.5ZM7.1 5.5h1.8v5H7.1ZM7.1 11.5h1.8v1.7H7.1Z',
  octagon: 'M5 1h6l4 4v6l-4 4H5l-4-4V5ZM7.1 3.5h1.8v5.5H7.1ZM7.1 10.5h1.8v1.9H7.1Z',
  cross: 'M3.5 1.5L8 6l4.5-4.5l2 2L10 8l4.5 4.5l-2 2L8 10l-4.5 4.5l-2-2L6 8L1.5 3.5Z',
  diamond: 'M8 1l7 7l-7 7l-7-7ZM8 4L4 8l4 4l4-4Z',
};

/** A state's shape, which says the same as its colour and its word. */
export function StateShape({ shape }: { readonly shape: Shape }) {
  return (
    <svg className={classes.shape} viewBox="0 0 16 16" aria-hidden="true">
      <path fillRule="evenodd" d={paths[shape]} />
    </svg>
  );
}

/** A snowflake, for what must stay cold. */
export function Cold() {
  return (
    <svg className={classes.cold} viewBox="0 0 16 16" aria-hidden="true">
      <path d="M8 1v14M2 4.5l12 7M14 4.5l-12 7M6 2.2L8 4l2-1.8M6 13.8L8 12l2 1.8M2 7.4l2.6-.9L4 3.8M14 8.6l-2.6.9.6 2.7M14 7.4l-2.6-.9.6-2.7M2 8.6l2.6.9-.6 2.7" />
    </svg>
  );
}
