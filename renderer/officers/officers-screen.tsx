import { useQuery } from '@tanstack/react-query';
import { type ReactNode, type Ref, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { useTranslation } from 'react-i18next';
import type { AccountView } from '../../station/api/officer-operations.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { dayAndTime } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { moveInList } from '../ui/list-keys.ts';
import { useLive } from '../ui/live.tsx';
import { useOfficer } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { useEscape } from '../ui/use-escape.ts';
import { Waiting } from '../ui/waiting.tsx';
import { AccountDetail } from './account-detail.tsx';
import { AddOfficer } from './add-officer.tsx';
import classes from './officers-screen.module.css';

/** Who may work at this post, and what becomes of their accounts; for administrators. */
export function OfficersScreen() {
  const { t } = useTranslation('officers');
  const trpc = useTRPC();
  // Waits after wrong passwords run down, and people come and go.
  const officers = useQuery(trpc.officers.list.queryOptions(undefined, { refetchInterval: 5_000 }));
  const [chosenId, choose] = useState<string | null>(null);
  const list = useRef<HTMLTableSectionElement>(null);
  const firstField = useRef<HTMLInputElement>(null);
  const all = officers.data ?? [];
  const chosen = all.find(({ id }) => id === chosenId) ?? null;
  const back = () => {
    choose(null);
    list.current?.querySelector<HTMLElement>('[tabindex="0"]')?.focus();
  };
  const add = () => {
    flushSync(() => choose(null));
    firstField.current?.focus();
  };
  useBindings({ addOfficer: { enabled: true, run: add } });
  return (
    <div className={classes.screen}>
      <section className={classes.list} aria-labelledby="officers-title">
        <header className={classes.head}>
          <h1 id="officers-title" className={classes.title}>
            {t('title')}
          </h1>
          <ActionButton action="addOfficer" />
        </header>
        {officers.data ? (
          <Accounts ref={list} accounts={all} chosen={chosen} onChoose={choose} />
        ) : (
          <Waiting failed={officers.isError} fault={officers.error} />
        )}
        <p className={classes.hint}>{t('hint')}</p>
      </section>
      {chosen ? (
        <ClosedByEscape onClose={back}>
          <AccountDetail key={chosen.id} account={chosen} />
        </ClosedByEscape>
      ) : (
        <AddOfficer firstField={firstField} />
      )}
    </div>
  );
}

function ClosedByEscape(props: { readonly onClose: () => void; readonly children: ReactNode }) {
  useEscape(props.onClose);
  return props.children;
}

function Accounts(props: {
  readonly ref: Ref<HTMLTableSectionElement>;
  readonly accounts: readonly AccountView[];
  readonly chosen: AccountView | null;
  readonly onChoose: (id: string) => void;
}) {
  const { t, i18n } = useTranslation(['officers', 'common']);
  const { accounts, chosen, onChoose } = props;
  const zone = useLive().post?.timeZone ?? 'UTC';
  const me = useOfficer();
  const reached = chosen?.id ?? accounts[0]?.id;
  return (
    <table className={classes.table}>
      <thead>
        <tr>
          <th scope="col">{t('common:signIn.serviceNumber')}</th>
          <th scope="col">{t('common:signIn.name')}</th>
          <th scope="col">{t('officers:roles')}</th>
          <th scope="col">{t('officers:access')}</th>
          <th scope="col">{t('officers:lastSeen')}</th>
        </tr>
      </thead>
      <tbody
        ref={props.ref}
        onKeyDown={(event) =>
          moveInList(
            event,
            accounts.map(({ id }) => id),
            chosen?.id ?? null,
            onChoose,
          )
        }
      >
        {accounts.map((account) => (
          <tr
            key={account.id}
            data-row={account.id}
            data-testid={`account-${account.serviceNumber}`}
            aria-selected={account.id === chosen?.id}
            data-off={!account.active || undefined}
            tabIndex={account.id === reached ? 0 : -1}
            onClick={() => onChoose(account.id)}
            onKeyDown={(event) => {
              if (event.key !== 'Enter' && event.key !== ' ') return;
              event.preventDefault();
              onChoose(account.id);
            }}
          >
            <td>
              <strong data-untranslated>{account.serviceNumber}</strong>
            </td>
            <td>
              <span data-untranslated>{account.name}</span>
              {account.id === me.id && <span className={classes.you}> {t('officers:you')}</span>}
            </td>
            <td>{account.roles.map((role) => t(`common:roles.${role}`)).join(', ')}</td>
            <td>
              <AccessState account={account} />
            </td>
            <td>
              {account.signedInAt === null
                ? t('officers:never')
                : dayAndTime(account.signedInAt, zone, i18n.language)}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** Whether the officer can come in, and if not, why. */
export function AccessState({ account }: { readonly account: AccountView }) {
  const { t } = useTranslation('officers');
  const [tone, shape, words] = accessOf(account);
  return (
    <span className={classes.access} data-tone={tone}>
      <StateShape shape={shape} />
      {t(`states.${words}`, { count: account.waitSeconds })}
    </span>
  );
}

function accessOf({ active, waitSeconds, firstPassword }: AccountView) {
  if (!active) return ['dim', 'ring', 'inactive'] as const;
  if (waitSeconds > 0) return ['red', 'octagon', 'waits'] as const;
  if (firstPassword) return ['amber', 'triangle', 'firstPassword'] as const;
  return ['dim', 'disc', 'active'] as const;
}
