import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { ArriveForm } from './arrive-form.tsx';
import type { Arriving } from './arriving.ts';

/** Takes a truck into the queue, books one, or puts the papers of one right: by keyboard, from the plate on. */
export function ArriveDialog(props: {
  readonly arriving: Arriving | null;
  readonly zone: string;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('arrive');
  const { arriving, zone, onClose } = props;
  return (
    <Modal
      opened={arriving !== null}
      onClose={onClose}
      title={arriving && t(`title.${arriving.kind}`)}
      size="70rem"
      yOffset="4vh"
      // Who types on at once loses no key to a dialog that is still opening.
      transitionProps={{ duration: 0 }}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      {arriving && <ArriveForm arriving={arriving} zone={zone} onClose={onClose} />}
    </Modal>
  );
}
