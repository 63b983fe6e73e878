import { Dropzone } from '@mantine/dropzone';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { DateTime } from 'luxon';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { BookingList as Listed } from '../../station/api/booking-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { ArriveDialog } from '../arrive/arrive-dialog.tsx';
import type { Arriving } from '../arrive/arriving.ts';
import { useVisitCommands } from '../console/use-visit-commands.ts';
import { ActionButton } from '../ui/action-button.tsx';
import { useBindings } from '../ui/action-context.tsx';
import { useOfficer, worksAtLane } from '../ui/officer.ts';
import { useTRPC } from '../ui/station.ts';
import { useStationSecond } from '../ui/station-clock.ts';
import { Waiting } from '../ui/waiting.tsx';
import { BookingAsk, type BookingQuestion } from './booking-ask.tsx';
import { BookingDetail } from './booking-detail.tsx';
import { BookingTable } from './booking-table.tsx';
import classes from './bookings.module.css';
import { ImportPanel } from './import-panel.tsx';
import { ImportsList } from './imports-list.tsx';
import { useImport } from './use-import.ts';

/** The bookings of a day or a week, and the lists they come from: dropped onto this screen or chosen. */
export function BookingsScreen({ post }: { readonly post: PostView }) {
  const { t, i18n } = useTranslation('bookings');
  const trpc = useTRPC();
  const works = worksAtLane(useOfficer());
  const now = useStationSecond();
  const zone = post.timeZone;
  const [day, setDay] = useState(0);
  const [days, setDays] = useState(1);
  const [text, setText] = useState('');
  const [all, setAll] = useState(false);
  const [chosen, setChosen] = useState<string | null>(null);
  const [question, setQuestion] = useState<BookingQuestion | null>(null);
  const [arriving, setArriving] = useState<Arriving | null>(null);
  const commands = useVisitCommands();
  const taking = useImport();
  const chooser = useRef<HTMLInputElement>(null);

  const today = DateTime.fromMillis(Number.isNaN(now) ? Date.parse(post.now) : now, { zone }).startOf('day');
  const from = today.plus({ days: day });
  const to = from.plus({ days });
  const asked = { from: iso(from), to: iso(to), text, all };
  const list = useQuery(
    trpc.bookings.list.queryOptions(asked, { placeholderData: keepPreviousData, refetchInterval: 30_000 }),
  );
  const listed = list.data as Listed | undefined;
  const visits = listed?.visits ?? [];
  const visit = visits.find(({ id }) => id === chosen) ?? null;
  const booked = works && visit?.state === 'booked' && taking.opened === null;
  const ask = (kind: BookingQuestion['kind']) => () => visit && setQuestion({ kind, visitId: visit.id });
  const done = () => void list.refetch();

  useBindings({
    importBookings: { enabled: works && !taking.busy, run: () => chooser.current?.click() },
    book: { enabled: works, run: () => setArriving({ kind: 'book' }) },
    arriveBooked: {
      enabled: booked && !commands.busy,
      run: () => visit && void commands.arriveBooked(visit).then(done),
    },
    correct: {
      enabled: works && visit !== null && taking.opened === null && !isOver(visit.state),
      run: () => visit && setArriving({ kind: 'correct', visit }),
    },
    rebook: { enabled: booked, run: ask('rebook') },
    noShow: { enabled: booked, run: ask('noShow') },
    cancel: { enabled: booked, run: ask('cancel') },
  });

  return (
    <div className={classes.screen}>
      <input
        ref={chooser}
        type="file"
        hidden
        accept=".csv,.txt,.tsv,.xlsx,.json"
        data-testid="bookings-file"
        onChange={(event) => {
          const [file] = event.currentTarget.files ?? [];
          event.currentTarget.value = '';
          if (file) taking.open(file);
        }}
      />
      {works && (
        <Dropzone.FullScreen
          active
          multiple={false}
          onDrop={([file]) => file && taking.open(file)}
          loading={taking.busy}
          inputProps={{ 'aria-label': t('import.dropHere') }}
          className={classes.drop ?? ''}
        >
          <p className={classes.dropHere}>{t('import.dropHere')}</p>
        </Dropzone.FullScreen>
      )}
      {taking.opened !== null ? (
        <ImportPanel taking={taking} opened={taking.opened} zone={zone} />
      ) : (
        <>
          <section className={classes.list} aria-label={t('title')}>
            <header className={classes.head}>
              <h1 className={classes.title}>{t('title')}</h1>
              <div className={classes.days}>
                <button
                  type="button"
                  className={classes.small}
                  onClick={() => setDay(day - 1)}
                  aria-label={t('earlier')}
                >
                  ◀
                </button>
                <button type="button" className={classes.small} onClick={() => setDay(0)}>
                  {t('today')}
                </button>
                <button
                  type="button"
                  className={classes.small}
                  onClick={() => setDay(day + 1)}
                  aria-label={t('later')}
                >
                  ▶
                </button>
                <strong className={classes.day} data-untranslated>
                  {from.setLocale(i18n.language).toFormat('ccc d LLL yyyy')}
                  {days > 1 && ` – ${to.minus({ days: 1 }).setLocale(i18n.language).toFormat('ccc d LLL')}`}
                </strong>
                <label className={classes.option}>
                  <input type="checkbox" checked={days > 1} onChange={() => setDays(days > 1 ? 1 : 7)} />
                  {t('week')}
                </label>
                <label className={classes.option}>
                  <input type="checkbox" checked={all} onChange={() => setAll(!all)} />
                  {t('all')}
                </label>
              </div>
              <input
                className={classes.search}
                type="search"
                value={text}
                placeholder={t('search')}
                aria-label={t('search')}
                onChange={(event) => setText(event.currentTarget.value)}
              />
            </header>
            {listed === undefined && <Waiting failed={list.isError} fault={list.error} />}
            {listed !== undefined && (
              <BookingTable
                visits={visits}
                zone={zone}
                now={now}
                overdueMinutes={listed.overdueMinutes}
                more={listed.more}
                chosenId={visit?.id ?? null}
                searched={text !== ''}
                onChoose={setChosen}
                onDay={(step) => setDay(day + step)}
              />
            )}
          </section>
          <aside className={classes.side}>
            {visit !== null && <BookingDetail visit={visit} zone={zone} />}
            {visit !== null && question?.visitId === visit.id ? (
              <BookingAsk
                key={`${question.kind} ${visit.id}`}
                question={question}
                visit={visit}
                zone={zone}
                commands={commands}
                onDone={() => {
                  setQuestion(null);
                  done();
                }}
                onClose={() => setQuestion(null)}
              />
            ) : (
              <div className={classes.actions}>
                {booked && (
                  <>
                    <ActionButton action="arriveBooked" tone="main" />
                    <ActionButton action="rebook" />
                    <ActionButton action="correct" />
                    <ActionButton action="noShow" />
                    <ActionButton action="cancel" />
                  </>
                )}
                <ActionButton action="book" />
                <ActionButton action="importBookings" />
              </div>
            )}
            <ImportsList zone={zone} folder={listed?.folder ?? null} newest={taking.report} />
          </aside>
        </>
      )}
      <ArriveDialog
        arriving={arriving}
        zone={zone}
        onClose={() => {
          setArriving(null);
          done();
        }}
      />
    </div>
  );
}

function iso(at: DateTime): string {
  return at.toUTC().toISO() ?? '';
}

function isOver(state: string): boolean {
  return state === 'departed' || state === 'no-show' || state === 'cancelled';
}
