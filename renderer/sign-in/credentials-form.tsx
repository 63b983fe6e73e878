import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { type UseMutationOptions, useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { CredentialsInput } from '../../station/api/officer-inputs.pure.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { CallFault } from './call-fault.tsx';
import classes from './gate.module.css';

/** Service number and password of an officer, for the call that takes them. */
export function CredentialsForm<Answer, Failure>(props: {
  readonly submit: ReactNode;
  readonly call: UseMutationOptions<Answer, Failure, CredentialsInput>;
}) {
  const { t } = useTranslation();
  const form = useForm({
    initialValues: { serviceNumber: '', password: '' },
    validate: {
      serviceNumber: (value) => (value.trim() === '' ? t('signIn.serviceNumberNeeded') : null),
      password: (value) => (value === '' ? t('signIn.passwordNeeded') : null),
    },
  });
  const call = useMutation({ ...props.call, onError: () => form.setFieldValue('password', '') });
  return (
    <form className={classes.form} onSubmit={form.onSubmit((account) => call.mutate(account))}>
      <TextInput
        label={t('signIn.serviceNumber')}
        autoFocus
        autoComplete="username"
        {...form.getInputProps('serviceNumber')}
      />
      <PasswordField
        label={t('signIn.password')}
        autoComplete="current-password"
        {...form.getInputProps('password')}
      />
      <CallFault error={call.error} />
      <Button className={classes.submit ?? ''} type="submit" size="md" loading={call.isPending}>
        {props.submit}
      </Button>
    </form>
  );
}
