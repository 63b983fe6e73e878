import { type Dispatch, type SetStateAction, useState } from 'react';
import { useOfficer } from './officer.ts';

/**
 * State that is the officer's at this window and nobody else's, like a mark begun and not saved: who takes the window over
 * starts without it, and whose it is finds it again when they come back.
 */
export function useOfficersOwn<State>(initial: State): readonly [State, Dispatch<SetStateAction<State>>] {
  const { id } = useOfficer();
  const [all, setAll] = useState<ReadonlyMap<string, State>>(new Map());
  const of = (map: ReadonlyMap<string, State>) => (map.has(id) ? (map.get(id) as State) : initial);
  const set = (next: SetStateAction<State>) =>
    setAll((map) => new Map(map).set(id, next instanceof Function ? next(of(map)) : next));
  return [of(all), set];
}
