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
  const modes = [
    display.show === 'blend' && t('status.show.blend'),
    isMaterialShow(display.show) && t(`status.show.${display.show}`),
    display.log && t('status.log'),
    display.invert && t('status.inverted'),
    // Both give way to the colours of materials.
    !isMaterialShow(display.show) && display.palette !== 'grey' && t(`status.palette.${display.palette}`),
    !isMaterialShow(display.show) &&
      display.highlight !== 'none' &&
      t(`status.highlight.${display.highlight}`),
    ...filters.map(
      (filter) =>
        display[filter] > 0 && t(`status.${filter}`, { value: decimal(display[filter], language, 1) }),
    ),
    props.tool && t(`status.tool.${props.tool}`),
    view?.flipped && t('status.flipped'),
    view?.comparing && t('status.comparing'),
  ].filter((words) => typeof words === 'string');
  return (
    <fieldset className={classes.strip} aria-label={t('status.title')}>
      <span className={classes.facts}>
        <span className={classes.badge} data-fidelity={fidelity} data-testid="fidelity">
          <StateShape shape={shapes[fidelity]} />
          {t(`fidelity.${fidelity}`)}
        </span>
        <span title={t('status.seen', { percent: props.seenPercent })}>
          {t('status.brief.seen', { percent: props.seenPercent })}
        </span>
        <span>{t('picture.lines', { count: props.lines })}</span>
        <span title={t('status.scale')} data-testid="scale">
          {view ? scaleText(view.scale, language) : ''}
        </span>
        <span>
          <span className={classes.label}>{t('status.windowLevel')}</span> {number(display.window)}/
          {number(display.level)}
        </span>
        <span>
          <span className={classes.label}>{t('status.gamma')}</span> {number(display.gamma, 1)}
        </span>
        {display.show !== 'blend' && energy !== undefined && (
          <span>{t('status.energy', { value: decimal(energy, language, 1) })}</span>
        )}
        {modes.map((words) => (
          <span key={words} className={classes.on}>
            {words}
          </span>
        ))}
        {props.compared.map((words) => (
          <span key={words} className={classes.on} data-testid="compared">
            {words}
          </span>
        ))}
      </span>
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
              <span
                className={classes.value}
                title={props.calibration === 'model' ? t('status.thickness.modelled') : undefined}
                data-testid="thickness"
              >
                {thicknessText(cursor.thickness)}
                {props.calibration === 'model' && (
                  <span className={classes.label}> {t('status.thickness.model')}</span>
                )}
              </span>
            )}
            {cursor.material && (
              <span
                className={classes.value}
                title={t(`status.material.${cursor.material}`)}
                data-testid="material"
              >
                {isUnknown(cursor.material)
                  ? t(`status.brief.unknown.${cursor.material}`)
                  : t(`status.material.${cursor.material}`)}
              </span>
            )}
          </>
        )}
      </span>
    </fieldset>
  );
}

/** Why nobody can say what it is, in fewer words; the whole of them is its title. */
const unknownMaterials = ['too-thin', 'too-thick', 'unclear'] as const;

function isUnknown(material: string): material is (typeof unknownMaterials)[number] {
  return unknownMaterials.some((each) => each === material);
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
