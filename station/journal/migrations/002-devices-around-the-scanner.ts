/** Only new kinds of entries: readings of trucks, portal alarms, pictures that other programs made. */
export const devicesAroundTheScanner = '';
