import { useTranslation } from 'react-i18next';
import type { IncidentView } from '../../station/api/incident-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { readablePlate } from '../ui/format.ts';
import type { Shape } from '../ui/icons.tsx';

const grave: ReadonlySet<IncidentView['kind']> = new Set(['person', 'emergency-stop', 'dose'] as const);

/** Red while it is a stop that nobody has closed, amber while anything waits for a person. */
export function toneOf({ kind, state }: IncidentView): 'red' | 'amber' | 'plain' {
  if (state === 'closed') return 'plain';
  return grave.has(kind) ? 'red' : 'amber';
}

export function shapeOf(incident: IncidentView): Shape {
  if (incident.state === 'closed') return 'ring';
  return toneOf(incident) === 'red' ? 'octagon' : 'triangle';
}

/** What happened, where: in the words of the catalogue, and as the device or the person named it. */
export function IncidentTitle({
  incident,
  post,
}: {
  readonly incident: IncidentView;
  readonly post: PostView;
}) {
  const { t } = useTranslation('incidents');
  const { kind, what, deviceId } = incident;
  const lane = laneOf(incident, post);
  return (
    <span>
      <strong>{t(`kinds.${kind}`)}</strong>
      {deviceId !== null && (
        <>
          {' · '}
          <span data-untranslated>{deviceId}</span>
        </>
      )}
      {lane !== null && ` · ${t('lane', { lane })}`}
      {kind === 'check-failed' ? (
        <>
          {' · '}
          {what
            .split(' ')
            .map((measure) => t(`checks.short.${measure as 'wireMm'}`))
            .join(', ')}
        </>
      ) : (
        what !== '' && (
          <>
            {' · '}
            <span data-untranslated>{what}</span>
          </>
        )
      )}
      {incident.plate !== null && (
        <>
          {' · '}
          <span data-untranslated>{readablePlate(incident.plate)}</span>
        </>
      )}
    </span>
  );
}

/** Where it happened: as reported, or where the device stands now. */
function laneOf({ lane, deviceId }: IncidentView, post: PostView): string | null {
  return lane ?? post.devices.find(({ id }) => id === deviceId)?.lane ?? null;
}
