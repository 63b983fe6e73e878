import { useTranslation } from 'react-i18next';
import type { Fidelity } from '../../station/api/views.pure.ts';
import { decimal, fixed } from '../ui/format.ts';
import { type Shape, StateShape } from '../ui/icons.tsx';
import { type Display, isMaterialShow } from '../viewer/transfer.ts';
import type { CursorReading, ViewState } from '../viewer/viewer.ts';
import type { MeasureTool } from './measure/use-measure.ts';
import { useThicknessText } from './measure/use-thickness-text.ts';
import classes from './status-strip.module.css';

/** Under the picture: how it is shown, how much of it there is, and what is under the cursor. */
export function StatusStrip(props: {
  readonly view: ViewState | null;
  readonly display: Display;
  readonly tool: MeasureTool | null;
  /** What a comparison adds. */
  readonly compared: readonly string[];
  readonly fidelity: Fidelity;
  readonly cursor: CursorReading | null;
  readonly seenPercent: number;
  readonly lines: number;
  readonly energiesMeV: readonly number[];
  /** Where thickness is read from; null where there is nothing to read it from. */
  readonly calibration: 'measured' | 'model' | null;
}) {
  const { t, i18n } = useTranslation('console');
  const { view, display, fidelity, cursor } = props;
  const language = i18n.language;
  const number = (value: number, digits = 2) => fixed(value, language, digits);
  const energy = props.energiesMeV[display.plane];
  const thicknessText = useThicknessText();
  return (
    <fieldset className={classes.strip} aria-label={t('status.title')}>
      <span className={classes.badge} data-fidelity={fidelity} data-testid="fidelity">
        <StateShape shape={shapes[fidelity]} />
        {t(`fidelity.${fidelity}`)}
      </span>
      <span>{t('status.seen', { percent: props.seenPercent })}</span>
      <span>{t('picture.lines', { count: props.lines })}</span>
      <span>
        <span className={classes.label}>{t('status.scale')}</span>{' '}
        {view ? scaleText(view.scale, language) : ''}
      </span>
      <span>
        <span className={classes.label}>{t('status.windowLevel')}</span> {number(display.window)}/
        {number(display.level)}
      </span>
      <span>
        <span className={classes.label}>{t('status.gamma')}</span> {number(display.gamma, 1)}
      </span>
      {display.show === 'blend' ? (
        <span className={classes.on}>{t('status.show.blend')}</span>
      ) : (
        energy !== undefined && <span>{t('status.energy', { value: decimal(energy, language, 1) })}</span>
      )}
      {isMaterialShow(display.show) && <span className={classes.on}>{t(`status.show.${display.show}`)}</span>}
      {display.log && <span className={classes.on}>{t('status.log')}</span>}
      {display.invert && <span className={classes.on}>{t('status.inverted')}</span>}
      {display.palette !== 'grey' && (
        <span className={classes.on}>{t(`status.palette.${display.palette}`)}</span>
      )}
      {display.highlight !== 'none' && (
        <span className={classes.on}>{t(`status.highlight.${display.highlight}`)}</span>
      )}
      {filters.map(
        (filter) =>
          display[filter] > 0 && (
            <span key={filter} className={classes.on}>
              {t(`status.${filter}`, { value: decimal(display[filter], language, 1) })}
            </span>
          ),
      )}
      {props.tool && <span className={classes.on}>{t(`status.tool.${props.tool}`)}</span>}
      {props.compared.map((words) => (
        <span key={words} className={classes.on} data-testid="compared">
          {words}
        </span>
      ))}
      {view?.flipped && <span className={classes.on}>{t('status.flipped')}</span>}
      {view?.comparing && <span className={classes.on}>{t('status.comparing')}</span>}
      <span className={classes.cursor} data-testid="cursor">
        {cursor && (
          <>
            <span className={classes.label}>
              {cursor.xMm === null || cursor.yMm === null
                ? t('status.cursorPixel', { column: cursor.column, row: cursor.row })
                : t('status.cursor', { x: Math.round(cursor.xMm), y: Math.round(cursor.yMm) })}
            </span>
            <span className={classes.value}>
              {cursor.values && `${cursor.exact ? '' : '≈ '}${cursor.values.join(' / ')}`}
            </span>
            {cursor.thickness && (
              <span className={classes.value} data-testid="thickness">
                {thicknessText(cursor.thickness)}
                {props.calibration === 'model' && (
                  <span className={classes.label}> {t('status.thickness.model')}</span>
                )}
              </span>
            )}
            {cursor.material && (
              <span className={classes.value} data-testid="material">
                {t(`status.material.${cursor.material}`)}
              </span>
            )}
          </>
        )}
      </span>
    </fieldset>
  );
}

const filters = ['smooth', 'sharpen', 'equalise'] as const;

const shapes: Readonly<Record<Fidelity, Shape>> = {
  receiving: 'ring',
  overview: 'diamond',
  full: 'disc',
  incomplete: 'triangle',
};

/** `1:4` further away than 1:1, `2:1` closer. */
function scaleText(scale: number, language: string): string {
  return scale < 1 ? `1:${decimal(1 / scale, language, 1)}` : `${decimal(scale, language, 1)}:1`;
}
