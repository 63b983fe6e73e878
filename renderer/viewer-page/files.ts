import { z } from 'zod';
import {
  createStationTileSource,
  fetchPictureInfo,
  type StationTileSource,
} from '../console/station-tile-source.ts';
import { Refused, refusalOf } from '../ui/fault.ts';

/** What the small server of `npm run viewer` says (`station/viewer/viewer-app.ts`). */
const listedFile = z.object({
  id: z.string(),
  name: z.string(),
  bytes: z.number(),
  from: z.enum(['folder', 'named', 'dropped']),
});
export type ListedFile = z.output<typeof listedFile>;

const fileList = z.object({ folder: z.string().nullable(), files: z.array(listedFile) });
export type FileList = z.output<typeof fileList>;

const openedFile = z.object({
  scanId: z.string(),
  format: z.string(),
  width: z.number(),
  height: z.number(),
  about: z.object({
    maker: z.string().optional(),
    model: z.string().optional(),
    takenAt: z.string().optional(),
    reference: z.string().optional(),
    container: z.string().optional(),
    plate: z.string().optional(),
  }),
  sha256: z.string(),
});

export interface OpenedFile extends z.output<typeof openedFile> {
  readonly source: StationTileSource;
}

export async function listFiles(signal: AbortSignal): Promise<FileList> {
  return fileList.parse(await (await asked('/pictures', { signal })).json());
}

/** Hands a file's bytes to the server, which lists it from then on. */
export async function dropFile(file: File): Promise<ListedFile> {
  const path = `/pictures?name=${encodeURIComponent(file.name)}`;
  return listedFile.parse(await (await asked(path, { method: 'POST', body: file })).json());
}

/** Has a file decoded. Throws `Refused` with the reason where it does not open. */
export async function openFile(id: string, signal: AbortSignal): Promise<OpenedFile> {
  const answer = await asked(`/pictures/${id}`, { method: 'POST', signal });
  const opened = openedFile.parse(await answer.json());
  const ask = (path: string, stop?: AbortSignal) => fetch(path, stop ? { signal: stop } : {});
  const info = await fetchPictureInfo(ask, opened.scanId);
  if (!info) throw new Refused({ code: 'IMAGE_UNKNOWN', details: {} });
  return { ...opened, source: createStationTileSource(info, ask) };
}

async function asked(path: string, init: RequestInit): Promise<Response> {
  const response = await fetch(path, init);
  if (!response.ok) throw await refusalOf(response);
  return response;
}
