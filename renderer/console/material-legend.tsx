import { useTranslation } from 'react-i18next';
import { wanted } from '../viewer/material-colours.ts';
import { colourIn, paletteOf, tintNames } from '../viewer/palettes.ts';
import type { Calibration } from '../viewer/tile-source.ts';
import type { MaterialShow } from '../viewer/transfer.ts';
import classes from './material-legend.module.css';

/** What the colours of materials mean, and what they cannot say. */
export function MaterialLegend(props: { readonly show: MaterialShow; readonly calibration: Calibration }) {
  const { t } = useTranslation('console');
  const { show, calibration } = props;
  return (
    <aside className={classes.legend} aria-label={t('materials.title')} data-testid="materials">
      <ul className={classes.list}>
        {tintNames.map((name) => (
          <li key={name} data-faded={!wanted[show].includes(name) || undefined}>
            <span className={classes.swatch} style={{ background: cssOf(name) }} aria-hidden />
            {t(`materials.classes.${name}`)}
          </li>
        ))}
        <li>
          <span className={classes.swatch} data-kind="unknown" aria-hidden />
          {t('materials.classes.unknown')}
        </li>
        <li>
          <span className={classes.swatch} data-kind="opaque" aria-hidden />
          {t('materials.classes.not-penetrated')}
        </li>
      </ul>
      <p className={classes.note}>
        {t('materials.limits')} {t(`materials.source.${calibration.source}`)}
      </p>
    </aside>
  );
}

/** The tint as it is where the grey is a little lighter than the middle. */
function cssOf(name: (typeof tintNames)[number]): string {
  return `rgb(${colourIn(paletteOf(name), 0.62).map(Math.round).join(' ')})`;
}
