import { useTranslation } from 'react-i18next';
import { decimal } from '../ui/format.ts';
import type { OpenedFile } from './files.ts';
import classes from './viewer-page.module.css';

/** What is known of the open picture, and what is not. */
export function PictureFactsLine({
  name,
  opened,
}: {
  readonly name: string;
  readonly opened: OpenedFile | null;
}) {
  const { t, i18n } = useTranslation('viewer');
  if (!opened)
    return (
      <header className={classes.facts} data-testid="facts">
        {name && <b>{name}</b>}
      </header>
    );
  const { picture } = opened.source;
  const { imported, energiesMeV } = picture;
  const number = (value: number) => decimal(value, i18n.language, 2);
  const { maker, model, takenAt, reference, container, plate } = opened.about;
  const facts = [
    t(`format.${formatOf(opened.format)}`),
    t('facts.size', { columns: opened.width, rows: opened.height }),
    imported && t('facts.bits', { count: imported.bitsStored }),
    imported?.energyKnown === false
      ? t('facts.planes', { count: energiesMeV.length })
      : t('facts.energies', { energies: energiesMeV.map(number).join(' / ') }),
    imported && t(`facts.counts.${imported.counts}`),
    imported?.pitchKnown === false
      ? t('facts.noPitch')
      : t('facts.pitch', { across: number(picture.linePitchMm), down: number(picture.detectorPitchMm) }),
    [maker, model].filter(Boolean).join(' '),
    takenAt,
    reference,
    container,
    plate,
  ].filter(Boolean);
  return (
    <header className={classes.facts} data-testid="facts">
      <b>{name}</b>
      {facts.map((fact) => (
        <span key={fact as string}>{fact}</span>
      ))}
      <span className={classes.hash} title={opened.sha256}>
        {t('facts.hash', { hash: opened.sha256.slice(0, 12) })}
      </span>
    </header>
  );
}

function formatOf(format: string): 'tiff' | 'png' | 'dicom' | 'dicos' | 'other' {
  return format === 'tiff' || format === 'png' || format === 'dicom' || format === 'dicos' ? format : 'other';
}
