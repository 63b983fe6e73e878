import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Hello } from '../../station/api/operations.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { session } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './gate.module.css';
import { Gate } from './gate.tsx';

/** Service number and password of an officer who has an account. */
export function SignIn({ hello }: { readonly hello: Hello }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const form = useForm({
    initialValues: { serviceNumber: '', password: '' },
    validate: {
      serviceNumber: (value) => (value.trim() === '' ? t('signIn.serviceNumberNeeded') : null),
      password: (value) => (value === '' ? t('signIn.passwordNeeded') : null),
    },
  });
  const signIn = useMutation(
    trpc.session.signIn.mutationOptions({
      onSuccess: (signedIn) => session.begin(signedIn.session),
      onError: () => form.setFieldValue('password', ''),
    }),
  );
  return (
    <Gate
      title={t('signIn.title')}
      post={hello.post.name}
      version={hello.version}
      training={hello.mode === 'training'}
    >
      <p className={classes.lead}>{t('signIn.lead')}</p>
      <form className={classes.form} onSubmit={form.onSubmit((account) => signIn.mutate(account))}>
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
        {signIn.isError && (
          <p className={classes.fault} role="alert">
            {faultSentence(faultOf(signIn.error))}
          </p>
        )}
        <Button className={classes.submit ?? ''} type="submit" size="md" loading={signIn.isPending}>
          {t('signIn.enter')}
        </Button>
      </form>
    </Gate>
  );
}
