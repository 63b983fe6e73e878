import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { mostPhotoMebibytes, mostPhotos } from '../../station/api/photo.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { faultSentence } from '../ui/fault.ts';
import { PhotoPicture } from './photo-picture.tsx';
import classes from './photos.module.css';
import type { PhotoDraft } from './use-photo-draft.ts';

/** The photos of a form: chosen, dropped on it or pasted, each with its words, and taken off again before they are saved. */
export function PhotoFields({ draft, onRecord }: { readonly draft: PhotoDraft; readonly onRecord: number }) {
  const { t } = useTranslation('photos');
  const chooser = useRef<HTMLInputElement>(null);
  const area = useRef<HTMLFieldSetElement>(null);
  const over = useDropped(draft.take);
  const { photos, refused, sending, room } = draft;
  const end = useRef<HTMLParagraphElement>(null);
  const said = photos.length + refused.length;
  useEffect(() => {
    // Pasted from anywhere in the form: what became of it is seen.
    if (said > 0) end.current?.scrollIntoView({ block: 'nearest' });
  }, [said]);
  useBindings({ attachPhotos: { enabled: room > 0, run: () => chooser.current?.click() } });
  return (
    <fieldset ref={area} tabIndex={-1} className={classes.fields} data-over={over || undefined}>
      <legend>{t('title', { count: onRecord + photos.length, most: mostPhotos })}</legend>
      {photos.map(({ photo, caption }, index) => {
        const { sha256 } = photo;
        const number = onRecord + index + 1;
        return (
          <div key={sha256} className={classes.draft} data-testid="photo-draft">
            <PhotoPicture
              sha256={sha256}
              size="small"
              label={t('photo', { number })}
              className={classes.tiny}
            />
            <input
              className={classes.caption}
              value={caption}
              maxLength={200}
              placeholder={t('caption')}
              aria-label={t('captionOf', { number })}
              onChange={(event) => draft.describe(sha256, event.currentTarget.value)}
            />
            <button
              type="button"
              className={classes.remove}
              aria-label={t('remove', { number })}
              title={t('remove', { number })}
              onClick={() => {
                draft.remove(sha256);
                // The button is gone: Tab goes on from here.
                area.current?.focus();
              }}
            >
              ✕
            </button>
          </div>
        );
      })}
      {sending && (
        <div className={classes.sending} role="status">
          <span>{t('sending', { ...sending, now: Math.min(sending.done + 1, sending.of) })}</span>
          <progress max={sending.of} value={sending.done} />
        </div>
      )}
      {refused.map(({ name, fault }, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: two files may be called the same, and the list only grows until it is emptied.
        <p key={index} className={classes.refused} role="alert" data-testid="photo-refused">
          <span data-untranslated>{name}</span>: {faultSentence(fault)}
        </p>
      ))}
      <input
        ref={chooser}
        type="file"
        hidden
        multiple
        accept="image/jpeg,image/png,image/webp"
        data-testid="photo-file"
        onChange={(event) => {
          const files = [...(event.currentTarget.files ?? [])];
          event.currentTarget.value = '';
          draft.take(files);
        }}
      />
      <ActionButton action="attachPhotos" />
      <p ref={end} className={classes.hint}>
        {t('hint', { most: mostPhotoMebibytes })}
      </p>
    </fieldset>
  );
}

/** Takes the files that are dropped anywhere on the window, which would show them in its own place otherwise; whether some are over it. */
function useDropped(take: (files: readonly File[]) => void): boolean {
  const [over, setOver] = useState(false);
  const dropped = useEffectEvent(take);
  useEffect(() => {
    const stop = new AbortController();
    const on = (name: 'dragover' | 'dragleave' | 'drop', heard: (event: DragEvent) => void) =>
      window.addEventListener(name, heard, { signal: stop.signal });
    on('dragover', (event) => {
      event.preventDefault();
      setOver(true);
    });
    on('dragleave', (event) => {
      if (event.relatedTarget === null) setOver(false);
    });
    on('drop', (event) => {
      event.preventDefault();
      setOver(false);
      dropped([...(event.dataTransfer?.files ?? [])]);
    });
    return () => stop.abort();
  }, []);
  return over;
}
