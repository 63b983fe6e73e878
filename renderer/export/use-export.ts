import type { TFunction } from 'i18next';
import { type RefObject, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { ExportKind, ScanSummary, VisitView } from '../../station/api/views.pure.ts';
import type { VisitCommands } from '../console/use-visit-commands.ts';
import { desktop } from '../ui/desktop.ts';
import { refusalOf } from '../ui/fault.ts';
import { decimal, fixed, readablePlate } from '../ui/format.ts';
import { useLive } from '../ui/live.tsx';
import { showDone, showFault, showKnownFault } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { fileNameOf, saveFile } from '../ui/save-file.ts';
import { stationFetch } from '../ui/station.ts';
import { stationClock } from '../ui/station-clock.ts';
import type { PictureFacts } from '../viewer/tile-source.ts';
import type { Display } from '../viewer/transfer.ts';
import type { Viewer } from '../viewer/viewer.ts';
import { composePicture, roundLength } from './compose-picture.ts';
import { fetchEvidence } from './fetch-evidence.ts';
import { withText } from './png-text.ts';

/** What is on screen and whose it is. */
export interface Exported {
  readonly visit: VisitView | null;
  readonly scan: ScanSummary | null;
  readonly picture: PictureFacts | null;
  readonly viewer: Viewer | null;
  readonly host: RefObject<HTMLDivElement | null>;
  /** Marks are shown. */
  readonly withMarks: boolean;
  readonly commands: VisitCommands;
}

export interface Exporting {
  /** Something can be taken out. */
  readonly may: boolean;
  /** The archived picture can be, too. */
  readonly archived: boolean;
  /** The name of what is being made; null while nothing is. */
  readonly busy: string | null;
  /** What is printed now: a picture, and the words below it. */
  readonly printed: { readonly address: string; readonly title: string } | null;
  run(what: ExportKind): Promise<void>;
}

/**
 * Takes what is on screen, the archived picture or the evidence sheet out of the station. It is on record, with the SHA-256
 * of the file, before it is saved; what cannot be recorded is not saved.
 */
export function useExport(of: Exported): Exporting {
  const { t, i18n } = useTranslation(['sheet', 'console', 'common']);
  const { post } = useLive();
  const officer = useOfficer();
  const [busy, setBusy] = useState<string | null>(null);
  const [printed, setPrinted] = useState<Exporting['printed']>(null);
  const { visit, scan, picture, viewer, host } = of;
  const language = i18n.language;

  const composed = async (): Promise<Blob> => {
    const canvas = host.current?.querySelector('canvas');
    const view = viewer?.view;
    if (!canvas || !viewer || !view || !visit || !scan || !picture)
      throw new Error('There is no picture on screen.');
    await viewer.painted();
    const density = canvas.width / Math.max(1, canvas.clientWidth);
    const { window, level, gamma } = viewer.display;
    const settings = t('sheet:export.settings', {
      window: fixed(window, language, 2),
      level: fixed(level, language, 2),
      gamma: fixed(gamma, language, 1),
    });
    const scaleText = t('sheet:export.scale', { scale: decimal(view.scale, language, 2) });
    const at = new Date(stationClock.now()).toISOString();
    const sums = scan.hashes.length === 0 ? [t('sheet:export.notArchived')] : scan.hashes;
    const known = picture.imported?.pitchKnown !== false;
    // As it lies on the canvas now: columns are what the truck's travel made, so the bar is along them.
    const cssPxPerMm = view.scale / density / picture.linePitchMm;
    const length = roundLength(Math.max(1, canvas.clientWidth / 4) / cssPxPerMm);
    const png = await composePicture({
      canvas,
      density,
      flipped: view.flipped,
      marks: of.withMarks ? visit.marks.filter(({ scanId }) => scanId === scan.id) : [],
      place: (place) => viewer.toCanvas(place) ?? place,
      watermark: post?.mode === 'training' ? t('common:training.band') : null,
      lines: [
        [post?.name, readablePlate(visit.truck.plate), visit.truck.container, at].filter(Boolean).join(' · '),
        [
          settings,
          ...displayWords(viewer.display, view.flipped, t, language),
          scaleText,
          officer.serviceNumber,
          `Scanpost ${post?.version ?? ''}`,
        ].join(' · '),
        `${t('sheet:export.sha')}:`,
        ...sums,
      ],
      scale: known
        ? { px: length * cssPxPerMm, text: t('console:measure.mm', { value: decimal(length, language, 1) }) }
        : null,
    });
    const facts = {
      software: `Scanpost ${post?.version ?? ''}`,
      post: post?.name ?? '',
      training: post?.mode === 'training',
      visit: visit.id,
      plate: visit.truck.plate,
      scan: scan.id,
      sha256: scan.hashes,
      at,
      officer: officer.serviceNumber,
      display: viewer.display,
      view,
    };
    const bytes = new Uint8Array(await png.arrayBuffer());
    return new Blob([withText(bytes, 'Scanpost', JSON.stringify(facts))], { type: 'image/png' });
  };

  const record = async (what: ExportKind, name: string, file: Blob): Promise<string | null> => {
    if (!visit) return null;
    const sha256 = await sha256Of(file);
    const recorded = await of.commands.send('recordExport', visit, { what, name, sha256 });
    return recorded ? sha256 : null;
  };
  const save = async (what: ExportKind, name: string, file: Blob) => {
    const sha256 = await record(what, name, file);
    if (sha256 === null) return;
    saveFile(file, name);
    showDone(t('sheet:export.done', { name, hash: sha256.slice(0, 12) }));
  };
  const nameOf = (ending: string) => {
    const when = new Date(stationClock.now())
      .toISOString()
      .slice(0, 19)
      .replaceAll(/[-:]/g, '')
      .replace('T', '-');
    return `${visit?.truck.plate ?? 'scan'}-${when}${ending}`;
  };
  const fetched = async (path: string): Promise<Response> => {
    const response = await stationFetch(path);
    if (!response.ok) throw await refusalOf(response);
    return response;
  };

  const ways: Record<ExportKind, () => Promise<void>> = {
    picture: async () => save('picture', nameOf('.png'), await composed()),
    scan: async () => {
      for (const [plane, sha256] of (scan?.hashes ?? []).entries()) {
        const response = await fetched(`/scans/${encodeURIComponent(scan?.id ?? '')}/planes/${plane}.tif`);
        const name = fileNameOf(response) ?? nameOf(`-${plane}.tif`);
        const file = await response.blob();
        if ((await sha256Of(file)) !== sha256)
          return showKnownFault({ code: 'SCAN_FILE_DAMAGED', details: { path: name } });
        await save('scan', name, file);
      }
    },
    sheet: async () => {
      const response = await fetched(
        `/exports/visits/${encodeURIComponent(visit?.id ?? '')}/sheet.pdf?language=${officer.language}`,
      );
      await save('sheet', fileNameOf(response) ?? nameOf('.pdf'), await response.blob());
    },
    evidence: async () => {
      if (!visit) return;
      const { name, file, sha256 } = await fetchEvidence(visit.id);
      saveFile(file, name);
      showDone(t('sheet:export.done', { name, hash: sha256.slice(0, 12) }));
    },
    print: async () => {
      const file = await composed();
      if ((await record('print', nameOf('.png'), file)) === null) return;
      const address = URL.createObjectURL(file);
      const title = readablePlate(visit?.truck.plate ?? '');
      setPrinted({ address, title });
      await shown(address);
      if (desktop) await desktop.print();
      else window.print();
      URL.revokeObjectURL(address);
      setPrinted(null);
    },
  };

  return {
    may: visit !== null && scan !== null && picture !== null && viewer !== null,
    archived: (scan?.hashes.length ?? 0) > 0,
    busy,
    printed,
    async run(what) {
      if (busy !== null) return;
      setBusy(t(`sheet:export.${what}`));
      try {
        await ways[what]();
      } catch (error) {
        showFault(error);
      } finally {
        setBusy(null);
      }
    },
  };
}

type Words = TFunction<['sheet', 'console', 'common']>;

/** What of the display is not as it was scanned, in the words of the strip below the picture. */
function displayWords(display: Display, flipped: boolean, t: Words, language: string): string[] {
  const { show, palette, highlight } = display;
  return [
    display.log && t('console:status.log'),
    display.invert && t('console:status.inverted'),
    show !== 'grey' && t(`console:status.show.${show}`),
    palette !== 'grey' && t(`console:status.palette.${palette}`),
    highlight !== 'none' && t(`console:status.highlight.${highlight}`),
    ...(['smooth', 'sharpen', 'equalise'] as const).map(
      (filter) =>
        display[filter] > 0 &&
        t(`console:status.${filter}`, { value: decimal(display[filter], language, 1) }),
    ),
    flipped && t('console:status.flipped'),
  ].filter((word) => word !== false);
}

/** Resolves when a picture is decoded and what was rendered with it is on the page. */
async function shown(address: string): Promise<void> {
  const image = new Image();
  image.src = address;
  await image.decode();
  await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)));
}

async function sha256Of(file: Blob): Promise<string> {
  const sum = new Uint8Array(await crypto.subtle.digest('SHA-256', await file.arrayBuffer()));
  return [...sum].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
