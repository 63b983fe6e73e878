import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAllBindings } from './action-context.tsx';
import { actions, keysOf } from './actions.ts';
import { readablePlate } from './format.ts';
import { KeyCap } from './key-cap.tsx';
import classes from './search.module.css';
import { useTRPC } from './station.ts';

export function openSearch(): void {
  spotlight.open();
}

/** Before anything is typed: enough to see that trucks are found here, few enough to see the actions too. */
const fewVisits = 5;

/** Finds any action that can be done now, and any open visit by plate, container or goods. */
export function Search({ onVisit }: { readonly onVisit: (visitId: string) => void }) {
  const { t } = useTranslation(['keys', 'common']);
  const trpc = useTRPC();
  const bindings = useAllBindings();
  const [query, setQuery] = useState('');
  const visits = useQuery(trpc.visits.open.queryOptions());

  const found: SpotlightActionGroupData[] = [
    {
      group: t('keys:search.visits'),
      actions: (visits.data ?? []).slice(0, query === '' ? fewVisits : undefined).map((visit) => ({
        id: visit.id,
        label: readablePlate(visit.truck.plate),
        description: [t(`common:states.${visit.state}`), visit.truck.container, visit.truck.goods]
          .filter(Boolean)
          .join(' · '),
        keywords: [visit.truck.plate, visit.truck.trailerPlate ?? '', visit.truck.container ?? ''],
        onClick: () => onVisit(visit.id),
      })),
    },
    {
      group: t('keys:search.actions'),
      actions: actions
        .filter(({ id }) => id !== 'search' && bindings[id]?.enabled)
        .map(({ id }) => ({
          id,
          label: t(`keys:actions.${id}`),
          rightSection: <KeyCap name={keysOf(id)[0] ?? ''} />,
          onClick: () => bindings[id]?.run(),
        })),
    },
  ];

  return (
    <Spotlight
      actions={found}
      shortcut={null}
      query={query}
      onQueryChange={setQuery}
      limit={40}
      scrollable
      maxHeight="60vh"
      lockScroll={false}
      // The training band stays in sight, above and unblurred.
      zIndex={300}
      overlayProps={{ blur: 0, backgroundOpacity: 0.6 }}
      classNames={{ content: classes.content ?? '' }}
      transitionProps={{ duration: 0 }}
      nothingFound={t('keys:search.nothing')}
      searchProps={{ placeholder: t('keys:search.placeholder'), 'aria-label': t('keys:search.placeholder') }}
    />
  );
}
