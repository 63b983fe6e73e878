import {
  createColumnHelper,
  createSortedRowModel,
  rowSortingFeature,
  sortFns,
  tableFeatures,
  useTable,
} from '@tanstack/react-table';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShiftVisit } from '../../station/api/views.pure.ts';
import { minutesSeconds, readableContainer, readablePlate, timeOfDay } from '../ui/format.ts';
import classes from './visit-table.module.css';

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel(), sortFns });
const helper = createColumnHelper<typeof features, ShiftVisit>();

/** The visits of a shift, sortable by every column; only the rows on screen are made. */
export function VisitTable(props: { readonly visits: readonly ShiftVisit[]; readonly zone: string }) {
  const { t } = useTranslation(['shift', 'common']);
  const { visits, zone } = props;
  const scroll = useRef<HTMLDivElement>(null);
  // A row keeps what its cells say: new words need new rows.
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is the change of language that this is about.
  const data = useMemo(() => [...visits], [visits, t]);
  const columns = useMemo(() => {
    const time = (value: string | null) => (value === null ? '' : timeOfDay(value, zone));
    const span = (value: number | null) => (value === null ? '' : minutesSeconds(value));
    return helper.columns([
      helper.accessor('plate', {
        header: t('shift:columns.plate'),
        cell: ({ getValue }) => <strong data-untranslated>{readablePlate(getValue())}</strong>,
      }),
      helper.accessor('container', {
        header: t('shift:columns.container'),
        cell: ({ getValue }) => readableContainer(getValue() ?? ''),
      }),
      helper.accessor((visit) => t(`common:laneClasses.${visit.laneClass}`), {
        id: 'laneClass',
        header: t('shift:columns.laneClass'),
      }),
      helper.accessor((visit) => t(`common:states.${visit.state}`), {
        id: 'state',
        header: t('shift:columns.state'),
      }),
      helper.accessor((visit) => (visit.decision === null ? '' : t(`common:decisions.${visit.decision}`)), {
        id: 'decision',
        header: t('shift:columns.decision'),
      }),
      helper.accessor('officer', { header: t('shift:columns.officer') }),
      helper.accessor('arrived', {
        header: t('shift:columns.arrived'),
        cell: ({ getValue }) => time(getValue()),
      }),
      helper.accessor('called', {
        header: t('shift:columns.called'),
        cell: ({ getValue }) => time(getValue()),
      }),
      helper.accessor('decided', {
        header: t('shift:columns.decided'),
        cell: ({ getValue }) => time(getValue()),
      }),
      helper.accessor('waiting', {
        header: t('shift:columns.waiting'),
        cell: ({ getValue }) => span(getValue()),
      }),
      helper.accessor('scanning', {
        header: t('shift:columns.scanning'),
        cell: ({ getValue }) => span(getValue()),
      }),
      helper.accessor('imageWaiting', {
        header: t('shift:columns.imageWaiting'),
        cell: ({ getValue }) => span(getValue()),
      }),
      helper.accessor('deciding', {
        header: t('shift:columns.deciding'),
        cell: ({ getValue }) => span(getValue()),
      }),
      helper.accessor('scans', { header: t('shift:columns.scans') }),
    ]);
  }, [t, zone]);

  const table = useTable({
    features,
    columns,
    data,
    getRowId: (visit) => visit.visitId,
    initialState: { sorting: [{ id: 'arrived', desc: true }] },
  });
  const rows = table.getRowModel().rows;
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    overscan: 10,
  });
  const items = virtual.getVirtualItems();
  const above = items[0]?.start ?? 0;
  const below = virtual.getTotalSize() - (items.at(-1)?.end ?? 0);

  if (visits.length === 0) {
    return (
      <div className={classes.empty}>
        <p>{t('shift:empty.title')}</p>
        <p>{t('shift:empty.todo')}</p>
      </div>
    );
  }
  return (
    <div className={classes.scroll} ref={scroll}>
      <table className={classes.table} aria-rowcount={rows.length + 1}>
        <thead>
          {table.getHeaderGroups().map((group) => (
            <tr key={group.id} aria-rowindex={1}>
              {group.headers.map((header) => {
                const sorted = header.column.getIsSorted();
                return (
                  <th
                    key={header.id}
                    scope="col"
                    aria-sort={sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none'}
                    data-number={numeric.has(header.id) || undefined}
                  >
                    <button type="button" onClick={header.column.getToggleSortingHandler()}>
                      <table.FlexRender header={header} />
                      <span aria-hidden="true" className={classes.arrow}>
                        {sorted === 'asc' ? '▲' : sorted === 'desc' ? '▼' : ''}
                      </span>
                    </button>
                  </th>
                );
              })}
            </tr>
          ))}
        </thead>
        <tbody>
          {above > 0 && <tr style={{ height: above }} />}
          {items.map((item) => {
            const row = rows[item.index];
            return (
              row && (
                <tr key={row.id} aria-rowindex={item.index + 2}>
                  {row.getAllCells().map((cell) => (
                    <td key={cell.id} data-number={numeric.has(cell.column.id) || undefined}>
                      <table.FlexRender cell={cell} />
                    </td>
                  ))}
                </tr>
              )
            );
          })}
          {below > 0 && <tr style={{ height: below }} />}
        </tbody>
      </table>
    </div>
  );
}

const rowHeight = 32;
const numeric = new Set([
  'arrived',
  'called',
  'decided',
  'waiting',
  'scanning',
  'imageWaiting',
  'deciding',
  'scans',
]);
