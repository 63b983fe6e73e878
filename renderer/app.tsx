import { MantineProvider } from '@mantine/core';
import { Notifications } from '@mantine/notifications';
import { QueryClientProvider } from '@tanstack/react-query';
import { useMemo } from 'react';
import { styleNonce } from '../station/http/style-nonce.pure.ts';
import classes from './app.module.css';
import { Door } from './sign-in/door.tsx';
import { ActionProvider } from './ui/action-context.tsx';
import { useStationRestarts } from './ui/desktop.ts';
import { createQueries } from './ui/queries.ts';
import { useSession } from './ui/session.ts';
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
        <OfOneSitting />
      </ActionProvider>
    </MantineProvider>
  );
}

// Who comes to an empty window starts with nothing of the one before: neither cached answers nor an open stream.
// Who takes a window over finds it as it was left (sign-in/cover.tsx).
function OfOneSitting() {
  const { token, sitting } = useSession();
  const { client, queries } = useMemo(
    () => ({ sitting, client: createStationClient(), queries: createQueries() }),
    [sitting],
  );
  return (
    <QueryClientProvider client={queries} key={sitting}>
      <TRPCProvider trpcClient={client} queryClient={queries}>
        <Door signedIn={token !== null} />
      </TRPCProvider>
    </QueryClientProvider>
  );
}
