import { Button } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { changePasswordInput } from '../../station/api/officer-inputs.pure.ts';
import type { SessionView } from '../../station/api/officer-operations.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { useTRPC } from '../ui/station.ts';
import { CallFault } from './call-fault.tsx';
import classes from './gate.module.css';

/** The officer's password, and twice the one it is to be from now on. */
export function NewPasswordForm(props: {
  readonly submit: string;
  readonly onDone: (view: SessionView) => void;
}) {
  const { t } = useTranslation(['access', 'common']);
  const trpc = useTRPC();
  const form = useForm({
    initialValues: { password: '', newPassword: '', again: '' },
    validate: {
      password: (value) => (value === '' ? t('common:signIn.passwordNeeded') : null),
      newPassword: (value) =>
        changePasswordInput.shape.newPassword.safeParse(value).success
          ? null
          : t('common:signIn.passwordShort', { count: 8 }),
      again: (value, all) => (value === all.newPassword ? null : t('common:signIn.passwordsDiffer')),
    },
  });
  const change = useMutation(
    trpc.session.changePassword.mutationOptions({
      onSuccess: props.onDone,
      onError: () => form.setFieldValue('password', ''),
    }),
  );
  return (
    <form className={classes.form} onSubmit={form.onSubmit(({ again: _, ...given }) => change.mutate(given))}>
      <PasswordField
        label={t('access:password.old')}
        autoFocus
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <PasswordField
        label={t('access:password.new')}
        autoComplete="new-password"
        {...form.getInputProps('newPassword')}
      />
      <PasswordField
        label={t('access:password.newAgain')}
        autoComplete="new-password"
        {...form.getInputProps('again')}
      />
      <CallFault error={change.error} />
      <Button className={classes.submit ?? ''} type="submit" size="md" loading={change.isPending}>
        {props.submit}
      </Button>
    </form>
  );
}
