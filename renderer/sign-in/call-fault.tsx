import { useEffect } from 'react';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { session } from '../ui/session.ts';
import classes from './gate.module.css';

/** Why the station refused what was typed. A session that is over has nothing to go on with. */
export function CallFault({ error }: { readonly error: unknown }) {
  const fault = error === null || error === undefined ? null : faultOf(error);
  const over = fault?.code === 'SIGN_IN_NEEDED';
  useEffect(() => {
    if (over) session.end();
  }, [over]);
  return fault ? (
    <p className={classes.fault} role="alert">
      {faultSentence(fault)}
    </p>
  ) : null;
}
