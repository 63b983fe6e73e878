import { useQuery } from '@tanstack/react-query';
import { useEffect, useLayoutEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ShellAfterSignIn } from '../shell.tsx';
import { faultOf } from '../ui/fault.ts';
import { changeLanguage, hasChosenLanguage } from '../ui/i18n.ts';
import { session, useSession } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Cover } from './cover.tsx';
import { FirstRun } from './first-run.tsx';
import { Gate } from './gate.tsx';
import { SignIn } from './sign-in.tsx';
import { useHello } from './use-hello.ts';
import { useIdleLock } from './use-idle-lock.ts';

/** Who is at the window: nobody yet, nobody ever, or an officer, who gets the screens. */
export function Door({ signedIn }: { readonly signedIn: boolean }) {
  return signedIn ? <WithOfficer /> : <Outside />;
}

function Outside() {
  const { t } = useTranslation();
  const hello = useHello();
  if (hello.data === undefined) {
    return (
      <Gate title={t('product')}>
        <Waiting failed={hello.isError} fault={hello.error} />
      </Gate>
    );
  }
  return hello.data.firstRun ? <FirstRun hello={hello.data} /> : <SignIn hello={hello.data} />;
}

function WithOfficer() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const { cover } = useSession();
  const me = useQuery(
    trpc.session.me.queryOptions(undefined, { networkMode: 'always', refetchInterval: retryWhenFailed }),
  );
  const over = me.isError && faultOf(me.error).code === 'SIGN_IN_NEEDED';
  useEffect(() => {
    if (over) session.end();
  }, [over]);
  const language = me.data?.officer.language;
  useEffect(() => {
    if (language !== undefined && !hasChosenLanguage()) void changeLanguage(language);
  }, [language]);
  const state = me.data?.state;
  // Before anything of it is painted, or asks the station for something.
  useLayoutEffect(() => {
    if (state === 'locked') session.cover('unlock');
    if (state === 'first-password') session.cover('firstPassword');
  }, [state]);
  useIdleLock(me.data?.idleMs ?? null);
  if (me.data === undefined) {
    return (
      <Gate title={t('product')}>
        <Waiting failed={me.isError} fault={me.error} />
      </Gate>
    );
  }
  return (
    <>
      <ShellAfterSignIn officer={me.data.officer} />
      {cover !== null && <Cover kind={cover} officer={me.data.officer} />}
    </>
  );
}

function retryWhenFailed(query: { state: { status: string } }): number | false {
  return query.state.status === 'success' ? false : 2_000;
}
