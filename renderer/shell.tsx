import { useMutation } from '@tanstack/react-query';
import i18next from 'i18next';
import { Fragment, useEffect, useState } from 'react';
import type { Officer } from '../station/api/views.pure.ts';
import { ArchiveScreen } from './archive/archive-screen.tsx';
import { BookingsScreen } from './bookings/bookings-screen.tsx';
import { ConsoleScreen } from './console/console-screen.tsx';
import { DevicesScreen } from './devices/devices-screen.tsx';
import { HandoverScreen } from './handover/handover-screen.tsx';
import { InboxScreen } from './inbox/inbox-screen.tsx';
import { IncidentsScreen } from './incidents/incidents-screen.tsx';
import { PersonInCargo } from './incidents/person-in-cargo.tsx';
import { OfficersScreen } from './officers/officers-screen.tsx';
import { ReportsScreen } from './reports/reports-screen.tsx';
import classes from './shell.module.css';
import { PasswordDialog } from './sign-in/password-dialog.tsx';
import { useLock } from './sign-in/use-idle-lock.ts';
import { ThroughputScreen } from './throughput/throughput-screen.tsx';
import { TopBar } from './top-bar.tsx';
import { useBindings } from './ui/action-context.tsx';
import { desktop, toggleFullScreen } from './ui/desktop.ts';
import { currentLanguage } from './ui/i18n.ts';
import { KeysSheet } from './ui/keys-sheet.tsx';
import { useLane } from './ui/lane.ts';
import { switchLanguage } from './ui/language-switch.tsx';
import { LiveProvider, useLive } from './ui/live.tsx';
import { OfficerContext, worksAtLane } from './ui/officer.ts';
import { type ScreenName, screensOf } from './ui/screens.ts';
import { openSearch, Search } from './ui/search.tsx';
import { session } from './ui/session.ts';
import { useTRPC } from './ui/station.ts';
import { TrainingBand } from './ui/training-band.tsx';
import { Waiting } from './ui/waiting.tsx';
import { YardScreen } from './yard/yard-screen.tsx';

/** The screens of an officer, under one top bar. */
export function ShellAfterSignIn({ officer }: { readonly officer: Officer }) {
  return (
    <OfficerContext.Provider value={officer}>
      <LiveProvider>
        <Frame officer={officer} />
      </LiveProvider>
    </OfficerContext.Provider>
  );
}

function Frame({ officer }: { readonly officer: Officer }) {
  const [chosen, setScreen] = useState<ScreenName>(() => firstScreenOf(officer));
  // Who has taken the window over may not have the screen that was open.
  const screen = screensOf(officer).some(({ name }) => name === chosen) ? chosen : firstScreenOf(officer);
  const [keysShown, setKeysShown] = useState(false);
  const [wanted, setWanted] = useState<{ visitId: string } | null>(null);
  const [fromArchive, setFromArchive] = useState<{ visitId: string } | null>(null);
  const live = useLive();
  const lane = useLane(live.post);
  const signOut = useSignOut();
  const lock = useLock();
  const [passwordAsked, setPasswordAsked] = useState(false);
  const showVisit = (visitId: string) => {
    setScreen('console');
    setWanted({ visitId });
  };
  const showArchived = (visitId: string) => {
    setScreen('archive');
    setFromArchive({ visitId });
  };
  useRecordedLanguage();

  useBindings({
    search: { enabled: true, run: openSearch },
    showKeys: { enabled: true, run: () => setKeysShown((shown) => !shown) },
    ...Object.fromEntries(
      screensOf(officer).map(({ name, action }) => [action, { enabled: true, run: () => setScreen(name) }]),
    ),
    switchLanguage: { enabled: true, run: () => void switchLanguage() },
    fullScreen: { enabled: true, run: () => void toggleFullScreen() },
    lock: { enabled: true, run: () => lock('unlock') },
    changeOfficer: { enabled: true, run: () => lock('takeOver') },
    changePassword: { enabled: true, run: () => setPasswordAsked(true) },
    signOut: { enabled: true, run: signOut },
    // A browser's window is closed by the browser.
    quit: { enabled: desktop !== null, run: () => void desktop?.quit() },
  });

  return (
    <div className={classes.frame}>
      {live.post?.mode === 'training' && <TrainingBand />}
      <TopBar screen={screen} officer={officer} lane={lane} />
      {live.post === null ? (
        <Waiting failed={live.connection === 'lost'} fault={null} />
      ) : (
        <main className={classes.main}>
          {screen === 'console' && <ConsoleScreen post={live.post} lane={lane.name} wanted={wanted} />}
          {/* What was begun on the others is its officer's alone: the next one starts with nothing of it. */}
          <Fragment key={officer.id}>
            {screen === 'shift' && <ThroughputScreen post={live.post} onVisit={showArchived} />}
            {screen === 'reports' && <ReportsScreen post={live.post} onVisit={showArchived} />}
            {screen === 'handover' && <HandoverScreen post={live.post} />}
            {screen === 'officers' && <OfficersScreen />}
            {screen === 'devices' && <DevicesScreen post={live.post} />}
            {screen === 'bookings' && <BookingsScreen post={live.post} />}
            {screen === 'inbox' && <InboxScreen post={live.post} />}
            {screen === 'archive' && <ArchiveScreen post={live.post} wanted={fromArchive} />}
            {screen === 'yard' && <YardScreen post={live.post} onVisit={showVisit} />}
            {screen === 'incidents' && <IncidentsScreen post={live.post} lane={lane.name} />}
          </Fragment>
        </main>
      )}
      <PersonInCargo lane={lane.name} />
      <PasswordDialog opened={passwordAsked} onClose={() => setPasswordAsked(false)} />
      <KeysSheet opened={keysShown} onClose={() => setKeysShown(false)} />
      <Search onVisit={showVisit} onArchived={showArchived} />
    </div>
  );
}

function firstScreenOf(officer: Officer): ScreenName {
  return worksAtLane(officer) || !officer.roles.includes('administrator') ? 'console' : 'officers';
}

function useSignOut(): () => void {
  const trpc = useTRPC();
  const signOut = useMutation(trpc.session.signOut.mutationOptions());
  // The window forgets the session even when the station cannot be told.
  return () => signOut.mutate(undefined, { onSettled: () => session.end() });
}

/** Keeps the station's record of the officer's language with what the officer chose on screen. */
function useRecordedLanguage(): void {
  const trpc = useTRPC();
  const { mutate } = useMutation(trpc.session.setLanguage.mutationOptions());
  useEffect(() => {
    const record = () => mutate({ language: currentLanguage() });
    i18next.on('languageChanged', record);
    return () => i18next.off('languageChanged', record);
  }, [mutate]);
}
