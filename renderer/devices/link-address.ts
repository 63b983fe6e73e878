/** The ways to a device, as the form asks for them. */
export const linkKinds = ['tcp', 'serial', 'listen', 'folder'] as const;
export type LinkKind = (typeof linkKinds)[number];

/** The most usual first. */
export const dataBits = ['8', '7', '6', '5'] as const;
type DataBits = (typeof dataBits)[number];

/** A link as it is typed: numbers stay text until they are saved. */
export interface LinkDraft {
  readonly kind: LinkKind;
  /** `tcp` and `listen`. */
  readonly host: string;
  readonly port: string;
  /** `folder` and `serial`, where `usb:SERIALNUMBER` finds an adapter wherever it is plugged in. */
  readonly path: string;
  readonly baudRate: string;
  readonly dataBits: DataBits;
  readonly parity: 'none' | 'even' | 'odd';
  readonly stopBits: '1' | '2';
  readonly rtscts: boolean;
  /** What else a serial address says (levels of its lines), kept as it is. */
  readonly more: string;
}

export type LinkField = 'host' | 'port' | 'path' | 'baudRate';
/** What is wrong with a field; its words are `devices:link.problems.PROBLEM`. */
export type LinkProblem =
  | 'hostNeeded'
  | 'portRange'
  | 'portNeeded'
  | 'pathNeeded'
  | 'folderPath'
  | 'baudRange';

/** An empty link of a kind, with the settings most devices have. */
export function emptyLink(kind: LinkKind): LinkDraft {
  return {
    kind,
    host: kind === 'listen' ? '0.0.0.0' : '',
    port: '',
    path: '',
    baudRate: '9600',
    dataBits: '8',
    parity: 'none',
    stopBits: '1',
    rtscts: false,
    more: '',
  };
}

/**
 * The draft of an address as the configuration writes it (`tcp://HOST:PORT`, `serial:PATH?baudRate=N`,
 * `listen://HOST:PORT`, `folder:PATH`); null for what is none of these.
 */
export function linkOf(address: string): LinkDraft | null {
  const net = /^(tcp|listen):\/\/(?:\[([^\]]+)\]|([^\s:/?#[\]@]*)):(\d{1,5})$/.exec(address);
  if (net) {
    const kind = net[1] === 'tcp' ? 'tcp' : 'listen';
    return { ...emptyLink(kind), host: net[2] ?? net[3] ?? '', port: net[4] ?? '' };
  }
  if (address.startsWith('folder:')) return { ...emptyLink('folder'), path: address.slice('folder:'.length) };
  if (!address.startsWith('serial:')) return null;
  const [path = '', query = ''] = splitOnce(address.slice('serial:'.length), '?');
  const given = new URLSearchParams(query);
  const empty = emptyLink('serial');
  const parity = given.get('parity');
  const draft: LinkDraft = {
    ...empty,
    path,
    baudRate: given.get('baudRate') ?? '',
    dataBits: dataBits.find((bits) => bits === given.get('dataBits')) ?? '8',
    parity: parity === 'even' || parity === 'odd' ? parity : 'none',
    stopBits: given.get('stopBits') === '2' ? '2' : '1',
    rtscts: given.get('rtscts') === 'true',
  };
  for (const known of ['baudRate', 'dataBits', 'parity', 'stopBits', 'rtscts']) given.delete(known);
  return { ...draft, more: given.toString() };
}

/** The address of a draft, in its shortest form: what is as usual is left out. */
export function addressOf(draft: LinkDraft): string {
  const host = draft.host.trim();
  switch (draft.kind) {
    case 'tcp':
    case 'listen':
      return `${draft.kind}://${host.includes(':') ? `[${host}]` : host}:${draft.port.trim()}`;
    case 'folder':
      return `folder:${draft.path.trim()}`;
    case 'serial': {
      const settings = new URLSearchParams(draft.more);
      settings.set('baudRate', draft.baudRate.trim());
      if (draft.dataBits !== '8') settings.set('dataBits', draft.dataBits);
      if (draft.parity !== 'none') settings.set('parity', draft.parity);
      if (draft.stopBits !== '1') settings.set('stopBits', draft.stopBits);
      if (draft.rtscts) settings.set('rtscts', 'true');
      return `serial:${draft.path.trim()}?${settings}`;
    }
  }
}

/** What keeps a draft from being an address, by field; empty when nothing does. */
export function linkProblems(draft: LinkDraft): Partial<Record<LinkField, LinkProblem>> {
  const problems: Partial<Record<LinkField, LinkProblem>> = {};
  if (draft.kind === 'tcp' || draft.kind === 'listen') {
    if (!/^[^\s/?#[\]@]+$/.test(draft.host.trim())) problems.host = 'hostNeeded';
    const port = wholeNumber(draft.port);
    const least = draft.kind === 'tcp' ? 1 : 0;
    if (draft.port.trim() === '') problems.port = 'portNeeded';
    else if (port === null || port < least || port > 65_535) problems.port = 'portRange';
  } else if (draft.kind === 'serial') {
    if (draft.path.trim() === '') problems.path = 'pathNeeded';
    const baud = wholeNumber(draft.baudRate);
    if (baud === null || baud < 110 || baud > 99_999_999) problems.baudRate = 'baudRange';
  } else if (!/^(?:\/|[A-Za-z]:[\\/]|\\\\)/.test(draft.path.trim())) problems.path = 'folderPath';
  return problems;
}

function wholeNumber(text: string): number | null {
  return /^\d{1,9}$/.test(text.trim()) ? Number(text) : null;
}

function splitOnce(text: string, at: string): readonly string[] {
  const index = text.indexOf(at);
  return index < 0 ? [text] : [text.slice(0, index), text.slice(index + 1)];
}
