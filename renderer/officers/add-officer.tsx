import { Button, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Ref } from 'react';
import { useTranslation } from 'react-i18next';
import { addOfficerInput } from '../../station/api/officer-inputs.pure.ts';
import { type Language, languages, type Role } from '../../station/api/views.pure.ts';
import { CallFault } from '../sign-in/call-fault.tsx';
import { currentLanguage } from '../ui/i18n.ts';
import { showDone } from '../ui/notices.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { useTRPC } from '../ui/station.ts';
import classes from './officers-screen.module.css';
import { RolesField } from './roles-field.tsx';

/** The form for one more officer. The password is a first one: they choose their own when they come. */
export function AddOfficer({ firstField }: { readonly firstField: Ref<HTMLInputElement> }) {
  const { t } = useTranslation(['officers', 'common']);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const form = useForm({
    initialValues: {
      serviceNumber: '',
      name: '',
      roles: ['officer'] as Role[],
      language: currentLanguage() as Language,
      password: '',
    },
    validate: {
      serviceNumber: (value) =>
        fits('serviceNumber', value) ? null : t('common:signIn.serviceNumberNeeded'),
      name: (value) => (fits('name', value) ? null : t('common:signIn.nameNeeded')),
      roles: (value) => (value.length > 0 ? null : t('officers:roleNeeded')),
      password: (value) => (fits('password', value) ? null : t('common:signIn.passwordShort', { count: 8 })),
    },
  });
  const add = useMutation(
    trpc.officers.add.mutationOptions({
      onSuccess: (officer) => {
        showDone(t('officers:added', { serviceNumber: officer.serviceNumber }));
        void queries.invalidateQueries({ queryKey: trpc.officers.pathKey() });
        form.reset();
      },
    }),
  );
  return (
    <section className={classes.add} aria-labelledby="add-title">
      <h2 id="add-title" className={classes.title}>
        {t('officers:add')}
      </h2>
      <form className={classes.form} onSubmit={form.onSubmit((officer) => add.mutate(officer))}>
        <TextInput
          ref={firstField}
          label={t('common:signIn.serviceNumber')}
          autoComplete="off"
          {...form.getInputProps('serviceNumber')}
        />
        <TextInput label={t('common:signIn.name')} autoComplete="off" {...form.getInputProps('name')} />
        <RolesField {...form.getInputProps('roles')} />
        <NativeSelect
          label={t('common:language')}
          data={languages.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <PasswordField
          label={t('officers:firstPassword')}
          description={t('officers:firstPasswordHint')}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <CallFault error={add.error} />
        <Button type="submit" loading={add.isPending}>
          {t('officers:addConfirm')}
        </Button>
      </form>
    </section>
  );
}

function fits(field: 'serviceNumber' | 'name' | 'password', value: string): boolean {
  return addOfficerInput.shape[field].safeParse(value).success;
}
