import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect } from 'react';
import { createPortal } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { SessionView } from '../../station/api/officer-operations.ts';
import type { Officer } from '../../station/api/views.pure.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { forgetTheOfficerBefore } from '../ui/queries.ts';
import { type CoverKind, session } from '../ui/session.ts';
import { useTRPC } from '../ui/station.ts';
import classes from './cover.module.css';
import { CredentialsForm } from './credentials-form.tsx';
import { Gate } from './gate.tsx';
import { NewPasswordForm } from './new-password-form.tsx';
import { UnlockForm } from './unlock-form.tsx';
import { useHello } from './use-hello.ts';

/**
 * Over everything: nothing beneath can be read, heard by a screen reader or reached by a key, and all of it stays as it is
 * (`ui/theme.css`, `ui/action-context.tsx`).
 */
export function Cover({ kind, officer }: { readonly kind: CoverKind; readonly officer: Officer }) {
  const { t } = useTranslation('access');
  const trpc = useTRPC();
  const queries = useQueryClient();
  const hello = useHello().data;
  useLayoutEffect(() => {
    document.documentElement.dataset.covered = '';
    return () => {
      delete document.documentElement.dataset.covered;
      session.returnFocus();
    };
  }, []);
  useBindings(
    kind === 'firstPassword'
      ? { signOut: { enabled: true, run: () => session.end() } }
      : {
          lock: { enabled: kind === 'takeOver', run: () => session.cover('unlock') },
          changeOfficer: { enabled: kind === 'unlock', run: () => session.cover('takeOver') },
        },
  );

  const goOn = (view: SessionView) => {
    const { officer: who, state, idleMs } = view;
    queries.setQueryData(trpc.session.me.queryKey(), {
      officer: { ...who, roles: [...who.roles] },
      state,
      idleMs,
    });
    if (state === 'first-password') session.cover('firstPassword');
    else {
      session.uncover();
      void queries.invalidateQueries();
    }
  };
  const { serviceNumber, name } = officer;
  return createPortal(
    <div
      className={classes.cover}
      data-cover={kind}
      role="dialog"
      aria-modal="true"
      aria-labelledby="gate-title"
    >
      <Gate
        title={t(`cover.${kind}.title`)}
        {...(hello && { post: hello.post.name, version: hello.version, training: hello.mode === 'training' })}
      >
        <p className={classes.lead}>{t(`cover.${kind}.lead`, { serviceNumber, name })}</p>
        {kind === 'unlock' && (
          <>
            <UnlockForm onDone={goOn} />
            <ActionButton action="changeOfficer" className={classes.other} />
          </>
        )}
        {kind === 'takeOver' && (
          <>
            <CredentialsForm
              submit={t('cover.takeOver.enter')}
              call={trpc.session.takeOver.mutationOptions({
                onSuccess: (taken) => {
                  session.continueAs(taken.session);
                  if (taken.officer.id !== officer.id) forgetTheOfficerBefore(queries);
                  goOn(taken);
                },
              })}
            />
            <ActionButton action="lock" className={classes.other} />
          </>
        )}
        {kind === 'firstPassword' && (
          <>
            <NewPasswordForm submit={t('cover.firstPassword.enter')} onDone={goOn} />
            <ActionButton action="signOut" className={classes.other} />
          </>
        )}
      </Gate>
    </div>,
    document.body,
  );
}
