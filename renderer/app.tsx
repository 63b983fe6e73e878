import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { styleNonce } from '../station/http/style-nonce.pure.ts';
import classes from './app.module.css';
import { Door } from './sign-in/door.tsx';
import { ActionProvider } from './ui/action-context.tsx';
import { useStationRestarts } from './ui/desktop.ts';
import { useSessionToken } from './ui/session.ts';
import { createStationClient, TRPCProvider } from './ui/station.ts';
import { theme } from './ui/theme.ts';

/** The whole screen: who is there, then the work. */
export function App() {
  useStationRestarts();
  return (
    <MantineProvider
      theme={theme}
      getStyleNonce={() => styleNonce(document)}
      forceColorScheme="dark"
      // The variables are in ui/theme.css, so that the page has its colours before any code runs.
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <Notifications position="bottom-center" limit={3} className={classes.notices ?? ''} />
      <ActionProvider>
        <OfOneOfficer />
      </ActionProvider>
    </MantineProvider>
  );
}

// A new officer starts with nothing of the one before: neither cached answers nor an open stream.
function OfOneOfficer() {
  const token = useSessionToken();
  const { client, queries } = useMemo(
    () => ({ token, client: createStationClient(), queries: createQueries() }),
    [token],
  );
  return (
    <QueryClientProvider client={queries} key={token}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        <Door signedIn={token !== null} />
      </TRPCProvider>
    </QueryClientProvider>
  );
}

function createQueries(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // The station is on this machine: `navigator.onLine` says nothing about it.
      queries: { networkMode: 'always', staleTime: 1_000, retry: 1, retryDelay: 500 },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
