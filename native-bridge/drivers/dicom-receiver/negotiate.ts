import {
  type AssociateRequest,
  type ContextAnswer,
  contextResults,
  type ProposedContext,
} from './associate.ts';
import type { DicomReceiverSettings } from './settings.ts';

export const verification = '1.2.840.10008.1.1';
const implicitLittleEndian = '1.2.840.10008.1.2';

/** What decides what is taken; part of the settings. */
export type TakenKinds = Pick<DicomReceiverSettings, 'secondaryCapture' | 'threatReports' | 'alsoTake'>;

export interface AcceptedContext {
  readonly abstractSyntax: string;
  readonly transferSyntax: string;
}

export interface Negotiated {
  readonly answers: readonly ContextAnswer[];
  readonly accepted: ReadonlyMap<number, AcceptedContext>;
  /** What was offered and is not taken; for people, should the sender then send nothing at all. */
  readonly refused: { readonly kind: 'class' | 'syntax'; readonly names: string } | null;
}

/**
 * Which of what a sender proposes is taken: the storage classes of radiographs, in the transfer syntaxes that keep
 * every count and that the station decodes. Of a context's syntaxes the sender's first is chosen.
 */
export function negotiate({ contexts }: Pick<AssociateRequest, 'contexts'>, kinds: TakenKinds): Negotiated {
  const accepted = new Map<number, AcceptedContext>();
  const answers = contexts.map((context): ContextAnswer => {
    const { id, abstractSyntax } = context;
    const proposed = context.transferSyntaxes[0] ?? implicitLittleEndian;
    if (abstractSyntax !== verification && !takesClass(abstractSyntax, kinds)) {
      return { id, result: contextResults.abstractSyntaxNotSupported, transferSyntax: proposed };
    }
    const transferSyntax = context.transferSyntaxes.find((uid) => losslessSyntaxes.has(uid));
    if (transferSyntax === undefined) {
      return { id, result: contextResults.transferSyntaxesNotSupported, transferSyntax: proposed };
    }
    accepted.set(id, { abstractSyntax, transferSyntax });
    return { id, result: contextResults.accepted, transferSyntax };
  });
  return { answers, accepted, refused: refusal(contexts, accepted, kinds) };
}

function refusal(
  contexts: readonly ProposedContext[],
  accepted: ReadonlyMap<number, AcceptedContext>,
  kinds: TakenKinds,
): Negotiated['refused'] {
  const left = contexts.filter(
    ({ id, abstractSyntax }) => abstractSyntax !== verification && !accepted.has(id),
  );
  if (left.length === 0) return null;
  const bySyntax = left.filter(({ abstractSyntax }) => takesClass(abstractSyntax, kinds));
  const names =
    bySyntax.length > 0
      ? bySyntax.flatMap(({ transferSyntaxes }) => transferSyntaxes.map((uid) => lossySyntaxes[uid] ?? uid))
      : left.map(({ abstractSyntax }) => className(abstractSyntax));
  const few = [...new Set(names)];
  return {
    kind: bySyntax.length > 0 ? 'syntax' : 'class',
    names: few.slice(0, 3).join(', ') + (few.length > 3 ? ` and ${few.length - 3} more` : ''),
  };
}

export function takesClass(uid: string, { secondaryCapture, threatReports, alsoTake }: TakenKinds): boolean {
  if (uid === threatReport) return threatReports === 'attach';
  if (uid === secondary) return secondaryCapture;
  return radiographs.has(uid) || uid.startsWith(`${dicosRadiograph}.`) || alsoTake.includes(uid);
}

export function className(uid: string): string {
  return classNames[uid] ?? uid;
}

const storage = '1.2.840.10008.5.1.4.1.1';
/** CR, DX for presentation, DX for processing (PS3.4, table B.5-1). */
const radiographs = new Set([`${storage}.1`, `${storage}.1.1`, `${storage}.1.1.1`]);
/** DICOS DX for presentation and processing, and what later versions put below them (NEMA IIC 1). */
const dicosRadiograph = `${storage}.501.2`;
const threatReport = `${storage}.501.3`;
const secondary = `${storage}.7`;

const classNames: Readonly<Record<string, string>> = {
  [`${storage}.2`]: 'CT Image Storage',
  [`${storage}.2.1`]: 'Enhanced CT Image Storage',
  [`${storage}.4`]: 'MR Image Storage',
  [`${storage}.7`]: 'Secondary Capture Image Storage',
  [`${storage}.481.2`]: 'RT Dose Storage',
  [`${storage}.481.5`]: 'RT Plan Storage',
  [`${storage}.481.8`]: 'RT Ion Plan Storage',
  [`${storage}.501.1`]: 'DICOS CT Image Storage',
  [`${storage}.501.3`]: 'DICOS Threat Detection Report Storage',
  [`${storage}.501.4`]: 'DICOS 2D AIT Storage',
  [`${storage}.501.5`]: 'DICOS 3D AIT Storage',
  [`${storage}.501.6`]: 'DICOS Quadrupole Resonance Storage',
};

/** In which no count is lost, and which `native-bridge/imaging/import` decodes. */
const losslessSyntaxes: ReadonlySet<string> = new Set([
  implicitLittleEndian,
  '1.2.840.10008.1.2.1', // explicit VR little-endian
  '1.2.840.10008.1.2.1.99', // deflated
  '1.2.840.10008.1.2.2', // explicit VR big-endian
  '1.2.840.10008.1.2.5', // RLE
  '1.2.840.10008.1.2.4.57', // JPEG lossless, process 14
  '1.2.840.10008.1.2.4.70', // JPEG lossless, process 14, selection value 1
  '1.2.840.10008.1.2.4.80', // JPEG-LS lossless
  '1.2.840.10008.1.2.4.90', // JPEG 2000 lossless only
]);

const lossySyntaxes: Readonly<Record<string, string>> = {
  '1.2.840.10008.1.2.4.50': 'JPEG Baseline',
  '1.2.840.10008.1.2.4.51': 'JPEG Extended',
  '1.2.840.10008.1.2.4.81': 'JPEG-LS Near-Lossless',
  '1.2.840.10008.1.2.4.91': 'JPEG 2000',
};
