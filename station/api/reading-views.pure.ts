/** What the station shows the screen of readings and received pictures. Times are ISO 8601 UTC with milliseconds. */

export interface TruckWeight {
  readonly id: string;
  readonly kg: number;
  readonly at: string;
  readonly deviceId: string;
}

export interface TruckPlateRead {
  readonly id: string;
  readonly plate: string | null;
  readonly container: string | null;
  /** 0 to 1; null where the reader does not say. */
  readonly confidence: number | null;
  readonly at: string;
  readonly deviceId: string;
  /** `GET /plate-reads/ID.jpg`; null where the reader sent none. */
  readonly pictureId: string | null;
  /** What the reader said, where an officer has put it right. */
  readonly readAs: { readonly plate: string | null; readonly container: string | null } | null;
}

/** One way through a radiation portal. */
export interface PortalPassage {
  readonly id: string;
  /** Its beginning. */
  readonly at: string;
  /** null: the vehicle is still in the portal, and an alarm has been heard. */
  readonly endedAt: string | null;
  readonly deviceId: string;
  readonly peakGamma: number | null;
  readonly peakNeutron: number | null;
  readonly backgroundGamma: number | null;
  readonly backgroundNeutron: number | null;
  /** null is unknown: the passage was not heard as a whole, and no alarm was in what was heard. */
  readonly gammaAlarm: boolean | null;
  readonly neutronAlarm: boolean | null;
  /** False where its beginning or its end was not heard, also while it lasts. Then it never says "no alarm". */
  readonly whole: boolean;
  readonly acknowledged: {
    /** Service number. */
    readonly by: string;
    readonly at: string;
    readonly reason: string;
  } | null;
}

/** What an automatic detection system says of a picture, for an officer to read. */
export interface TruckReport {
  readonly id: string;
  readonly name: string;
  readonly summary: string;
  readonly at: string;
  readonly deviceId: string;
}

/** A reading of which nobody knows yet whose it is. */
export type UnattachedReading = {
  readonly id: string;
  readonly deviceId: string;
  readonly lane: string | null;
  readonly at: string;
} & (
  | { readonly kind: 'weight'; readonly weight: TruckWeight }
  | { readonly kind: 'plate'; readonly plateRead: TruckPlateRead }
  | { readonly kind: 'portal'; readonly passage: PortalPassage }
  | { readonly kind: 'report'; readonly report: TruckReport }
);

/** A picture that another program made and that no visit was found for. */
export interface WaitingImage {
  /** SHA-256 of its file. `GET /images/ID/preview.png` shows it small. */
  readonly id: string;
  readonly deviceId: string;
  readonly lane: string | null;
  /** What its sender called it. */
  readonly name: string;
  readonly format: string;
  readonly receivedAt: string;
  /** As its sender says it; nothing of it is trusted. */
  readonly about: {
    readonly plate?: string;
    readonly container?: string;
    readonly takenAt?: string;
    readonly reference?: string;
  };
  /** null until it has been looked at. */
  readonly width: number | null;
  readonly height: number | null;
  readonly planes: number | null;
  /** The visit it is likely of, for the officer to look at first; null where nothing speaks for one. */
  readonly suggestedVisitId: string | null;
  /** Its file is not where it was put. */
  readonly missing: boolean;
}

/** A file that a device would not take, or a picture that does not open. */
export interface RefusedImageView {
  readonly id: string;
  readonly deviceId: string;
  readonly name: string;
  readonly code: string;
  readonly details: Readonly<Record<string, string | number>>;
  readonly at: string;
}
