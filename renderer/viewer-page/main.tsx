import '../ui/zod-without-eval.ts';
import '@mantine/core/styles.css';
import '../ui/theme.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { styleNonce } from '../../station/http/style-nonce.pure.ts';
import { ActionProvider } from '../ui/action-context.tsx';
import { startLanguage } from '../ui/i18n.ts';
import { theme } from '../ui/theme.ts';
import { ViewerPage } from './viewer-page.tsx';

const queries = new QueryClient({ defaultOptions: { queries: { networkMode: 'always', retry: false } } });

await startLanguage();
createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      getStyleNonce={() => styleNonce(document)}
      forceColorScheme="dark"
      withCssVariables={false}
      withGlobalClasses={false}
    >
      <QueryClientProvider client={queries}>
        <ActionProvider>
          <ViewerPage />
        </ActionProvider>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
