import 'i18next';
import type access from '../../resources/locales/en/access.json';
import type archive from '../../resources/locales/en/archive.json';
import type arrive from '../../resources/locales/en/arrive.json';
import type assessment from '../../resources/locales/en/assessment.json';
import type bookings from '../../resources/locales/en/bookings.json';
import type common from '../../resources/locales/en/common.json';
import type compare from '../../resources/locales/en/compare.json';
import type console from '../../resources/locales/en/console.json';
import type decisions from '../../resources/locales/en/decisions.json';
import type devices from '../../resources/locales/en/devices.json';
import type errors from '../../resources/locales/en/errors.json';
import type figures from '../../resources/locales/en/figures.json';
import type handover from '../../resources/locales/en/handover.json';
import type inbox from '../../resources/locales/en/inbox.json';
import type incidents from '../../resources/locales/en/incidents.json';
import type keys from '../../resources/locales/en/keys.json';
import type officers from '../../resources/locales/en/officers.json';
import type photos from '../../resources/locales/en/photos.json';
import type reports from '../../resources/locales/en/reports.json';
import type settings from '../../resources/locales/en/settings.json';
import type sheet from '../../resources/locales/en/sheet.json';
import type shift from '../../resources/locales/en/shift.json';
import type viewer from '../../resources/locales/en/viewer.json';
import type yard from '../../resources/locales/en/yard.json';

declare module 'i18next' {
  interface CustomTypeOptions {
    defaultNS: 'common';
    returnNull: false;
    resources: {
      access: typeof access;
      archive: typeof archive;
      common: typeof common;
      assessment: typeof assessment;
      arrive: typeof arrive;
      bookings: typeof bookings;
      compare: typeof compare;
      console: typeof console;
      decisions: typeof decisions;
      devices: typeof devices;
      reports: typeof reports;
      settings: typeof settings;
      handover: typeof handover;
      figures: typeof figures;
      inbox: typeof inbox;
      incidents: typeof incidents;
      errors: typeof errors;
      keys: typeof keys;
      officers: typeof officers;
      sheet: typeof sheet;
      shift: typeof shift;
      viewer: typeof viewer;
      photos: typeof photos;
      yard: typeof yard;
    };
  }
}
