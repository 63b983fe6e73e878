import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { countedTo } from '../../station/api/archive-views.pure.ts';
import type { PostView } from '../../station/api/views.pure.ts';
import { useBindings } from '../ui/action-context.tsx';
import { decimal } from '../ui/format.ts';
import { Waiting } from '../ui/waiting.tsx';
import { isFiltered, noFilters } from './archive-rules.ts';
import classes from './archive-screen.module.css';
import { ArchivedVisitView } from './archived-visit.tsx';
import { FilterBar } from './filters.tsx';
import { useArchive, useFilters } from './use-archive.ts';
import { VisitList } from './visit-list.tsx';

/** Every visit of the past: looked for by what is known of it, and opened as it was. */
export function ArchiveScreen(props: {
  readonly post: PostView;
  /** A visit found by the search; a new object each time it was asked for. */
  readonly wanted: { readonly visitId: string } | null;
}) {
  const { post, wanted } = props;
  const [opened, setOpened] = useState<string | null>(wanted?.visitId ?? null);
  const [chosen, setChosen] = useState<string | null>(null);
  useEffect(() => {
    if (wanted) setOpened(wanted.visitId);
  }, [wanted]);
  if (opened !== null)
    return (
      <ArchivedVisitView key={opened} visitId={opened} zone={post.timeZone} onClose={() => setOpened(null)} />
    );
  return (
    <Found
      zone={post.timeZone}
      chosenId={chosen}
      onChoose={setChosen}
      onOpen={(visitId) => {
        setChosen(visitId);
        setOpened(visitId);
      }}
    />
  );
}

function Found(props: {
  readonly zone: string;
  readonly chosenId: string | null;
  readonly onChoose: (visitId: string) => void;
  readonly onOpen: (visitId: string) => void;
}) {
  const { t, i18n } = useTranslation('archive');
  const [filters, setFilters] = useFilters();
  const found = useArchive(filters, props.zone);
  const words = useRef<HTMLInputElement>(null);
  const list = useRef<{ focus(): void }>(null);
  const back = useRef(props.chosenId !== null);
  useBindings({
    searchArchive: {
      enabled: true,
      run: () => {
        words.current?.focus();
        words.current?.select();
      },
    },
  });
  // Who comes to search has the field; who comes back from a visit has the list.
  useEffect(() => {
    if (back.current) list.current?.focus();
    else words.current?.focus();
  }, []);
  const { visits, total } = found;
  return (
    <div className={classes.screen}>
      <header className={classes.head}>
        <h1>{t('title')}</h1>
        <p role="status" data-testid="archive-total">
          {total !== null &&
            (total > countedTo
              ? t('many', { value: decimal(countedTo, i18n.language, 0) })
              : t('found', { count: total, value: decimal(total, i18n.language, 0) }))}
        </p>
        <button
          type="button"
          className={classes.small}
          disabled={!isFiltered(filters)}
          onClick={() => {
            setFilters(noFilters);
            words.current?.focus();
          }}
          data-testid="archive-clear"
        >
          {t('filters.clear')}
        </button>
      </header>
      <FilterBar ref={words} filters={filters} onChange={setFilters} onDown={() => list.current?.focus()} />
      {found.fault !== null && <Waiting failed fault={found.fault} />}
      {found.loading && <Waiting failed={false} fault={null} />}
      {total === 0 && found.fault === null && (
        <div className={classes.empty} data-testid="archive-empty">
          <p>{t(isFiltered(filters) ? 'nothing.title' : 'empty.title')}</p>
          <p>{t(isFiltered(filters) ? 'nothing.todo' : 'empty.todo')}</p>
        </div>
      )}
      {visits.length > 0 && found.fault === null && (
        <VisitList
          ref={list}
          visits={visits}
          zone={props.zone}
          chosenId={props.chosenId}
          onChoose={props.onChoose}
          onOpen={props.onOpen}
          onEnd={found.more}
        />
      )}
    </div>
  );
}
