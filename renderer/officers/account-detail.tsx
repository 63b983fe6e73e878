import { Button, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { changeOfficerInput, resetPasswordInput } from '../../station/api/officer-inputs.pure.ts';
import type { AccountView } from '../../station/api/officer-operations.ts';
import type { Role } from '../../station/api/views.pure.ts';
import { CallFault } from '../sign-in/call-fault.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer } from '../ui/officer.ts';
import { PasswordField } from '../ui/password-field.tsx';
import { useTRPC } from '../ui/station.ts';
import classes from './officers-screen.module.css';
import { RolesField } from './roles-field.tsx';

/** One officer's account: name and roles, a new first password, and whether they may come in. */
export function AccountDetail({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation(['officers', 'common']);
  const mine = useOfficer().id === account.id;
  return (
    <section className={classes.add} aria-labelledby="account-title">
      <h2 id="account-title" className={classes.title}>
        {t('officers:account', { serviceNumber: account.serviceNumber })}
      </h2>
      <About account={account} mine={mine} />
      {!mine && <FirstPassword account={account} />}
      {mine && <p className={classes.hint}>{t('officers:ownPassword')}</p>}
      <Access account={account} mine={mine} />
    </section>
  );
}

function useAccountCall() {
  const trpc = useTRPC();
  const queries = useQueryClient();
  return {
    /** What every order about an account carries, with an id of its own. */
    on: (account: AccountView) => ({
      commandId: crypto.randomUUID(),
      officerId: account.id,
      basedOn: account.version,
    }),
    saved: (words: string) => {
      showDone(words);
      void queries.invalidateQueries({ queryKey: trpc.officers.pathKey() });
    },
  };
}

function About({ account, mine }: { readonly account: AccountView; readonly mine: boolean }) {
  const { t } = useTranslation(['officers', 'common']);
  const trpc = useTRPC();
  const { on, saved } = useAccountCall();
  const { serviceNumber } = account;
  const form = useForm({
    initialValues: { name: account.name, roles: [...account.roles] as Role[] },
    validate: {
      name: (value) =>
        changeOfficerInput.shape.name.safeParse(value).success ? null : t('common:signIn.nameNeeded'),
      roles: (value) => (value.length > 0 ? null : t('officers:roleNeeded')),
    },
  });
  const change = useMutation(
    trpc.officers.change.mutationOptions({
      onSuccess: () => saved(t('officers:changed', { serviceNumber })),
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((about) => change.mutate({ ...on(account), ...about }))}
    >
      <TextInput label={t('common:signIn.name')} autoComplete="off" {...form.getInputProps('name')} />
      <RolesField {...form.getInputProps('roles')} />
      <p className={classes.hint}>{t(mine ? 'officers:ownRolesHint' : 'officers:rolesHint')}</p>
      <CallFault error={change.error} />
      <Button type="submit" loading={change.isPending}>
        {t('officers:save')}
      </Button>
    </form>
  );
}

function FirstPassword({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation(['officers', 'common']);
  const trpc = useTRPC();
  const { on, saved } = useAccountCall();
  const { serviceNumber } = account;
  const form = useForm({
    initialValues: { password: '' },
    validate: {
      password: (value) =>
        resetPasswordInput.shape.password.safeParse(value).success
          ? null
          : t('common:signIn.passwordShort', { count: 8 }),
    },
  });
  const reset = useMutation(
    trpc.officers.resetPassword.mutationOptions({
      onSuccess: () => {
        saved(t('officers:passwordReset', { serviceNumber }));
        form.reset();
      },
    }),
  );
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((given) => reset.mutate({ ...on(account), ...given }))}
    >
      <PasswordField
        label={t('officers:newFirstPassword')}
        description={t('officers:firstPasswordHint')}
        autoComplete="new-password"
        {...form.getInputProps('password')}
      />
      <CallFault error={reset.error} />
      <Button type="submit" variant="default" loading={reset.isPending}>
        {t('officers:setPassword')}
      </Button>
    </form>
  );
}

/** Taking access away asks once more; giving it back, and letting in who waits, do not. */
function Access({ account, mine }: { readonly account: AccountView; readonly mine: boolean }) {
  const { t } = useTranslation('officers');
  const trpc = useTRPC();
  const { on, saved } = useAccountCall();
  const [sure, setSure] = useState(false);
  const { serviceNumber } = account;
  const deactivate = useMutation(
    trpc.officers.deactivate.mutationOptions({
      onSuccess: () => saved(t('deactivated', { serviceNumber })),
      onSettled: () => setSure(false),
    }),
  );
  const reactivate = useMutation(
    trpc.officers.reactivate.mutationOptions({
      onSuccess: () => saved(t('reactivated', { serviceNumber })),
    }),
  );
  const clear = useMutation(
    trpc.officers.clearGuesses.mutationOptions({
      onSuccess: () => saved(t('cleared', { serviceNumber })),
    }),
  );
  return (
    <div className={classes.form}>
      {account.wrongTries > 0 && (
        <Button variant="default" loading={clear.isPending} onClick={() => clear.mutate(on(account))}>
          {t('clearGuesses', { count: account.wrongTries })}
        </Button>
      )}
      {account.active ? (
        <Button
          color="red"
          variant={sure ? 'filled' : 'default'}
          loading={deactivate.isPending}
          onBlur={() => setSure(false)}
          onClick={() => (sure ? deactivate.mutate(on(account)) : setSure(true))}
        >
          {t(sure ? 'deactivateSure' : 'deactivate')}
        </Button>
      ) : (
        <Button
          variant="default"
          loading={reactivate.isPending}
          onClick={() => reactivate.mutate(on(account))}
        >
          {t('reactivate')}
        </Button>
      )}
      {account.active && <p className={classes.hint}>{t(mine ? 'deactivateOwnHint' : 'deactivateHint')}</p>}
      <CallFault error={deactivate.error ?? reactivate.error ?? clear.error} />
    </div>
  );
}
