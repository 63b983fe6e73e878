import { Spotlight, type SpotlightActionGroupData, spotlight } from '@mantine/spotlight';
import { keepPreviousData, skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useAllBindings } from './action-context.tsx';
import { actions, keysOf } from './actions.ts';
import { focusAtOnce } from './focus-at-once.ts';
import { dayAndTime, readablePlate } from './format.ts';
import { KeyCap } from './key-cap.tsx';
import { useLive } from './live.tsx';
import classes from './search.module.css';
import { useTRPC } from './station.ts';

export function openSearch(): void {
  spotlight.open();
}

/** Before anything is typed: enough to see that trucks are found here, few enough to see the actions too. */
const fewVisits = 5;

/** Of those that have left: whoever looks for more opens the archive. */
const fewArchived = 8;

/** Finds any action that can be done now, any open visit, and any of the past, by plate, container or goods. */
export function Search(props: {
  readonly onVisit: (visitId: string) => void;
  readonly onArchived: (visitId: string) => void;
}) {
  const { t, i18n } = useTranslation(['keys', 'common']);
  const { post } = useLive();
  const trpc = useTRPC();
  const bindings = useAllBindings();
  const [query, setQuery] = useState('');
  const visits = useQuery(trpc.visits.open.queryOptions());
  const words = query.trim();
  const archived = useQuery(
    trpc.archive.search.queryOptions(
      words.length < 2 ? skipToken : { text: words.slice(0, 200), limit: fewArchived },
      {
        placeholderData: keepPreviousData,
      },
    ),
  );
  const open = new Set(visits.data?.map(({ id }) => id));
  const said = words.length < 2 ? [] : (archived.data?.visits ?? []);
  const past = said.filter(({ id }) => !open.has(id));
  const byWords = new Set(said.map(({ id }) => id));

  const found: SpotlightActionGroupData[] = [
    {
      group: t('keys:search.visits'),
      actions: (visits.data ?? []).slice(0, query === '' ? fewVisits : undefined).map((visit) => ({
        id: visit.id,
        label: readablePlate(visit.truck.plate),
        description: [t(`common:states.${visit.state}`), visit.truck.container, visit.truck.goods]
          .filter(Boolean)
          .join(' · '),
        keywords: [
          visit.truck.plate,
          visit.truck.trailerPlate ?? '',
          visit.truck.container ?? '',
          // Words that the station found in its entries count like its plate.
          byWords.has(visit.id) ? query : '',
        ],
        onClick: () => props.onVisit(visit.id),
      })),
    },
    {
      group: t('keys:search.archive'),
      actions: past.map((visit) => ({
        id: visit.id,
        label: readablePlate(visit.plate),
        description: [
          dayAndTime(visit.at, post?.timeZone ?? 'UTC', i18n.language),
          t(`common:states.${visit.state}`),
          visit.container,
          visit.goods,
        ]
          .filter(Boolean)
          .join(' · '),
        // The station has found it by the words; the list must not weigh them again.
        keywords: [query],
        onClick: () => props.onArchived(visit.id),
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
      searchProps={{
        placeholder: t('keys:search.placeholder'),
        'aria-label': t('keys:search.placeholder'),
        ...focusAtOnce,
      }}
    />
  );
}
