import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import type { Language, VisitView } from '../api/views.pure.ts';
import { catalogueWords } from '../catalogue-words.ts';
import { StationError } from '../errors.ts';
import {
  type EvidenceManifest,
  entriesName,
  evidenceFormat,
  manifestName,
  sumsName,
} from './evidence-format.ts';
import type { StoredLine } from './stored-entries.ts';
import { lineOf } from './stored-entries.ts';

/** All that goes into an evidence file. */
export interface EvidenceData {
  readonly visit: VisitView;
  /** Of the visit, as they are stored. */
  readonly entries: readonly StoredLine[];
  readonly sheet: { readonly name: string; readonly body: Uint8Array };
  /** What the entries name: archived scans, photographs, reports, photos of the examination. */
  readonly attached: readonly AttachedFile[];
  readonly head: { readonly seq: number; readonly hash: string };
  readonly post: { readonly name: string; readonly timeZone: string; readonly training: boolean };
  readonly version: string;
  readonly at: string;
  readonly by: string;
  readonly language: Language;
}

export interface AttachedFile {
  /** In the evidence file. */
  readonly name: string;
  /** On this disk. */
  readonly path: string;
  /** What the journal says it is. */
  readonly sha256: string;
}

export interface WrittenEvidence {
  readonly bytes: number;
  readonly sha256: string;
}

/**
 * Writes the evidence file of a visit to `target`, however large its scans, a piece at a time. A file that is gone or is not
 * what the journal says is left out and named in the manifest. Throws DISK_FULL's kin as the disk says them, or
 * EVIDENCE_CHANGED where a file changed while it was read.
 */
export async function writeEvidence(target: string, data: EvidenceData): Promise<WrittenEvidence> {
  const checked = await Promise.all(data.attached.map(async (file) => ({ file, why: await whyNot(file) })));
  const sound = checked.filter(({ why }) => why === null).map(({ file }) => file);
  const missing = checked.flatMap(({ file, why }) =>
    why === null ? [] : [{ name: file.name, sha256: file.sha256, why }],
  );
  const made = new Map<string, Uint8Array>([
    ['README.txt', text(readme(data, missing.length))],
    [data.sheet.name, data.sheet.body],
    [entriesName, text(data.entries.map((entry) => `${lineOf(entry)}\n`).join(''))],
  ]);
  const sizes = await Promise.all(sound.map(async ({ path: file }) => (await stat(file)).size));
  const manifest: EvidenceManifest = {
    format: evidenceFormat,
    formatVersion: 1,
    training: data.post.training,
    made: data.at,
    by: data.by,
    post: { name: data.post.name, timeZone: data.post.timeZone },
    scanpost: data.version,
    visit: {
      id: data.visit.id,
      plate: data.visit.truck.plate,
      container: data.visit.truck.container ?? null,
    },
    journal: { head: data.head, entries: data.entries.length },
    files: [
      ...[...made].map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sumOf(bytes) })),
      ...sound.map(({ name, sha256 }, index) => ({ name, bytes: sizes[index] ?? 0, sha256 })),
    ],
    missing,
  };
  made.set(manifestName, text(`${JSON.stringify(manifest, null, 2)}\n`));
  const sums = [...manifest.files, { name: manifestName, sha256: sumOf(made.get(manifestName)) }];
  made.set(sumsName, text(sums.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('')));

  const zip = new ZipFile();
  const mtime = new Date(data.at);
  for (const [name, bytes] of made) zip.addBuffer(Buffer.from(bytes), name, { mtime, mode: 0o100644 });
  const failed = new Promise<never>((_, reject) => {
    zip.on('error', reject);
    for (const [index, file] of sound.entries()) {
      const size = sizes[index] ?? 0;
      // Pictures are packed already.
      zip.addReadStreamLazy(file.name, { mtime, mode: 0o100644, compress: false, size }, (give) => {
        const source = createReadStream(file.path).on('error', reject);
        give(null, source.pipe(checkedAs(file)).on('error', reject));
      });
    }
  });
  failed.catch(() => undefined);
  zip.end();
  const sum = createHash('sha256');
  let bytes = 0;
  const counted = new Transform({
    transform(part: Buffer, _encoding, done) {
      sum.update(part);
      bytes += part.length;
      done(null, part);
    },
  });
  await Promise.race([
    pipeline(zip.outputStream, counted, createWriteStream(target, { mode: 0o600, flush: true })),
    failed,
  ]);
  return { bytes, sha256: sum.digest('hex') };
}

/** Why a file cannot go in; null where it is what the journal says. */
async function whyNot({ path: file, sha256 }: AttachedFile): Promise<'missing' | 'changed' | null> {
  const sum = createHash('sha256');
  try {
    await pipeline(createReadStream(file), sum);
  } catch {
    return 'missing';
  }
  return sum.digest('hex') === sha256 ? null : 'changed';
}

/** What is read again is held against its hash again: the manifest has been written for it. */
function checkedAs({ path: file, sha256 }: AttachedFile): Transform {
  const sum = createHash('sha256');
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      sum.update(part);
      done(null, part);
    },
    flush(done) {
      const same = sum.digest('hex') === sha256;
      done(
        same
          ? null
          : new StationError(
              'EVIDENCE_CHANGED',
              `${path.basename(file)} changed while it was read. Export again.`,
              {
                details: { file: path.basename(file) },
              },
            ),
      );
    },
  });
}

function readme(data: EvidenceData, missing: number): string {
  const t = catalogueWords(data.language);
  const { post, visit, head, at, by, version } = data;
  const lines = [
    ...(post.training ? [t('sheet:training'), ''] : []),
    t('sheet:evidence.title', { plate: visit.truck.plate }),
    t('sheet:evidence.made', { post: post.name, at, by, version }),
    ...(missing > 0 ? [t('sheet:evidence.missing', { count: missing })] : []),
    '',
    t('sheet:evidence.holds'),
    `  ${data.sheet.name} - ${t('sheet:evidence.sheet')}`,
    `  ${entriesName} - ${t('sheet:evidence.entries')}`,
    `  scans/ - ${t('sheet:evidence.scans')}`,
    `  received/ - ${t('sheet:evidence.received')}`,
    `  photos/ - ${t('sheet:evidence.photos')}`,
    `  ${manifestName} - ${t('sheet:evidence.manifest')}`,
    `  ${sumsName} - ${t('sheet:evidence.sums')}`,
    '',
    t('sheet:evidence.checkFiles'),
    '',
    `  Linux:    sha256sum -c ${sumsName}`,
    `  macOS:    shasum -a 256 -c ${sumsName}`,
    '  Windows:  certutil -hashfile FILE SHA256',
    '',
    t('sheet:evidence.checkEntries'),
    '',
    ...checkInPython,
    '',
    t('sheet:evidence.checkHead', { seq: head.seq }),
    '',
    `  ${head.hash}`,
    '',
    t('sheet:evidence.checkScanpost'),
    '',
    '  npm run --silent verify -- FILE.zip',
    '',
  ];
  // For editors that know no other end of a line.
  return lines.join('\r\n');
}

/** The whole of the chain's rule, for who trusts no program of ours. */
const checkInPython = [
  '  import hashlib, json, struct',
  "  names = 'seq id at monotonic run actor kind subject body prev'.split()",
  '  before = None',
  `  for line in open('${entriesName}', encoding='utf-8'):`,
  '      entry, hash = json.loads(line), hashlib.sha256()',
  '      for name in names:',
  '          value = entry[name]',
  "          data = (struct.pack('>q', value) if isinstance(value, int) else",
  "                  bytes.fromhex(value) if name == 'prev' else value.encode('utf-8'))",
  "          hash.update(struct.pack('>I', len(data)) + data)",
  "      assert hash.hexdigest() == entry['hash'], entry['seq']",
  "      if before and before['seq'] + 1 == entry['seq']:",
  "          assert before['hash'] == entry['prev'], entry['seq']",
  '      before = entry',
  "  print('sound')",
];

function text(words: string): Uint8Array {
  return new TextEncoder().encode(words);
}

function sumOf(bytes: Uint8Array | undefined): string {
  return createHash('sha256')
    .update(bytes ?? new Uint8Array())
    .digest('hex');
}
