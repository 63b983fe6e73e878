import type { MassView } from '../api/assessment-views.pure.ts';
import type { VisitCommandInput } from '../api/inputs.pure.ts';
import type { Officer, VisitState } from '../api/views.pure.ts';
import type { DecisionRules } from '../decisions/decision-rules.pure.ts';
import type { Values } from './decision.pure.ts';
import type { PhotoOf } from './examination-photos.pure.ts';
import type { BeginCommand, PapersCommand } from './visit-papers.pure.ts';
import type { PassOnCommand } from './visit-pass-on.pure.ts';
import type { ReadingCommand } from './visit-readings.pure.ts';
import type { Scan } from './visit-state.pure.ts';

/** What can be asked of a visit, and what the rules may know when they answer. */

type DistributiveOmit<Union, Keys extends PropertyKey> = Union extends unknown ? Omit<Union, Keys> : never;
type Defects = readonly ({ readonly kind: string } & Values)[];

/** What an officer asks for. */
export type OfficerCommand =
  | BeginCommand
  | PapersCommand
  | DistributiveOmit<
      Exclude<VisitCommandInput, { command: PapersCommand['command'] }>,
      'commandId' | 'visitId' | 'version'
    >;

/** What the station itself learned about a scan it started. */
export type ScanOutcome =
  | { readonly command: 'beamOn'; readonly scanId: string }
  | { readonly command: 'beamOff'; readonly scanId: string }
  | {
      readonly command: 'scanEnded';
      readonly scanId: string;
      readonly lines: number;
      readonly defects: Defects;
    }
  | {
      readonly command: 'scanFailed';
      readonly scanId: string;
      readonly code: string;
      readonly details?: Values;
    }
  | {
      readonly command: 'scanRecovered';
      readonly scanId: string;
      readonly lines: number;
      readonly defects: Defects;
    }
  | {
      readonly command: 'scanArchived';
      readonly scanId: string;
      readonly planes: readonly { readonly file: string; readonly sha256: string }[];
    }
  | {
      readonly command: 'importFailed';
      readonly scanId: string;
      readonly code: string;
      readonly details: Values;
      readonly unreadable: boolean;
    };

/** A picture that another program made becomes a scan of the visit: the station is certain, or an officer says so. */
export interface PictureCommand {
  readonly command: 'takePicture';
  readonly image: NonNullable<Scan['image']>;
}

/** The station finds the time over in which a decision could be taken back. */
export interface FinalityCommand {
  readonly command: 'makeFinal';
}

export type VisitCommand =
  | OfficerCommand
  | ScanOutcome
  | PictureCommand
  | ReadingCommand
  | FinalityCommand
  | PassOnCommand;

/** What `decide` may know besides the visit: no clock, no other visit, no chance of its own. */
export interface VisitContext {
  readonly now: string;
  /** Null: the station itself. */
  readonly actor: Pick<Officer, 'id' | 'serviceNumber' | 'roles'> | null;
  readonly lanes: readonly string[];
  /** The other visit that is called or scanning at a lane. */
  readonly atLane: (lane: string) => { readonly plate: string; readonly state: VisitState } | null;
  readonly newScanId: string;
  /** The scanner of a lane, where one is known. */
  readonly scannerAt?: (lane: string) => string | null;
  /** What a scan's whole picture weighs, where that is known by now. */
  readonly massOf?: (scanId: string) => MassView | null;
  readonly photoOf?: PhotoOf;
  readonly rules: DecisionRules;
  /** Drawn for this one command, each from 0 up to 100, in a way that nobody can foresee. */
  readonly chance: { readonly secondLook: number; readonly recheck: number };
  /** How many trucks would be called to a lane before this one; null where the lane does not serve its class. */
  readonly before: (lane: string) => number | null;
}
