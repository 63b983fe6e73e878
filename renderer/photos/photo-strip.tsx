import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PhotoOnRecord } from '../../station/api/photo.pure.ts';
import { useAction, useBindings } from '../ui/action-context.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { PhotoPicture } from './photo-picture.tsx';
import { PhotoViewer } from './photo-viewer.tsx';
import classes from './photos.module.css';

/** The photos of an examination on record, small; each opens large, as does the key. */
export function PhotoStrip({
  photos,
  zone,
}: {
  readonly photos: readonly PhotoOnRecord[];
  readonly zone: string;
}) {
  const { t } = useTranslation('photos');
  const [shown, setShown] = useState<number | null>(null);
  useBindings({ showPhotos: { enabled: shown === null, run: () => setShown(0) } });
  const action = useAction('showPhotos');
  return (
    <section
      className={classes.record}
      aria-label={t('onRecord', { count: photos.length })}
      data-testid="photos"
    >
      <h4 className={classes.heading}>
        {t('onRecord', { count: photos.length })} <KeyCap name={action?.keyName ?? ''} />
      </h4>
      <div className={classes.strip}>
        {photos.map(({ photo, caption }, index) => {
          const label = caption === '' ? t('photo', { number: index + 1 }) : caption;
          return (
            <button
              key={photo.sha256}
              type="button"
              className={classes.open}
              aria-label={t('open', { number: index + 1, caption })}
              title={caption}
              onClick={() => setShown(index)}
            >
              <PhotoPicture sha256={photo.sha256} size="small" label={label} className={classes.small} />
            </button>
          );
        })}
      </div>
      {shown !== null && (
        <PhotoViewer photos={photos} first={shown} zone={zone} onClose={() => setShown(null)} />
      )}
    </section>
  );
}
