/** Only a new kind of entries: reports that left the station. */
export const exportedReports = '';
