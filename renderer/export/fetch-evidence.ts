import { refusalOf } from '../ui/fault.ts';
import { currentLanguage } from '../ui/i18n.ts';
import { fileNameOf } from '../ui/save-file.ts';
import { stationPost } from '../ui/station.ts';

/** Has the station make the evidence file of a visit and put it on record; throws what the station refuses with. */
export async function fetchEvidence(visitId: string): Promise<{ name: string; file: Blob; sha256: string }> {
  const response = await stationPost(`/exports/visits/${encodeURIComponent(visitId)}/evidence`, {
    commandId: crypto.randomUUID(),
    language: currentLanguage(),
  });
  if (!response.ok) throw await refusalOf(response);
  return {
    name: fileNameOf(response) ?? 'evidence.zip',
    file: await response.blob(),
    sha256: response.headers.get('x-scanpost-sha256') ?? '',
  };
}
