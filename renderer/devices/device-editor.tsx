import { NativeSelect, TextInput } from '@mantine/core';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { DeviceConfig } from '../../station/api/device-inputs.pure.ts';
import { type DeviceKind, deviceRoles } from '../../station/api/device-views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import { Waiting } from '../ui/waiting.tsx';
import { type DeviceDraft, draftOfDevice, emptyDevice, freeName, readDraft } from './device-draft.ts';
import classes from './device-editor.module.css';
import { driverWord } from './driver-words.ts';
import { belowInput } from './field-order.ts';
import { emptyLink } from './link-address.ts';
import { LinkFields } from './link-fields.tsx';
import { SettingsFields } from './settings-fields.tsx';
import { TestPanel } from './test-panel.tsx';

interface EditorProps {
  /** Null: a new one. */
  readonly device: DeviceConfig | null;
  readonly taken: readonly string[];
  readonly lanes: readonly string[];
  /** With the name of the device that was saved, or null when nothing was. */
  readonly onClose: (saved: string | null) => void;
}

/** Adds a device or changes one: its kind, lane, link and settings, beside a live test of the link. */
export function DeviceEditor(props: EditorProps) {
  const trpc = useTRPC();
  const kinds = useQuery(trpc.devices.kinds.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY }));
  return kinds.data ? (
    <Editor {...props} kinds={kinds.data} />
  ) : (
    <Waiting failed={kinds.isError} fault={kinds.error} />
  );
}

function Editor(props: EditorProps & { readonly kinds: readonly DeviceKind[] }) {
  const { t } = useTranslation(['devices', 'common']);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const { device, kinds, taken, lanes } = props;
  const [began] = useState(() =>
    device === null ? emptyDevice(kinds, taken, lanes) : draftOfDevice(device, kinds),
  );
  const [draft, setDraft] = useState<DeviceDraft>(began);
  // Faults are shown once somebody wanted to save or test, not while the first field is still empty.
  const [judged, setJudged] = useState(false);
  const [leaving, setLeaving] = useState(false);
  const kind = kinds.find((each) => each.driver === draft.driver) ?? null;
  const others = device === null ? taken : taken.filter((id) => id !== device.id);
  const read = readDraft(draft, kind, others);
  const change = (part: Partial<DeviceDraft>) => {
    setDraft((before) => ({ ...before, ...part }));
    setLeaving(false);
    save.reset();
  };

  const done = (saved: DeviceConfig) => {
    showDone(t('devices:edit.saved', { id: saved.id }));
    void queries.invalidateQueries({ queryKey: trpc.devices.pathKey() });
    void queries.invalidateQueries({ queryKey: trpc.post.view.queryKey() });
    props.onClose(saved.id);
  };
  const add = useMutation(trpc.devices.add.mutationOptions());
  const replace = useMutation(trpc.devices.change.mutationOptions());
  const save = device === null ? add : replace;
  const trySave = () => {
    setJudged(true);
    if (read.config === null) return focusFirstFault();
    if (save.isPending) return;
    const { config } = read;
    save.mutate({ commandId: crypto.randomUUID(), device: config }, { onSuccess: () => done(config) });
  };
  const leave = () => {
    if (leaving || JSON.stringify(draft) === JSON.stringify(began)) props.onClose(null);
    else setLeaving(true);
  };
  useBindings({ saveDevice: { enabled: true, run: trySave } });
  useEscape(leave);

  const refusal = save.isError ? faultOf(save.error) : null;
  const faults = judged ? read.faults : null;
  return (
    <div className={classes.screen}>
      <section className={classes.form} aria-labelledby="editor-title">
        <header className={classes.head}>
          <h1 id="editor-title" className={classes.title}>
            {device === null ? (
              t('devices:edit.add')
            ) : (
              <span data-untranslated>{t('devices:edit.change', { id: device.id })}</span>
            )}
          </h1>
          <button type="button" className={classes.back} onClick={leave}>
            {t('devices:edit.back')} <KeyCap name="Esc" />
          </button>
        </header>
        <div className={classes.fields}>
          <NativeSelect
            inputWrapperOrder={belowInput}
            className={classes.wide ?? ''}
            label={t('devices:edit.kind')}
            description={t('devices:edit.kindHint')}
            autoFocus={device === null}
            value={draft.driver}
            error={kind === null ? t('devices:edit.driverGone', { driver: draft.driver }) : null}
            data={deviceRoles.flatMap((role) => {
              const items = kinds
                .filter((each) => each.role === role)
                .map((each) => ({ value: each.driver, label: driverWord(each.driver) }));
              return items.length > 0 ? [{ group: t(`devices:roles.${role}`), items }] : [];
            })}
            onChange={(event) => {
              const chosen = kinds.find((each) => each.driver === event.currentTarget.value);
              if (!chosen) return;
              const fresh = emptyDevice([chosen], taken, lanes);
              const named = draft.id !== freeName(draft.driver, taken);
              change({ ...fresh, id: named || device !== null ? draft.id : fresh.id, lane: draft.lane });
              setJudged(false);
            }}
          />
          <TextInput
            inputWrapperOrder={belowInput}
            label={t('devices:edit.id')}
            description={t('devices:edit.idHint')}
            value={draft.id}
            maxLength={40}
            autoComplete="off"
            spellCheck={false}
            readOnly={device !== null}
            data-untranslated
            error={faults?.id ? t(`devices:edit.${faults.id}`) : null}
            onChange={(event) => change({ id: event.currentTarget.value })}
          />
          <NativeSelect
            inputWrapperOrder={belowInput}
            label={t('devices:edit.lane')}
            description={t('devices:edit.laneHint')}
            value={draft.lane ?? ''}
            data={[
              { value: '', label: t('devices:edit.wholePost') },
              ...lanes.map((lane) => ({ value: lane, label: lane })),
            ]}
            onChange={(event) => change({ lane: event.currentTarget.value || null })}
          />
        </div>
        {kind && (
          <>
            <fieldset className={classes.part}>
              <legend>{t('devices:edit.link')}</legend>
              {kind.links.length > 1 && (
                <div className={classes.choices} role="radiogroup" aria-label={t('devices:link.kind')}>
                  {kind.links.map((link) => (
                    <label key={link} className={classes.choice}>
                      <input
                        type="radio"
                        name="link-kind"
                        checked={draft.link.kind === link}
                        onChange={() => change({ link: emptyLink(link) })}
                      />
                      {t(`devices:link.kinds.${link}`)}
                    </label>
                  ))}
                </div>
              )}
              <LinkFields
                link={draft.link}
                problems={faults?.link ?? {}}
                onChange={(link) => change({ link })}
              />
            </fieldset>
            <SettingsFields
              driver={kind.driver}
              schema={kind.settings}
              draft={draft.settings}
              problems={faults?.settings ?? {}}
              onChange={(settings) => change({ settings })}
            />
          </>
        )}
        <footer className={classes.foot}>
          <div className={classes.said} role="alert">
            {refusal && <p className={classes.fault}>{faultSentence(refusal)}</p>}
            {faults && read.config === null && (
              <p className={classes.fault}>{t('devices:edit.faults', { count: read.count })}</p>
            )}
            {leaving && <p className={classes.warning}>{t('devices:edit.unsaved')}</p>}
          </div>
          <ActionButton action="saveDevice" tone="main" className={classes.save} />
        </footer>
      </section>
      <TestPanel config={read.config} onJudge={() => setJudged(true)} />
    </div>
  );
}

/** Where there is something to be put right, the keyboard is there already. */
function focusFirstFault(): void {
  requestAnimationFrame(() => document.querySelector<HTMLElement>('main [aria-invalid="true"]')?.focus());
}
