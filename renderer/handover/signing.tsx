import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { type HandoverView, signingSides } from '../../station/api/handover-views.pure.ts';
import { CredentialsForm } from '../sign-in/credentials-form.tsx';
import { timeOfDay } from '../ui/format.ts';
import { StateShape } from '../ui/icons.tsx';
import { KeyCap } from '../ui/key-cap.tsx';
import { showDone } from '../ui/notices.ts';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';
import classes from './handover-screen.module.css';

/** Both signatures of a sheet: who hands over first, then who takes over, each with number and password. */
export function Signing({ handover, zone }: { readonly handover: HandoverView; readonly zone: string }) {
  const { t } = useTranslation('handover');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const maySign = worksAtLane(useOfficer());
  const turn = signingSides.find((side) => handover[side] === null);
  const { id: handoverId, sha256, sheet } = handover;
  return signingSides.map((side) => {
    const signature = handover[side];
    return (
      <section key={side} className={classes.card} aria-label={t(`sides.${side}`)}>
        <h2 className={classes.title}>{t(`sides.${side}`)}</h2>
        {signature ? (
          <p className={classes.signed}>
            <StateShape shape="disc" />
            {t('signed', { by: signature.serviceNumber, at: timeOfDay(signature.at, zone) })}
          </p>
        ) : (
          <p className={classes.hint}>{turn === side ? t('unsigned') : t('waitsOutgoing')}</p>
        )}
        {turn === side && maySign && (
          <CredentialsForm
            submit={
              <>
                <KeyCap name="Enter" /> {t('sign')}
              </>
            }
            call={{
              mutationFn: (given) => {
                const commandId = crypto.randomUUID();
                return client.handover.sign.mutate({ commandId, handoverId, sha256, side, ...given });
              },
              onSuccess: () => {
                if (side === 'incoming') showDone(t('done', { name: sheet.shift.name }));
                void queries.invalidateQueries({ queryKey: trpc.handover.pathKey() });
              },
            }}
          />
        )}
      </section>
    );
  });
}
