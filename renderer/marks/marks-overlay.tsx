import { useTranslation } from 'react-i18next';
import type { MarkShape, MarkView } from '../../station/api/mark-views.pure.ts';
import { markDashes, markLabelAt, markPath, markSigns } from '../../station/visits/mark-drawing.pure.ts';
import { ViewerOverlay } from '../viewer/overlay/viewer-overlay.tsx';
import type { Point } from '../viewer/view.ts';
import type { Viewer } from '../viewer/viewer.ts';
import classes from './marks.module.css';
import type { Marking } from './use-marks.ts';

/** The marks of the picture on screen and the one being drawn, lying on its pixels. */
export function MarksOverlay(props: { readonly marking: Marking; readonly viewer: Viewer | null }) {
  const { t } = useTranslation('console');
  const { marking, viewer } = props;
  const { draft, chosen } = marking;
  const others = marking.marks.filter(({ id }) => id !== draft?.markId);
  const drawn = marking.hidden ? [] : others;
  if (drawn.length === 0 && draft === null) return null;
  return (
    <ViewerOverlay viewer={viewer}>
      {({ toCanvas }) => (
        <g data-testid="marks-drawn">
          {drawn.map((mark) => (
            <Shape
              key={mark.id}
              mark={mark}
              label={String(mark.number)}
              place={toCanvas}
              chosen={mark.id === chosen?.id}
            />
          ))}
          {draft && <Shape mark={draft} label={draft.note || t('marks.new')} place={toCanvas} chosen />}
        </g>
      )}
    </ViewerOverlay>
  );
}

function Shape(props: {
  readonly mark: Pick<MarkView, 'category' | 'confidence' | 'note'> & { readonly shape: MarkShape };
  readonly label: string;
  readonly place: (at: Point) => Point;
  readonly chosen: boolean;
}) {
  const { mark, label, place, chosen } = props;
  const path = markPath(mark, place);
  const at = markLabelAt(mark, place);
  const dashes = markDashes[mark.confidence].join(' ');
  const words = mark.shape.kind === 'text' && mark.note !== '' ? `${label} ${mark.note}` : label;
  return (
    <g className={classes.mark} data-chosen={chosen || undefined} data-kind={mark.shape.kind}>
      <path className={classes.under} d={path} />
      <path className={classes.line} d={path} strokeDasharray={dashes} data-testid="mark-line" />
      <path
        className={classes.sign}
        d={markSigns[mark.category]}
        fillRule="evenodd"
        transform={`translate(${at.x} ${at.y - 16})`}
      />
      <text className={classes.label} x={at.x + 16} y={at.y - 5}>
        {words}
      </text>
    </g>
  );
}
