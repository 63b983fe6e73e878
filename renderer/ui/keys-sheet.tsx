import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useAllBindings } from './action-context.tsx';
import { actionGroups, actions, keysOf } from './actions.ts';
import { KeyCap } from './key-cap.tsx';
import classes from './keys-sheet.module.css';

/** Every key of the program, by where it works; what cannot be done here and now is dimmed. */
export function KeysSheet({ opened, onClose }: { readonly opened: boolean; readonly onClose: () => void }) {
  const { t } = useTranslation('keys');
  const bindings = useAllBindings();
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('title')}
      size="64rem"
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <div className={classes.sheet}>
        {actionGroups.map((group) => (
          <section key={group} className={classes.group}>
            <h3 className={classes.heading}>{t(`groups.${group}`)}</h3>
            <dl className={classes.list}>
              {actions
                .filter((action) => action.group === group)
                .map(({ id }) => (
                  <div key={id} className={classes.row} data-off={!bindings[id]?.enabled || undefined}>
                    <dt>{t(`actions.${id}`)}</dt>
                    <dd>
                      {keysOf(id).map((key) => (
                        <KeyCap key={key} name={key} />
                      ))}
                    </dd>
                  </div>
                ))}
            </dl>
          </section>
        ))}
      </div>
      <p className={classes.foot}>{t('foot')}</p>
    </Modal>
  );
}
