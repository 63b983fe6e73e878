import { Button, Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { addOfficerInput } from '../../station/api/inputs.pure.ts';
import { type Language, languages, type Role, roles } from '../../station/api/views.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { showDone } from '../ui/notices.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import classes from './officers-screen.module.css';

/** Who may work at this post, and the form for one more; for administrators. */
export function OfficersScreen() {
  const { t } = useTranslation(['officers', 'common']);
  const trpc = useTRPC();
  const officers = useQuery(trpc.officers.list.queryOptions());
  return (
    <div className={classes.screen}>
      <section className={classes.list} aria-labelledby="officers-title">
        <h1 id="officers-title" className={classes.title}>
          {t('officers:title')}
        </h1>
        {officers.data ? (
          <table className={classes.table}>
            <thead>
              <tr>
                <th scope="col">{t('common:signIn.serviceNumber')}</th>
                <th scope="col">{t('common:signIn.name')}</th>
                <th scope="col">{t('officers:roles')}</th>
                <th scope="col">{t('common:language')}</th>
              </tr>
            </thead>
            <tbody>
              {officers.data.map((officer) => (
                <tr key={officer.id}>
                  <td>
                    <strong>{officer.serviceNumber}</strong>
                  </td>
                  <td data-untranslated>{officer.name}</td>
                  <td>{officer.roles.map((role) => t(`common:roles.${role}`)).join(', ')}</td>
                  <td>{t(`common:languages.${officer.language}`)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        ) : (
          <Waiting failed={officers.isError} fault={officers.error} />
        )}
      </section>
      <AddOfficer />
    </div>
  );
}

function AddOfficer() {
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
      again: '',
    },
    validate: {
      serviceNumber: (value) =>
        fits('serviceNumber', value) ? null : t('common:signIn.serviceNumberNeeded'),
      name: (value) => (fits('name', value) ? null : t('common:signIn.nameNeeded')),
      roles: (value) => (value.length > 0 ? null : t('officers:roleNeeded')),
      password: (value) => (fits('password', value) ? null : t('common:signIn.passwordShort', { count: 8 })),
      again: (value, all) => (value === all.password ? null : t('common:signIn.passwordsDiffer')),
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
      <form
        className={classes.form}
        onSubmit={form.onSubmit(({ again: _, ...officer }) => add.mutate(officer))}
      >
        <TextInput
          label={t('common:signIn.serviceNumber')}
          autoComplete="off"
          {...form.getInputProps('serviceNumber')}
        />
        <TextInput label={t('common:signIn.name')} autoComplete="off" {...form.getInputProps('name')} />
        <Checkbox.Group label={t('officers:roles')} {...form.getInputProps('roles')}>
          <div className={classes.roles}>
            {roles.map((role) => (
              <Checkbox key={role} value={role} label={t(`common:roles.${role}`)} />
            ))}
          </div>
        </Checkbox.Group>
        <NativeSelect
          label={t('common:language')}
          data={languages.map((value) => ({ value, label: t(`common:languages.${value}`) }))}
          {...form.getInputProps('language')}
        />
        <PasswordField
          label={t('common:signIn.password')}
          autoComplete="new-password"
          {...form.getInputProps('password')}
        />
        <PasswordField
          label={t('common:signIn.passwordAgain')}
          autoComplete="new-password"
          {...form.getInputProps('again')}
        />
        {add.isError && (
          <p className={classes.fault} role="alert">
            {faultSentence(faultOf(add.error))}
          </p>
        )}
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
