import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { firstRunInput } from '../../station/api/officer-inputs.pure.ts';
import type { Hello } from '../../station/api/operations.ts';
import { type Role, roles } from '../../station/api/views.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { changeLanguage, currentLanguage } from '../ui/i18n.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { session } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './gate.module.css';
import { Gate } from './gate.tsx';

/** The first start at a post: makes the account of the one who sets it up. */
export function FirstRun({ hello }: { readonly hello: Hello }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const form = useForm({
    initialValues: { serviceNumber: '', name: '', role: 'officer' as Role, password: '', again: '' },
    validate: {
      serviceNumber: (value) => (fits('serviceNumber', value) ? null : t('signIn.serviceNumberNeeded')),
      name: (value) => (fits('name', value) ? null : t('signIn.nameNeeded')),
      password: (value) => (fits('password', value) ? null : t('signIn.passwordShort', { count: 8 })),
      again: (value, all) => (value === all.password ? null : t('signIn.passwordsDiffer')),
    },
  });
  const begin = useMutation(
    trpc.session.firstRun.mutationOptions({
      onSuccess: async (signedIn) => {
        await changeLanguage(currentLanguage());
        session.begin(signedIn.session);
      },
    }),
  );
  return (
    <Gate
      title={t('signIn.whoAreYou')}
      post={hello.post.name}
      version={hello.version}
      training={hello.mode === 'training'}
    >
      <p className={classes.lead}>{t('signIn.firstRunLead')}</p>
      <form
        className={classes.form}
        onSubmit={form.onSubmit(({ again: _, ...account }) =>
          begin.mutate({ ...account, language: currentLanguage() }),
        )}
      >
        <div className={classes.pair}>
          <TextInput
            label={t('signIn.serviceNumber')}
            autoFocus
            autoComplete="username"
            {...form.getInputProps('serviceNumber')}
          />
          <NativeSelect
            label={t('signIn.role')}
            data={roles.map((role) => ({ value: role, label: t(`roles.${role}`) }))}
            {...form.getInputProps('role')}
          />
        </div>
        <TextInput label={t('signIn.name')} autoComplete="name" {...form.getInputProps('name')} />
        <div className={classes.pair}>
          <PasswordField
            label={t('signIn.password')}
            autoComplete="new-password"
            {...form.getInputProps('password')}
          />
          <PasswordField
            label={t('signIn.passwordAgain')}
            autoComplete="new-password"
            {...form.getInputProps('again')}
          />
        </div>
        {begin.isError && (
          <p className={classes.fault} role="alert">
            {faultSentence(faultOf(begin.error))}
          </p>
        )}
        <Button className={classes.submit ?? ''} type="submit" size="md" loading={begin.isPending}>
          {t('signIn.begin')}
        </Button>
      </form>
    </Gate>
  );
}

// The station's own rule, so that the form never promises what the station refuses.
function fits(field: 'serviceNumber' | 'name' | 'password', value: string): boolean {
  return firstRunInput.shape[field].safeParse(value).success;
}
