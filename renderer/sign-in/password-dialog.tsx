import { Modal } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { showDone } from '../ui/notices.ts';
import { NewPasswordForm } from './new-password-form.tsx';

/** An officer's own password, changed whenever they like. */
export function PasswordDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation(['access', 'common']);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('access:password.title')}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <NewPasswordForm
        submit={t('access:password.enter')}
        onDone={() => {
          showDone(t('access:password.done'));
          onClose();
        }}
      />
    </Modal>
  );
}
