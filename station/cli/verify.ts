import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { badFile, fileKinds, filesNamedBy } from '../data-folder/named-files.ts';
import { checkEvidence } from '../exports/check-evidence.ts';
import type { BadEntry } from '../journal/check-chain.ts';
import { checkJournal, type EntryBody } from '../journal/check-journal.ts';
import { stationKinds, stationReadModels } from '../journal/contents.ts';

/**
 * `npm run --silent verify -- DIR [--head HASH]`: whether everything in a data folder is what was written.
 * Says `{"ok":true,"entries":N,"head":"…"}`, or `{"ok":false,"firstBad":{…},…}` with exit code 1 and a sentence on
 * stderr. Reads only; the folder may be read-only and a station may be running. With `--head`, the head printed on
 * an old report, also whether the journal still holds the entry with that hash: a rewritten one does not.
 *
 * With an evidence file in place of the folder: whether all of it is what was exported.
 */
async function verify(folder: string, printedHead: string | undefined): Promise<Verdict> {
  const file = path.join(folder, 'journal.db');
  if (!existsSync(file)) return wrong({ seq: 0, id: '', why: `there is no journal.db in ${folder}` });
  const naming: EntryBody[] = [];
  const named = new Set<string>();
  let headFound = printedHead === undefined || /^0{64}$/.test(printedHead);
  const check = checkJournal(file, {
    kinds: stationKinds,
    readModels: stationReadModels,
    onEntry: (_seq, hash) => {
      headFound ||= hash === printedHead;
    },
    bodiesOf: fileKinds,
    onBody: (entry) => naming.push(entry),
  });
  const found = { entries: check.entries, head: check.head };
  // Of the entries, the first bad one is named; what is wrong with the file as a whole comes after them.
  for (const entry of naming) {
    for (const { file: name } of filesNamedBy(entry.kind, JSON.parse(entry.body))) named.add(name);
    const why = await badFile(folder, entry);
    if (why !== null) return wrong({ seq: entry.seq, id: entry.id, why }, found);
  }
  const [firstBad] = check.bad;
  if (firstBad) return wrong(firstBad, found);
  if (!headFound)
    return wrong({ seq: 0, id: '', why: 'it no longer holds the entry with the given head' }, found);
  const unnamed = photosBeside(folder, named);
  return { ok: true, ...found, ...(unnamed > 0 && { unnamedPhotos: unnamed }) };
}

/** Photos that were chosen for an examination and never saved with it: of no consequence. */
function photosBeside(folder: string, named: ReadonlySet<string>): number {
  const photos = path.join(folder, 'photos');
  if (!existsSync(photos)) return 0;
  return readdirSync(photos).filter((name) => !named.has(`photos/${name}`)).length;
}

interface Found {
  readonly entries: number;
  readonly head: string;
  /** Files in `photos` that no entry names; absent where there are none. */
  readonly unnamedPhotos?: number;
  /** Of an evidence file. */
  readonly files?: number;
  readonly training?: boolean;
  readonly missing?: readonly { readonly name: string; readonly why: string }[];
}
type Verdict =
  | ({ readonly ok: true } & Found)
  | ({ readonly ok: false; readonly firstBad: BadEntry } & Found);

function wrong(firstBad: BadEntry, found: Found = { entries: 0, head: '0'.repeat(64) }): Verdict {
  return { ok: false, firstBad, ...found };
}

/** The same of an evidence file; its head is that of the journal it was taken from. */
async function verifyEvidence(file: string, printedHead: string | undefined): Promise<Verdict> {
  const check = await checkEvidence(file);
  if (!check.ok) return wrong({ seq: 0, id: '', why: check.why });
  const { manifest, entries } = check;
  const found = { entries, head: manifest.journal.head.hash };
  if (printedHead !== undefined && printedHead !== found.head)
    return wrong({ seq: 0, id: '', why: 'it was taken from a journal with another head' }, found);
  return {
    ok: true,
    ...found,
    files: manifest.files.length,
    training: manifest.training,
    missing: manifest.missing,
  };
}

function sentence({ seq, id, why }: BadEntry, folder: string, isFile: boolean): string {
  if (isFile) return `The evidence file ${folder} is not sound: ${why}.`;
  if (seq === 0) return `The journal in ${folder} is not sound: ${why}.`;
  return `Entry ${seq}${id === '' ? '' : ` (${id})`} of the journal in ${folder} is not sound: ${why}.`;
}

function readArguments(): { folder: string; head: string | undefined } | null {
  try {
    const { values, positionals } = parseArgs({
      allowPositionals: true,
      options: { head: { type: 'string' } },
    });
    const [folder] = positionals;
    if (folder === undefined || positionals.length > 1) return null;
    return { folder: path.resolve(folder), head: values.head?.toLowerCase() };
  } catch {
    return null;
  }
}

process.on('SIGTERM', () => process.exit(143));
const asked = readArguments();
if (!asked) {
  process.stderr.write(
    'Usage: npm run --silent verify -- DIR [--head HASH], DIR being a data folder or an evidence file (ZIP).\n',
  );
  process.exitCode = 2;
} else {
  const isFile = statSync(asked.folder, { throwIfNoEntry: false })?.isFile() ?? false;
  const verdict = await (isFile ? verifyEvidence : verify)(asked.folder, asked.head);
  process.stdout.write(`${JSON.stringify(verdict)}\n`);
  if (!verdict.ok) {
    process.stderr.write(`${sentence(verdict.firstBad, asked.folder, isFile)}\n`);
    process.exitCode = 1;
  }
}
