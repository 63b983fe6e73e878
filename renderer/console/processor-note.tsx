import { faultSentence } from '../ui/fault.ts';
import type { ViewerEvents } from '../viewer/viewer.ts';
import classes from './scan-view.module.css';

/** A line under the picture for as long as the processor paints it: it is slower, and what is wrong can be mended. */
export function ProcessorNote({ because }: { readonly because: ViewerEvents['processor'] | null }) {
  if (because === null) return null;
  return (
    <p className={classes.processor} role="status" data-testid="processor">
      {faultSentence({ code: because, details: {} })} <small>{because}</small>
    </p>
  );
}
