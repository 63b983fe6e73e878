import { imagesTable } from '../../../station/images/images-table.ts';
import type { BulkLoading } from './bulk-loader.ts';
import { loadTimings } from './load-timings.ts';
import { loadVisits } from './load-visits.ts';

/** A model that is not here takes the entries one by one, as it does at the post. */
export const bulkLoaders: readonly BulkLoading[] = [
  { models: ['visits', 'examinations', 'archive'], loader: loadVisits },
  { models: ['timings'], loader: loadTimings },
  {
    models: ['images'],
    // No picture was ever received from elsewhere, so no scan that ends is one's.
    loader: (_aside, db) => {
      const take = imagesTable.prepare(db);
      return { take: (entry) => entry.kind !== 'scan.ended' && take(entry), end: () => {} };
    },
  },
];
