import i18next, { type Resource } from 'i18next';
import { initReactI18next } from 'react-i18next';
import enAccess from '../../resources/locales/en/access.json';
import enArchive from '../../resources/locales/en/archive.json';
import enArrive from '../../resources/locales/en/arrive.json';
import enAssessment from '../../resources/locales/en/assessment.json';
import enBookings from '../../resources/locales/en/bookings.json';
import enCommon from '../../resources/locales/en/common.json';
import enCompare from '../../resources/locales/en/compare.json';
import enConsole from '../../resources/locales/en/console.json';
import enDecisions from '../../resources/locales/en/decisions.json';
import enDevices from '../../resources/locales/en/devices.json';
import enErrors from '../../resources/locales/en/errors.json';
import enFigures from '../../resources/locales/en/figures.json';
import enHandover from '../../resources/locales/en/handover.json';
import enInbox from '../../resources/locales/en/inbox.json';
import enIncidents from '../../resources/locales/en/incidents.json';
import enKeys from '../../resources/locales/en/keys.json';
import enOfficers from '../../resources/locales/en/officers.json';
import enPhotos from '../../resources/locales/en/photos.json';
import enReports from '../../resources/locales/en/reports.json';
import enSettings from '../../resources/locales/en/settings.json';
import enSheet from '../../resources/locales/en/sheet.json';
import enShift from '../../resources/locales/en/shift.json';
import enViewer from '../../resources/locales/en/viewer.json';
import enYard from '../../resources/locales/en/yard.json';
import ruAccess from '../../resources/locales/ru/access.json';
import ruArchive from '../../resources/locales/ru/archive.json';
import ruArrive from '../../resources/locales/ru/arrive.json';
import ruAssessment from '../../resources/locales/ru/assessment.json';
import ruBookings from '../../resources/locales/ru/bookings.json';
import ruCommon from '../../resources/locales/ru/common.json';
import ruCompare from '../../resources/locales/ru/compare.json';
import ruConsole from '../../resources/locales/ru/console.json';
import ruDecisions from '../../resources/locales/ru/decisions.json';
import ruDevices from '../../resources/locales/ru/devices.json';
import ruErrors from '../../resources/locales/ru/errors.json';
import ruFigures from '../../resources/locales/ru/figures.json';
import ruHandover from '../../resources/locales/ru/handover.json';
import ruInbox from '../../resources/locales/ru/inbox.json';
import ruIncidents from '../../resources/locales/ru/incidents.json';
import ruKeys from '../../resources/locales/ru/keys.json';
import ruOfficers from '../../resources/locales/ru/officers.json';
import ruPhotos from '../../resources/locales/ru/photos.json';
import ruReports from '../../resources/locales/ru/reports.json';
import ruSettings from '../../resources/locales/ru/settings.json';
import ruSheet from '../../resources/locales/ru/sheet.json';
import ruShift from '../../resources/locales/ru/shift.json';
import ruViewer from '../../resources/locales/ru/viewer.json';
import ruYard from '../../resources/locales/ru/yard.json';
import { type Language, languages } from '../../station/api/views.pure.ts';
import { pseudoLanguage, pseudoResources } from './pseudo-language.ts';

/** Every word on screen, by language and namespace. */
export const catalogue = {
  en: {
    access: enAccess,
    archive: enArchive,
    common: enCommon,
    assessment: enAssessment,
    arrive: enArrive,
    bookings: enBookings,
    compare: enCompare,
    console: enConsole,
    decisions: enDecisions,
    devices: enDevices,
    reports: enReports,
    settings: enSettings,
    handover: enHandover,
    figures: enFigures,
    inbox: enInbox,
    incidents: enIncidents,
    errors: enErrors,
    keys: enKeys,
    officers: enOfficers,
    sheet: enSheet,
    shift: enShift,
    viewer: enViewer,
    photos: enPhotos,
    yard: enYard,
  },
  ru: {
    access: ruAccess,
    archive: ruArchive,
    common: ruCommon,
    assessment: ruAssessment,
    arrive: ruArrive,
    bookings: ruBookings,
    compare: ruCompare,
    console: ruConsole,
    decisions: ruDecisions,
    devices: ruDevices,
    reports: ruReports,
    settings: ruSettings,
    handover: ruHandover,
    figures: ruFigures,
    inbox: ruInbox,
    incidents: ruIncidents,
    errors: ruErrors,
    keys: ruKeys,
    officers: ruOfficers,
    sheet: ruSheet,
    shift: ruShift,
    viewer: ruViewer,
    photos: ruPhotos,
    yard: ruYard,
  },
} as const;

const rememberedAt = 'scanpost.language';

/**
 * Starts the catalogue in the language of this screen: the remembered one, or the system's, or English.
 * A stored `qps` shows every value of the catalogue in ⟦brackets⟧, so that a test sees text that bypasses it.
 */
export async function startLanguage(): Promise<void> {
  const remembered = localStorage.getItem(rememberedAt);
  const resources: Resource = { ...catalogue };
  if (remembered === pseudoLanguage) resources[pseudoLanguage] = pseudoResources(catalogue.en);
  const system = isLanguage(navigator.language.slice(0, 2)) ? navigator.language.slice(0, 2) : 'en';
  i18next.on('languageChanged', (language) => {
    document.documentElement.lang = language;
  });
  await i18next.use(initReactI18next).init({
    resources,
    lng: remembered === pseudoLanguage || isLanguage(remembered) ? remembered : system,
    fallbackLng: 'en',
    ns: Object.keys(catalogue.en),
    defaultNS: 'common',
    // React escapes what it renders.
    interpolation: { escapeValue: false },
    returnNull: false,
  });
}

/** Switches every word on screen at once and remembers it on this machine. */
export async function changeLanguage(language: Language): Promise<void> {
  localStorage.setItem(rememberedAt, language);
  await i18next.changeLanguage(language);
}

/** The language the person reads now, for the station's record; the pseudo-language counts as English. */
export function currentLanguage(): Language {
  return isLanguage(i18next.language) ? i18next.language : 'en';
}

/** Whether a person ever chose a language at this screen; until then the officer's own is taken. */
export function hasChosenLanguage(): boolean {
  return localStorage.getItem(rememberedAt) !== null;
}

function isLanguage(value: string | null): value is Language {
  return value !== null && (languages as readonly string[]).includes(value);
}
