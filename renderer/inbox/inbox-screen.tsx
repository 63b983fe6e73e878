import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { PostView, VisitView } from '../../station/api/views.pure.ts';
import { mismatch } from '../console/reading-rules.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { readablePlate } from '../ui/format.ts';
import { showDone, showFault } from '../ui/notices.ts';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC, useTRPCClient } from '../ui/station.ts';
import { Waiting } from '../ui/waiting.tsx';
import { Candidates } from './candidates.tsx';
import { candidatesFor, type Thing } from './inbox-rules.ts';
import classes from './inbox-screen.module.css';
import { Refusals } from './refusals.tsx';
import { SetAside } from './set-aside.tsx';
import { ThingDetail } from './thing-detail.tsx';
import { ThingList } from './thing-list.tsx';
import { useInbox } from './use-inbox.ts';

/** What came without a truck: an officer says whose it is, or sets it aside with a reason. */
export function InboxScreen({ post }: { readonly post: PostView }) {
  const { t } = useTranslation('inbox');
  const trpc = useTRPC();
  const works = worksAtLane(useOfficer());
  const { things, loaded, fault } = useInbox();
  const visits = useQuery(trpc.visits.open.queryOptions());
  const [chosenThing, setChosenThing] = useState<string | null>(null);
  const [chosenVisit, setChosenVisit] = useState<string | null>(null);
  const [asking, setAsking] = useState(false);
  const settle = useSettle();

  const thing = things.find(({ id }) => id === chosenThing) ?? things[0] ?? null;
  const candidates = thing ? candidatesFor(thing, visits.data ?? []) : [];
  const visit = candidates.find(({ id }) => id === chosenVisit) ?? candidates[0] ?? null;
  const choose = (id: string) => {
    setChosenThing(id);
    setChosenVisit(null);
    setAsking(false);
  };
  const match = () => {
    if (thing && visit) void settle.match(thing, visit).then((done) => done && setChosenVisit(null));
  };
  useBindings({
    match: { enabled: works && visit !== null && !settle.busy && !asking, run: match },
    setAside: { enabled: works && thing !== null && !settle.busy, run: () => setAsking(true) },
  });

  return (
    <div className={classes.screen}>
      <section className={classes.left} aria-label={t('title')}>
        <header className={classes.head}>
          <h1 className={classes.title}>{t('title')}</h1>
          <p className={classes.hint}>{t('hint')}</p>
        </header>
        {!loaded && <Waiting failed={fault !== null} fault={fault} />}
        {loaded && things.length === 0 && (
          <div className={classes.empty} data-testid="inbox-empty">
            <p>{t('empty.title')}</p>
            <p>{t('empty.what')}</p>
          </div>
        )}
        {things.length > 0 && (
          <ThingList things={things} zone={post.timeZone} shownId={thing?.id ?? null} onChoose={choose} />
        )}
        <Refusals zone={post.timeZone} />
      </section>
      {thing && (
        <>
          <ThingDetail key={thing.id} thing={thing} zone={post.timeZone} />
          <section className={classes.right} aria-label={t('candidates.title')}>
            <Candidates
              thing={thing}
              candidates={candidates}
              shownId={visit?.id ?? null}
              onChoose={setChosenVisit}
              onMatch={match}
            />
            <div className={classes.actions}>
              {asking ? (
                <SetAside
                  key={thing.id}
                  thing={thing}
                  busy={settle.busy}
                  onReason={(reason) =>
                    void settle.setAside(thing, reason).then((done) => done && setAsking(false))
                  }
                  onClose={() => setAsking(false)}
                />
              ) : (
                <>
                  {visit && <WillBe thing={thing} visit={visit} />}
                  <ActionButton action="match" size="decision" tone="main" />
                  <ActionButton action="setAside" />
                </>
              )}
            </div>
          </section>
        </>
      )}
    </div>
  );
}

/** What will be recorded, before it is. */
function WillBe({ thing, visit }: { readonly thing: Thing; readonly visit: VisitView }) {
  const { t } = useTranslation('inbox');
  const right = correction(thing, visit);
  return (
    <p className={classes.hint}>
      {t('willBe', { plate: readablePlate(visit.truck.plate) })}
      {right !== null && ` ${t('corrects', { plate: readablePlate(right) })}`}
    </p>
  );
}

/** The plate of the truck, where the reader read another: whoever matches it says that it was misread. */
function correction(thing: Thing, visit: VisitView): string | null {
  if (thing.kind !== 'reading' || thing.reading.kind !== 'plate') return null;
  return mismatch(thing.reading.plateRead, visit.truck).plate ? visit.truck.plate : null;
}

function useSettle() {
  const { t } = useTranslation('inbox');
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queries = useQueryClient();
  const { mutateAsync, isPending } = useMutation({
    mutationFn: (ask: () => Promise<unknown>) => ask(),
    onError: showFault,
    onSettled: () => {
      for (const key of [trpc.readings.pathKey(), trpc.images.pathKey(), trpc.visits.pathKey()]) {
        void queries.invalidateQueries({ queryKey: key });
      }
    },
  });
  /** Whether the station took it; what it refused was shown. */
  const run = (ask: () => Promise<unknown>, done: string): Promise<boolean> =>
    mutateAsync(ask).then(
      () => {
        showDone(done);
        return true;
      },
      () => false,
    );
  const commandId = () => crypto.randomUUID();
  return {
    busy: isPending,
    match: (thing: Thing, visit: VisitView) => {
      const plate = correction(thing, visit);
      const ids = { commandId: commandId(), visitId: visit.id };
      return run(
        () =>
          thing.kind === 'image'
            ? client.images.match.mutate({ ...ids, imageId: thing.image.id })
            : client.readings.attach.mutate({
                ...ids,
                readingId: thing.reading.id,
                ...(plate !== null && { plate }),
              }),
        t('matched', { plate: readablePlate(visit.truck.plate) }),
      );
    },
    setAside: (thing: Thing, reason: string) => {
      const of = { commandId: commandId(), reason };
      return run(
        () =>
          thing.kind === 'image'
            ? client.images.setAside.mutate({ ...of, imageId: thing.image.id })
            : client.readings.dismiss.mutate({ ...of, readingId: thing.reading.id }),
        t('aside'),
      );
    },
  };
}
