import { Modal } from '@mantine/core';
import type { KeyboardEvent } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { ExportKind } from '../../station/api/views.pure.ts';
import { focusAtOnce } from '../ui/focus-at-once.ts';
import { KeyCap } from '../ui/key-cap.tsx';
import classes from './export-dialog.module.css';
import type { Exporting } from './use-export.ts';

const kinds = ['picture', 'scan', 'sheet', 'print', 'evidence'] as const satisfies readonly ExportKind[];

/** What can be taken out of the station, each at a digit. */
export function ExportDialog(props: {
  readonly opened: boolean;
  readonly exporting: Exporting;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('sheet');
  const { exporting, onClose } = props;
  const can = (kind: ExportKind) => exporting.busy === null && (kind !== 'scan' || exporting.archived);
  const choose = (kind: ExportKind) => {
    if (!can(kind)) return;
    // The dialog is in the way of what is printed.
    if (kind === 'print') onClose();
    void exporting.run(kind).then(onClose);
  };
  const press = (event: KeyboardEvent) => {
    const kind = kinds[Number(/^(?:Digit|Numpad)([1-5])$/.exec(event.code)?.[1] ?? 0) - 1];
    if (!kind) return;
    event.preventDefault();
    choose(kind);
  };
  return (
    <>
      <Modal
        opened={props.opened}
        onClose={onClose}
        title={t('export.title')}
        size="34rem"
        closeButtonProps={{ 'aria-label': t('export.close') }}
        onKeyDown={press}
      >
        <div className={classes.list}>
          {kinds.map((kind, index) => (
            <button
              key={kind}
              type="button"
              className={classes.choice}
              {...(index === 0 && focusAtOnce)}
              disabled={!can(kind)}
              onClick={() => choose(kind)}
              data-testid={`export-${kind}`}
            >
              <KeyCap name={String(index + 1)} />
              <span>
                {t(`export.${kind}`)}
                <small className={classes.hint}>
                  {t(kind === 'scan' && !exporting.archived ? 'export.scanWaiting' : `export.${kind}Hint`)}
                </small>
              </span>
            </button>
          ))}
        </div>
        <p className={classes.busy} role="status">
          {exporting.busy !== null && t('export.busy', { name: exporting.busy })}
        </p>
      </Modal>
      {exporting.printed &&
        createPortal(
          <figure className={classes.print} data-print data-testid="print">
            <figcaption>{exporting.printed.title}</figcaption>
            <img src={exporting.printed.address} alt={exporting.printed.title} />
          </figure>,
          document.body,
        )}
    </>
  );
}
