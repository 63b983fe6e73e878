import { faultSentence } from '../ui/fault.ts';
import classes from './scan-view.module.css';
import type { ShownViewer } from './use-shown-viewer.ts';

/** Over the picture while the viewer cannot show it as it should; what `ProcessorNote` says is not said twice. */
export function FailureNote({ failure, processor }: Pick<ShownViewer, 'failure' | 'processor'>) {
  if (failure === null || failure.code === processor) return null;
  return (
    <p className={classes.failure} role="alert">
      {faultSentence(failure)} <small>{failure.code}</small>
    </p>
  );
}
