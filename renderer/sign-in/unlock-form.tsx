import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../station/api/officer-operations.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { useTRPC } from '../ui/station.ts';
import { CallFault } from './call-fault.tsx';
import classes from './gate.module.css';

/** The password of the officer whose window it is. */
export function UnlockForm({ onDone }: { readonly onDone: (view: SessionView) => void }) {
  const { t } = useTranslation(['access', 'common']);
  const trpc = useTRPC();
  const form = useForm({
    initialValues: { password: '' },
    validate: { password: (value) => (value === '' ? t('common:signIn.passwordNeeded') : null) },
  });
  const unlock = useMutation(
    trpc.session.unlock.mutationOptions({
      onSuccess: onDone,
      onError: () => form.reset(),
    }),
  );
  return (
    <form className={classes.form} onSubmit={form.onSubmit((given) => unlock.mutate(given))}>
      <PasswordField
        label={t('common:signIn.password')}
        autoFocus
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <CallFault error={unlock.error} />
      <Button className={classes.submit ?? ''} type="submit" size="md" loading={unlock.isPending}>
        {t('access:cover.unlock.enter')}
      </Button>
    </form>
  );
}
