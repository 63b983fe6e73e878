import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceView } from '../../station/api/device-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { StateShape } from '../ui/icons.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { DeviceDetail } from './device-detail.tsx';
import { DeviceEditor } from './device-editor.tsx';
import { DeviceList } from './device-list.tsx';
import { inOrder, troubleOf } from './device-look.ts';
import classes from './devices-screen.module.css';

/** Every device of the post and how it is; an administrator adds, changes and removes them here. */
export function DevicesScreen({ post }: { readonly post: PostView }) {
  const { t } = useTranslation('devices');
  const trpc = useTRPC();
  const { roles } = useOfficer();
  const administrates = roles.includes('administrator');
  const readsConfig = administrates || roles.includes('supervisor');
  const config = useQuery(trpc.devices.config.queryOptions(undefined, { enabled: readsConfig }));
  const [chosen, setChosen] = useState<string | null>(null);
  const [editing, setEditing] = useState<{ readonly id: string | null } | null>(null);
  const [removing, setRemoving] = useState(false);

  const devices = inOrder(post.devices);
  const shown = devices.find((device) => device.id === chosen) ?? devices[0] ?? null;
  const configured = config.data?.devices.find((device) => device.id === shown?.id) ?? null;
  const listed = administrates && editing === null;
  useBindings(
    administrates
      ? {
          addDevice: { enabled: listed && config.data !== undefined, run: () => setEditing({ id: null }) },
          changeDevice: {
            enabled: listed && configured !== null,
            run: () => setEditing({ id: configured?.id ?? null }),
          },
          removeDevice: { enabled: listed && configured !== null, run: () => setRemoving(true) },
        }
      : {},
  );

  if (editing !== null && config.data) {
    return (
      <DeviceEditor
        key={editing.id ?? ''}
        device={config.data.devices.find((device) => device.id === editing.id) ?? null}
        taken={config.data.devices.map((device) => device.id)}
        lanes={post.lanes}
        onClose={(saved) => {
          if (saved !== null) setChosen(saved);
          setEditing(null);
        }}
      />
    );
  }
  return (
    <div className={classes.screen}>
      {config.data?.problem && <ConfigProblem file={config.data.file} problem={config.data.problem} />}
      <header className={classes.head}>
        <h1 className={classes.title}>{t('title')}</h1>
        <Summary devices={devices} />
        <ActionButton action="addDevice" className={classes.add} />
      </header>
      {devices.length === 0 ? (
        <div className={classes.empty}>
          <p>{t('empty.title')}</p>
          <p>{t(administrates ? 'empty.administrator' : 'empty.others')}</p>
        </div>
      ) : (
        <div className={classes.body}>
          <DeviceList
            devices={devices}
            post={post}
            shownId={shown?.id ?? null}
            onChoose={(id) => {
              setChosen(id);
              setRemoving(false);
            }}
          />
          {shown && (
            <DeviceDetail
              key={shown.id}
              device={shown}
              post={post}
              removing={removing && configured !== null}
              onRemoved={() => setRemoving(false)}
            />
          )}
        </div>
      )}
    </div>
  );
}

function Summary({ devices }: { readonly devices: readonly DeviceView[] }) {
  const { t } = useTranslation('devices');
  const { lost, degraded } = troubleOf(devices);
  if (devices.length === 0) return null;
  return (
    <p className={classes.summary} role="status" data-testid="devices-summary">
      <span>{t('summary', { count: devices.length })}</span>
      {lost > 0 && (
        <span className={classes.trouble} data-tone="red">
          <StateShape shape="cross" />
          {t('lost', { count: lost })}
        </span>
      )}
      {degraded > 0 && (
        <span className={classes.trouble} data-tone="amber">
          <StateShape shape="triangle" />
          {t('degraded', { count: degraded })}
        </span>
      )}
      {devices.every((device) => device.link === 'online') && <span>{t('allWell')}</span>}
    </p>
  );
}

function ConfigProblem(props: {
  readonly file: string;
  readonly problem: { readonly place: string; readonly reason: string };
}) {
  const { t } = useTranslation('devices');
  const { file, problem } = props;
  return (
    <div className={classes.problem} role="alert" data-testid="config-problem">
      <StateShape shape="triangle" />
      <p>
        <strong>{t('configProblem.title')}</strong>{' '}
        <span data-untranslated>{t('configProblem.where', { file, ...problem })}</span>{' '}
        <span>{t('configProblem.todo')}</span>
      </p>
    </div>
  );
}
