import type { DecisionAids } from '../../station/api/decision-aids.pure.ts';
import type { DecisionKind, VisitView } from '../../station/api/views.pure.ts';
import type { PictureSeen } from './picture-seen.ts';
import type { VisitCommands } from './use-visit-commands.ts';

/** A question that stands where the decisions are, and the visit it is about. */
export interface Ask {
  readonly kind:
    | DecisionKind
    | 'acknowledge'
    | 'callThis'
    | 'hold'
    | 'putBack'
    | 'cancel'
    | 'noShow'
    | 'endExamination'
    | 'correctExamination'
    | 'endDetention'
    | 'disagree'
    | 'reverse'
    | 'flagRecheck';
  readonly visitId: string;
  readonly atScanner: boolean;
}

export interface PanelProps {
  readonly kind: Ask['kind'];
  readonly visit: VisitView;
  readonly seen: PictureSeen | null;
  /** What of the mass and the hints was shown. */
  readonly aids: DecisionAids | undefined;
  /** Where a truck would be called to. */
  readonly lane: string | null;
  readonly commands: VisitCommands;
  /** The visit as it was saved. */
  readonly onDone: (saved: VisitView) => void;
  readonly onClose: () => void;
}
