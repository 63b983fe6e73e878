import { createInstance } from 'i18next';
import enCommon from '../resources/locales/en/common.json' with { type: 'json' };
import enConsole from '../resources/locales/en/console.json' with { type: 'json' };
import enDecisions from '../resources/locales/en/decisions.json' with { type: 'json' };
import enDevices from '../resources/locales/en/devices.json' with { type: 'json' };
import enErrors from '../resources/locales/en/errors.json' with { type: 'json' };
import enFigures from '../resources/locales/en/figures.json' with { type: 'json' };
import enHandover from '../resources/locales/en/handover.json' with { type: 'json' };
import enIncidents from '../resources/locales/en/incidents.json' with { type: 'json' };
import enPhotos from '../resources/locales/en/photos.json' with { type: 'json' };
import enReports from '../resources/locales/en/reports.json' with { type: 'json' };
import enSheet from '../resources/locales/en/sheet.json' with { type: 'json' };
import enShift from '../resources/locales/en/shift.json' with { type: 'json' };
import enYard from '../resources/locales/en/yard.json' with { type: 'json' };
import ruCommon from '../resources/locales/ru/common.json' with { type: 'json' };
import ruConsole from '../resources/locales/ru/console.json' with { type: 'json' };
import ruDecisions from '../resources/locales/ru/decisions.json' with { type: 'json' };
import ruDevices from '../resources/locales/ru/devices.json' with { type: 'json' };
import ruErrors from '../resources/locales/ru/errors.json' with { type: 'json' };
import ruFigures from '../resources/locales/ru/figures.json' with { type: 'json' };
import ruHandover from '../resources/locales/ru/handover.json' with { type: 'json' };
import ruIncidents from '../resources/locales/ru/incidents.json' with { type: 'json' };
import ruPhotos from '../resources/locales/ru/photos.json' with { type: 'json' };
import ruReports from '../resources/locales/ru/reports.json' with { type: 'json' };
import ruSheet from '../resources/locales/ru/sheet.json' with { type: 'json' };
import ruShift from '../resources/locales/ru/shift.json' with { type: 'json' };
import ruYard from '../resources/locales/ru/yard.json' with { type: 'json' };
import type { Language } from './api/views.pure.ts';

/** `shift:columns.plate` → the word in the language, its placeholders filled. */
export type Translate = (key: string, values?: Readonly<Record<string, string | number>>) => string;

/** The screen's own catalogue, so that a file or a sheet has the words of the screen. */
export function catalogueWords(language: Language): Translate {
  const catalogue = createInstance();
  // With the words at hand this is done when it returns.
  void catalogue.init({
    lng: language,
    fallbackLng: 'en',
    initAsync: false,
    resources: {
      en: {
        common: enCommon,
        console: enConsole,
        decisions: enDecisions,
        devices: enDevices,
        errors: enErrors,
        handover: enHandover,
        incidents: enIncidents,
        figures: enFigures,
        photos: enPhotos,
        reports: enReports,
        sheet: enSheet,
        shift: enShift,
        yard: enYard,
      },
      ru: {
        common: ruCommon,
        console: ruConsole,
        decisions: ruDecisions,
        devices: ruDevices,
        errors: ruErrors,
        handover: ruHandover,
        incidents: ruIncidents,
        figures: ruFigures,
        photos: ruPhotos,
        reports: ruReports,
        sheet: ruSheet,
        shift: ruShift,
        yard: ruYard,
      },
    },
    interpolation: { escapeValue: false },
  });
  // The catalogue's keys are typed for the screen, where they stand in the code; here some are put together.
  const word = catalogue.getFixedT(language) as unknown as (key: string, values?: object) => string;
  return (key, values) => word(key, values);
}
