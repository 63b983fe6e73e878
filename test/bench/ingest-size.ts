/** Scans of 73.7 MB that make a bit more than 1 GB. */
export const scansOfIngest = 14;
