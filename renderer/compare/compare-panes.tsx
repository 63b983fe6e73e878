import { useCallback, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionButton } from '../ui/action-button.tsx';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { Waiting } from '../ui/waiting.tsx';
import { ViewerOverlay } from '../viewer/overlay/viewer-overlay.tsx';
import { ScanViewer } from '../viewer/ScanViewer.tsx';
import { type Display, plainDisplay } from '../viewer/transfer.ts';
import type { Viewer } from '../viewer/viewer.ts';
import classes from './compare.module.css';
import { columnHere, type Mapping } from './registration/mapping.ts';
import type { Comparing } from './use-compare.ts';

/** Above the pictures: what is compared, how well they lie on each other, and what can be done. */
export function CompareBar({ comparing, zone }: { readonly comparing: Comparing; readonly zone: string }) {
  const { t, i18n } = useTranslation('compare');
  const { other, registration } = comparing;
  if (!other) return null;
  return (
    <section className={classes.bar} aria-label={t('bar.title')} data-testid="compare-bar">
      <p className={classes.what}>
        <strong>
          {t('bar.with', { plate: readablePlate(other.plate) })}
          {other.at !== '' && ` · ${dayAndTime(other.at, zone, i18n.language)}`}
        </strong>
        <span role="status" data-testid="registration" data-state={stateOf(comparing)}>
          {registration.state === 'running' && (
            <>
              {t('bar.running', { percent: Math.round(registration.share * 100) })}{' '}
              <progress max={1} value={registration.share} aria-label={t('bar.runningLabel')} />
            </>
          )}
          {registration.state === 'failed' && t('bar.failed')}
          {registration.state === 'done' &&
            t(registration.registration.matches ? 'bar.matches' : 'bar.noMatch', {
              percent: Math.round(registration.registration.quality.matched * 100),
            })}
        </span>
      </p>
      <div className={classes.actions}>
        <ActionButton action="sideBySide" />
        <ActionButton action="linkViews" />
        <ActionButton action="otherPicture" />
        <ActionButton action="blink" />
        <ActionButton action="difference" />
        <ActionButton action="leaveComparison" />
      </div>
    </section>
  );
}

/** The other picture, beside the own one. */
export function OtherPane({ comparing, zone }: { readonly comparing: Comparing; readonly zone: string }) {
  const { t, i18n } = useTranslation('compare');
  const { other, source, mode, fault } = comparing;
  if (!other || mode !== 'side') return null;
  return (
    <div
      className={classes.pane}
      data-hands={comparing.hands === 'other' || undefined}
      data-testid="other-picture"
    >
      {source ? (
        <ScanViewer
          ref={comparing.takeViewer}
          source={source}
          label={t('other.label', { plate: readablePlate(other.plate) })}
          initialDisplay={logarithmic}
        />
      ) : (
        <div className={classes.waiting}>
          <Waiting failed={fault !== null} fault={fault} />
        </div>
      )}
      <p className={classes.caption}>
        {t('other.caption', { plate: readablePlate(other.plate) })}
        {other.at !== '' && ` · ${dayAndTime(other.at, zone, i18n.language)}`}
        {comparing.hands === 'other' && ` · ${t('other.hands')}`}
      </p>
    </div>
  );
}

/** The other picture laid over the own one, or the difference of both. */
export function OverPane({ comparing, own }: { readonly comparing: Comparing; readonly own: Viewer | null }) {
  const { t } = useTranslation('compare');
  const [viewer, setViewer] = useState<Viewer | null>(null);
  const { over, mode, other, showsOther, registration, takeViewer } = comparing;
  const take = useCallback(
    (made: Viewer | null) => {
      takeViewer(made);
      setViewer(made);
    },
    [takeViewer],
  );
  if (!over || !other) return null;
  const hidden = mode === 'blink' && !showsOther;
  const mapping =
    registration.state === 'done' && registration.registration.matches
      ? registration.registration.mapping
      : null;
  return (
    <div
      className={classes.over}
      data-hidden={hidden || undefined}
      aria-hidden={hidden}
      data-testid="over-picture"
    >
      <ScanViewer
        key={mode}
        ref={take}
        source={over}
        label={t(mode === 'difference' ? 'over.difference' : 'over.laid', {
          plate: readablePlate(other.plate),
        })}
        initialDisplay={mode === 'difference' ? differences : (own?.display ?? logarithmic)}
      />
      {mapping && <Beside mapping={mapping} viewer={viewer} comparing={comparing} />}
      <p className={classes.caption}>
        {mode === 'difference'
          ? t('over.legend')
          : t('over.laidCaption', { plate: readablePlate(other.plate) })}
      </p>
    </div>
  );
}

/** Hatched where the other has no picture: nothing can be said there. */
function Beside(props: {
  readonly mapping: Mapping;
  readonly viewer: Viewer | null;
  readonly comparing: Comparing;
}) {
  const { mapping, viewer, comparing } = props;
  const columns = comparing.source?.picture.expectedColumns ?? 0;
  const ends = [columnHere(mapping, 0), columnHere(mapping, columns)].sort((one, other) => one - other);
  return (
    <ViewerOverlay viewer={viewer}>
      {({ toCanvas }) => {
        const extent = viewer?.extent ?? { width: 0, height: 0 };
        const parts = [
          [0, Math.min(ends[0]!, extent.width)],
          [Math.max(0, ends[1]!), extent.width],
        ] as const;
        return (
          <>
            <defs>
              <pattern id="beside" width="10" height="10" patternUnits="userSpaceOnUse">
                <rect width="10" height="10" className={classes.besideGround} />
                <path d="M0 10L10 0" className={classes.besideLine} />
              </pattern>
            </defs>
            {parts.map(([from, to], index) => {
              if (to - from < 1) return null;
              const [a, b] = [toCanvas({ x: from, y: 0 }), toCanvas({ x: to, y: extent.height })];
              return (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: the one before and the one behind.
                  key={index}
                  x={Math.min(a.x, b.x)}
                  y={a.y}
                  width={Math.abs(b.x - a.x)}
                  height={b.y - a.y}
                  fill="url(#beside)"
                />
              );
            })}
          </>
        );
      }}
    </ViewerOverlay>
  );
}

/** What the status strip says of a comparison; empty without one. */
export function useCompareWords(comparing: Comparing): readonly string[] {
  const { t } = useTranslation('compare');
  const { other, mode, showsOther, linked, hands } = comparing;
  if (!other) return [];
  if (mode === 'difference') return [t('strip.difference')];
  if (mode === 'blink') return [t(showsOther ? 'strip.blinkOther' : 'strip.blinkOwn')];
  return [t(linked ? 'strip.linked' : 'strip.notLinked'), ...(hands === 'other' ? [t('strip.hands')] : [])];
}

function stateOf({ registration }: Comparing): string {
  if (registration.state !== 'done') return registration.state;
  return registration.registration.matches ? 'matches' : 'no-match';
}

const logarithmic: Display = { ...plainDisplay, log: true };
/** From one less to one more of the attenuation: a difference of a third of what is left of the beam is plain to see. */
const differences: Display = { ...plainDisplay, log: false, window: 0.25, level: 0.5 };
