/** Only new kinds of entries: incidents, daily checks, doses; and evidence files among what is taken out. */
export const incidents = '';
