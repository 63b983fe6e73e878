import { useTranslation } from 'react-i18next';
import type { Hello } from '../../station/api/operations.ts';
import { session } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import { CredentialsForm } from './credentials-form.tsx';
import classes from './gate.module.css';
import { Gate } from './gate.tsx';

/** Service number and password of an officer who has an account. */
export function SignIn({ hello }: { readonly hello: Hello }) {
  const { t } = useTranslation();
  const trpc = useTRPC();
  return (
    <Gate
      title={t('signIn.title')}
      post={hello.post.name}
      version={hello.version}
      training={hello.mode === 'training'}
    >
      <p className={classes.lead}>{t('signIn.lead')}</p>
      <CredentialsForm
        submit={t('signIn.enter')}
        call={trpc.session.signIn.mutationOptions({
          onSuccess: (signedIn) => session.begin(signedIn.session),
        })}
      />
    </Gate>
  );
}
