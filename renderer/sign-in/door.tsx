import { useQuery } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { ShellAfterSignIn } from '../shell.tsx';
import { faultOf } from '../ui/fault.ts';
import { changeLanguage, hasChosenLanguage } from '../ui/i18n.ts';
import { session } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import { FirstRun } from './first-run.tsx';
import { Gate } from './gate.tsx';
import { SignIn } from './sign-in.tsx';

/** Who is at the window: nobody yet, nobody ever, or an officer, who gets the screens. */
export function Door({ signedIn }: { readonly signedIn: boolean }) {
  return signedIn ? <WithOfficer /> : <Outside />;
}

function Outside() {
  const { t } = useTranslation();
  const trpc = useTRPC();
  const hello = useQuery(trpc.session.hello.queryOptions(undefined, { refetchInterval: retryWhenFailed }));
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
  const me = useQuery(trpc.session.me.queryOptions(undefined, { refetchInterval: retryWhenFailed }));
  const over = me.isError && faultOf(me.error).code === 'SIGN_IN_NEEDED';
  useEffect(() => {
    if (over) session.end();
  }, [over]);
  const language = me.data?.language;
  useEffect(() => {
    if (language !== undefined && !hasChosenLanguage()) void changeLanguage(language);
  }, [language]);
  if (me.data === undefined) {
    return (
      <Gate title={t('product')}>
        <Waiting failed={me.isError} fault={me.error} />
      </Gate>
    );
  }
  return <ShellAfterSignIn officer={me.data} />;
}

function retryWhenFailed(query: { state: { status: string } }): number | false {
  return query.state.status === 'success' ? false : 2_000;
}
