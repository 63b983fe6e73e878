import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { VisitView } from '../../station/api/views.pure.ts';
import { fetchEvidence } from '../export/fetch-evidence.ts';
import { showDone, showFault } from '../ui/notices.ts';
import { saveFile } from '../ui/save-file.ts';

/** The whole of a visit as one file, on record before it is saved. */
export function useEvidence(visit: VisitView): { readonly busy: boolean; readonly run: () => void } {
  const { t } = useTranslation('sheet');
  const [busy, setBusy] = useState(false);
  const make = async () => {
    setBusy(true);
    try {
      const { name, file, sha256 } = await fetchEvidence(visit.id);
      saveFile(file, name);
      showDone(t('export.done', { name, hash: sha256.slice(0, 12) }));
    } catch (fault) {
      showFault(fault);
    } finally {
      setBusy(false);
    }
  };
  return { busy, run: () => void make() };
}
