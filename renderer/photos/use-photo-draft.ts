import { useEffect, useEffectEvent, useRef, useState } from 'react';
import {
  type AttachedPhotos,
  mostPhotoMebibytes,
  mostPhotos,
  type PhotoFile,
} from '../../station/api/photo.pure.ts';
import { type Fault, faultOf, refusalOf } from '../ui/fault.ts';
import { stationUpload } from '../ui/station.ts';

/** A photo that the station has and no entry names yet. */
export interface DraftPhoto {
  readonly photo: PhotoFile;
  readonly caption: string;
}

/** A file that was not taken, and why. */
export interface RefusedFile {
  readonly name: string;
  readonly fault: Fault;
}

export interface PhotoDraft {
  readonly photos: readonly DraftPhoto[];
  readonly refused: readonly RefusedFile[];
  /** How many of those chosen last the station has, while it has not all of them. */
  readonly sending: { readonly done: number; readonly of: number } | null;
  /** How many more there can be. */
  readonly room: number;
  /** What the command that saves the examination is given. */
  readonly attached: AttachedPhotos;
  take(files: readonly File[]): void;
  describe(sha256: string, caption: string): void;
  remove(sha256: string): void;
}

/**
 * The photos that are to be saved with an examination: each is with the station, looked at and named by its hash, before
 * the form is. `there`: the hashes of those on record. Pictures that are pasted anywhere in the window are taken too.
 */
export function usePhotoDraft(there: readonly string[]): PhotoDraft {
  const [photos, setPhotos] = useState<readonly DraftPhoto[]>([]);
  const [refused, setRefused] = useState<readonly RefusedFile[]>([]);
  const [sending, setSending] = useState<PhotoDraft['sending']>(null);
  const queue = useRef<Promise<void>>(Promise.resolve());
  const held = useRef(new Set(there));
  const gone = useRef(new AbortController());
  useEffect(() => {
    gone.current = new AbortController();
    return () => gone.current.abort();
  }, []);

  const send = async (file: File) => {
    const refuse = (fault: Fault) => setRefused((before) => [...before, { name: file.name, fault }]);
    const { signal } = gone.current;
    if (signal.aborted) return;
    if (held.current.size >= mostPhotos) {
      refuse({ code: 'PHOTOS_TOO_MANY', details: { most: mostPhotos } });
    } else if (file.size > mostPhotoMebibytes * 1024 * 1024) {
      refuse({ code: 'PHOTO_TOO_LARGE', details: { most: mostPhotoMebibytes } });
    } else {
      try {
        const photo = await sendPhoto(file, signal);
        if (!held.current.has(photo.sha256)) {
          held.current.add(photo.sha256);
          setPhotos((before) => [...before, { photo, caption: '' }]);
        }
      } catch (error) {
        if (!signal.aborted) refuse(faultOf(error));
      }
    }
    setSending((before) => before && { ...before, done: before.done + 1 });
  };
  const take = (files: readonly File[]) => {
    if (files.length === 0) return;
    setRefused([]);
    setSending((before) => ({ done: before?.done ?? 0, of: (before?.of ?? 0) + files.length }));
    for (const file of files) queue.current = queue.current.then(() => send(file));
    const last = queue.current;
    void last.then(() => {
      if (queue.current === last) setSending(null);
    });
  };
  const pasted = useEffectEvent((event: ClipboardEvent) => {
    const files = [...(event.clipboardData?.files ?? [])];
    if (files.length === 0) return;
    event.preventDefault();
    take(files);
  });
  useEffect(() => {
    const paste = (event: ClipboardEvent) => pasted(event);
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);
  return {
    photos,
    refused,
    sending,
    room: mostPhotos - there.length - photos.length,
    attached: photos.map(({ photo, caption }) => ({ sha256: photo.sha256, caption: caption.trim() })),
    take,
    describe: (sha256, caption) =>
      setPhotos((before) => before.map((one) => (one.photo.sha256 === sha256 ? { ...one, caption } : one))),
    remove: (sha256) => {
      held.current.delete(sha256);
      setPhotos((before) => before.filter(({ photo }) => photo.sha256 !== sha256));
    },
  };
}

/** What the file is called is not sent: the station goes by what it is. Throws what the station refuses with. */
async function sendPhoto(file: File, signal: AbortSignal): Promise<PhotoFile> {
  const response = await stationUpload('/photos', file, signal);
  if (!response.ok) throw await refusalOf(response);
  return (await response.json()) as PhotoFile;
}
