import { useState } from 'react';
import type { PostView } from '../../station/api/views.pure.ts';

const keptAt = 'scanpost.lane';

export interface ChosenLane {
  /** Null while the post is not known or has no lane. */
  readonly name: string | null;
  readonly choose: (lane: string) => void;
}

/** The lane this workstation works, remembered on this machine; the post's first lane until one is chosen. */
export function useLane(post: PostView | null): ChosenLane {
  const [chosen, setChosen] = useState(() => localStorage.getItem(keptAt));
  const known = post?.lanes ?? [];
  return {
    name: chosen !== null && known.includes(chosen) ? chosen : (known[0] ?? null),
    choose: (lane) => {
      localStorage.setItem(keptAt, lane);
      setChosen(lane);
    },
  };
}
