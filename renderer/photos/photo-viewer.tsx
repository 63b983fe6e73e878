import { Modal } from '@mantine/core';
import { type KeyboardEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoOnRecord } from '../../station/api/photo.pure.ts';
import { focusAtOnce } from '../ui/focus-at-once.ts';
import { dayAndTime, decimal } from '../ui/format.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { PhotoPicture } from './photo-picture.tsx';
import classes from './photos.module.css';

/** One photo after the other as large as the window allows, with all that is on record about it. */
export function PhotoViewer(props: {
  readonly photos: readonly PhotoOnRecord[];
  readonly first: number;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const { t, i18n } = useTranslation('photos');
  const { photos } = props;
  const [nth, setNth] = useState(props.first);
  const shown = photos[nth];
  const last = photos.length - 1;
  const go = (to: number) => setNth(Math.min(last, Math.max(0, to)));
  const pressed = (event: KeyboardEvent) => {
    // What is open beneath is left by the same key, and must not be by the same press.
    if (event.key === 'Escape') {
      event.preventDefault();
      props.onClose();
      return;
    }
    const to = { ArrowRight: nth + 1, ArrowLeft: nth - 1, Home: 0, End: last }[event.key];
    if (to === undefined) return;
    event.preventDefault();
    go(to);
  };
  if (!shown) return null;
  const { photo, caption, by, at, reason } = shown;
  const place = t('nth', { number: nth + 1, count: photos.length });
  return (
    <Modal
      opened
      onClose={props.onClose}
      fullScreen
      padding={0}
      withCloseButton={false}
      closeOnEscape={false}
      title={place}
      classNames={{ header: classes.viewerHeader ?? '', body: classes.viewerBody ?? '' }}
      transitionProps={{ duration: 0 }}
      onKeyDown={pressed}
      data-testid="photo-viewer"
    >
      <div className={classes.stage}>
        <PhotoPicture
          key={photo.sha256}
          sha256={photo.sha256}
          size="whole"
          label={caption === '' ? t('photo', { number: nth + 1 }) : caption}
          className={classes.whole}
        />
      </div>
      <footer className={classes.foot}>
        <div className={classes.said}>
          <p className={classes.words} role="status">
            <span className={classes.place}>{place}</span>{' '}
            {caption === '' ? t('noCaption') : <span data-untranslated>{caption}</span>}
          </p>
          <p className={classes.facts}>
            {t('facts', {
              by,
              at: dayAndTime(at, props.zone, i18n.language),
              width: photo.width,
              height: photo.height,
              size: decimal(Math.ceil(photo.bytes / 1024), i18n.language, 0),
            })}
            {reason !== undefined && ` · ${t('added', { reason })}`}
          </p>
          <p className={classes.hash}>
            {t('hash')} <code data-untranslated>{photo.sha256}</code>
          </p>
        </div>
        <button type="button" className={classes.go} disabled={nth === 0} onClick={() => go(nth - 1)}>
          <KeyCap name="←" /> {t('previous')}
        </button>
        <button type="button" className={classes.go} disabled={nth === last} onClick={() => go(nth + 1)}>
          {t('next')} <KeyCap name="→" />
        </button>
        <button type="button" className={classes.go} {...focusAtOnce} onClick={props.onClose}>
          <KeyCap name="Esc" /> {t('close')}
        </button>
      </footer>
    </Modal>
  );
}
