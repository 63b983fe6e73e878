import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { useTRPC } from '../ui/station.ts';
import classes from './device-editor.module.css';
import { belowInput } from './field-order.ts';
import { dataBits, type LinkDraft, type LinkField, type LinkProblem } from './link-address.ts';

interface LinkProps {
  readonly link: LinkDraft;
  readonly problems: Partial<Record<LinkField, LinkProblem>>;
  readonly onChange: (link: LinkDraft) => void;
}

/** What has to be known of a link, by its kind. */
export function LinkFields(props: LinkProps) {
  switch (props.link.kind) {
    case 'tcp':
    case 'listen':
      return <NetFields {...props} />;
    case 'serial':
      return <SerialFields {...props} />;
    case 'folder':
      return <FolderField {...props} />;
  }
}

function NetFields({ link, problems, onChange }: LinkProps) {
  const { t } = useTranslation('devices');
  const listens = link.kind === 'listen';
  const problem = useProblem(problems);
  return (
    <div className={classes.fields}>
      <TextInput
        inputWrapperOrder={belowInput}
        className={classes.wide ?? ''}
        label={t(listens ? 'link.listenHost' : 'link.host')}
        description={t(listens ? 'link.listenHint' : 'link.hostHint')}
        value={link.host}
        error={problem('host')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...link, host: event.currentTarget.value })}
      />
      <TextInput
        inputWrapperOrder={belowInput}
        label={t('link.port')}
        value={link.port}
        error={problem('port')}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => onChange({ ...link, port: event.currentTarget.value })}
      />
    </div>
  );
}

function SerialFields({ link, problems, onChange }: LinkProps) {
  const { t } = useTranslation('devices');
  const trpc = useTRPC();
  const ports = useQuery(trpc.devices.serialPorts.queryOptions(undefined, { refetchInterval: 3_000 }));
  const problem = useProblem(problems);
  return (
    <div className={classes.fields}>
      <TextInput
        inputWrapperOrder={belowInput}
        className={classes.wide ?? ''}
        label={t('link.serialPath')}
        description={t('link.serialHint')}
        value={link.path}
        error={problem('path')}
        autoComplete="off"
        spellCheck={false}
        onChange={(event) => onChange({ ...link, path: event.currentTarget.value })}
      />
      <TextInput
        inputWrapperOrder={belowInput}
        label={t('link.baudRate')}
        value={link.baudRate}
        error={problem('baudRate')}
        inputMode="numeric"
        autoComplete="off"
        onChange={(event) => onChange({ ...link, baudRate: event.currentTarget.value })}
      />
      <div className={classes.found} data-testid="serial-ports">
        {ports.data && ports.data.length === 0 && <span>{t('link.noneFound')}</span>}
        {ports.data && ports.data.length > 0 && <span>{t('link.found')}</span>}
        {ports.data?.map((port) => {
          // An adapter is found by its number wherever it is plugged in; its path may change each time.
          const path = port.serialNumber === null ? port.path : `usb:${port.serialNumber}`;
          return (
            <button
              key={port.path}
              type="button"
              className={classes.port}
              aria-pressed={link.path === path}
              data-untranslated
              onClick={() => onChange({ ...link, path })}
            >
              <strong>{port.path}</strong>
              {[port.maker, port.serialNumber].filter(Boolean).join(' · ')}
            </button>
          );
        })}
      </div>
      <NativeSelect
        inputWrapperOrder={belowInput}
        label={t('link.dataBits')}
        value={link.dataBits}
        data={[...dataBits]}
        onChange={(event) =>
          onChange({ ...link, dataBits: event.currentTarget.value as LinkDraft['dataBits'] })
        }
      />
      <NativeSelect
        inputWrapperOrder={belowInput}
        label={t('link.parity')}
        value={link.parity}
        data={(['none', 'even', 'odd'] as const).map((value) => ({
          value,
          label: t(`link.parities.${value}`),
        }))}
        onChange={(event) => onChange({ ...link, parity: event.currentTarget.value as LinkDraft['parity'] })}
      />
      <NativeSelect
        inputWrapperOrder={belowInput}
        label={t('link.stopBits')}
        value={link.stopBits}
        data={['1', '2']}
        onChange={(event) => onChange({ ...link, stopBits: event.currentTarget.value === '2' ? '2' : '1' })}
      />
      <Checkbox
        className={classes.all ?? ''}
        label={t('link.rtscts')}
        checked={link.rtscts}
        onChange={(event) => onChange({ ...link, rtscts: event.currentTarget.checked })}
      />
    </div>
  );
}

function FolderField({ link, problems, onChange }: LinkProps) {
  const { t } = useTranslation('devices');
  return (
    <TextInput
      inputWrapperOrder={belowInput}
      label={t('link.folderPath')}
      description={t('link.folderHint')}
      value={link.path}
      error={useProblem(problems)('path')}
      autoComplete="off"
      spellCheck={false}
      onChange={(event) => onChange({ ...link, path: event.currentTarget.value })}
    />
  );
}

function useProblem(problems: LinkProps['problems']): (field: LinkField) => string | null {
  const { t } = useTranslation('devices');
  return (field) => {
    const problem = problems[field];
    return problem ? t(`link.problems.${problem}`) : null;
  };
}
