import type { TFunction } from 'i18next';
import type { DeviceReading, PlcSignalView } from '../../station/api/device-views.pure.ts';
import { decimal, readableContainer, readablePlate, timeOfDay } from '../ui/format.ts';
import type { Tone } from '../ui/scanner-look.ts';

/** One thing a device says, in words. `said`: which part of it is the device's own, in no language of the catalogue. */
export interface Saying {
  readonly label: string;
  readonly text: string;
  readonly tone: Tone;
  readonly said?: 'label' | 'text' | undefined;
}

type Words = TFunction<['devices', 'common']>;
interface Speaking {
  readonly t: Words;
  readonly language: string;
  readonly zone: string;
}

/** Everything a device says now; what is not known says so, and what forbids something is red. */
export function sayingsOf(reading: DeviceReading, speaking: Speaking): readonly Saying[] {
  const { t, language, zone } = speaking;
  const number = (value: number | null, digits = 0) =>
    value === null ? t('devices:unknown') : decimal(value, language, digits);
  const saying = (label: string, text: string, tone: Tone = 'plain'): Saying => ({ label, text, tone });
  switch (reading.role) {
    case 'plc':
      return reading.signals.map((signal) => signalSaying(signal, speaking));
    case 'radiation-portal':
      return [
        saying(
          t('devices:portal.passage'),
          t(reading.occupied ? 'devices:portal.occupied' : 'devices:portal.free'),
          reading.occupied ? 'bright' : 'plain',
        ),
        ...(reading.alarm === null
          ? []
          : [saying(t('devices:portal.alarm'), t(`devices:portal.alarms.${reading.alarm}`), 'red')]),
        saying(t('devices:portal.gamma'), t('devices:portal.counts', { value: number(reading.gamma) })),
        saying(t('devices:portal.neutron'), t('devices:portal.counts', { value: number(reading.neutron) })),
        ...(reading.tampered
          ? [saying(t('devices:portal.tamper'), t('devices:portal.tampered'), 'red')]
          : []),
        ...(reading.fault === null
          ? []
          : [
              {
                ...saying(
                  t('devices:portal.fault'),
                  [reading.fault.code, reading.fault.text].filter(Boolean).join(' '),
                  'amber' as const,
                ),
                said: 'text' as const,
              },
            ]),
      ];
    case 'generator': {
      const { control, kilovolts, milliamperes, ...bits } = reading.status;
      const names = Object.keys(bits) as (keyof typeof bits)[];
      return [
        ...names.map((name) =>
          saying(
            t(`devices:generator.${name}`),
            bits[name] === null
              ? t('devices:unknown')
              : t(bits[name] ? 'devices:generator.raised' : 'devices:generator.clear'),
            bits[name] === null ? 'amber' : bits[name] ? 'red' : 'plain',
          ),
        ),
        saying(
          t('devices:generator.control'),
          control === null ? t('devices:unknown') : t(`devices:generator.controls.${control}`),
        ),
        ...(kilovolts === null
          ? []
          : [
              saying(
                t('devices:generator.voltage'),
                t('devices:generator.kilovolts', { value: number(kilovolts, 1) }),
              ),
            ]),
        ...(milliamperes === null
          ? []
          : [
              saying(
                t('devices:generator.current'),
                t('devices:generator.milliamperes', { value: number(milliamperes, 2) }),
              ),
            ]),
      ];
    }
    case 'plate-reader':
      return [
        {
          ...saying(
            t('devices:plate.plate'),
            reading.plate ? readablePlate(reading.plate) : t('devices:none'),
            'bright',
          ),
          said: reading.plate === null ? undefined : 'text',
        },
        ...(reading.container === null
          ? []
          : [
              {
                ...saying(t('devices:plate.container'), readableContainer(reading.container)),
                said: 'text' as const,
              },
            ]),
        ...(reading.confidence === null
          ? []
          : [
              saying(
                t('devices:plate.confidence'),
                t('devices:percent', { value: number(reading.confidence * 100) }),
              ),
            ]),
        saying(t('devices:at'), timeOfDay(reading.at, zone)),
      ];
    case 'weighbridge':
      return [
        saying(
          t('devices:weight.weight'),
          reading.kg === null ? t('devices:unknown') : t('devices:weight.kg', { value: number(reading.kg) }),
          'bright',
        ),
        saying(
          t('devices:weight.scales'),
          t(reading.stable ? 'devices:weight.stable' : 'devices:weight.moving'),
        ),
        ...(reading.at === null ? [] : [saying(t('devices:at'), timeOfDay(reading.at, zone))]),
      ];
    case 'image-source':
      return [
        saying(t('devices:pictures.received'), number(reading.received)),
        saying(
          t('devices:pictures.refused'),
          number(reading.refused),
          reading.refused > 0 ? 'amber' : 'plain',
        ),
        ...(reading.at === null ? [] : [saying(t('devices:pictures.last'), timeOfDay(reading.at, zone))]),
      ];
  }
}

/** The same in one line for a list: what matters now, before what is as always. */
export function shortly(reading: DeviceReading, speaking: Speaking): readonly Saying[] {
  const all = sayingsOf(reading, speaking);
  const { t } = speaking;
  switch (reading.role) {
    case 'plc': {
      const matters = all.filter(({ tone }) => tone === 'red' || tone === 'amber');
      return matters.length > 0
        ? matters
        : [{ label: '', text: t('devices:plc.allWell', { count: reading.signals.length }), tone: 'plain' }];
    }
    case 'generator': {
      const matters = all.filter(({ tone }) => tone === 'red' || tone === 'amber');
      return matters.length > 0
        ? matters
        : [{ label: '', text: t('devices:generator.allClear'), tone: 'plain' }];
    }
    case 'radiation-portal': {
      const matters = all.filter(({ tone }) => tone === 'red' || tone === 'amber');
      return matters.length > 0 ? matters : all;
    }
    default:
      return all;
  }
}

/** A signal of a PLC by what it means: closed, latched, occupied… `true` and `false` are not words of the field. */
function signalSaying(signal: PlcSignalView, { t, language }: Speaking): Saying {
  const { value, unit } = signal;
  const said = { label: signal.name, said: 'label' } as const;
  if (typeof value === 'number') {
    return { ...said, text: [decimal(value, language, 3), unit].filter(Boolean).join(' '), tone: 'plain' };
  }
  const { meaning } = signal;
  const safety = meaning === 'interlock' || meaning === 'emergency-stop';
  if (value === null) return { ...said, text: t('devices:unknown'), tone: safety ? 'red' : 'amber' };
  const forbids = (meaning === 'interlock' && !value) || (meaning === 'emergency-stop' && value);
  return {
    ...said,
    text: signalWord(meaning, value, t),
    tone: forbids ? 'red' : 'plain',
  };
}

/** The word of a signal that is on or off, by what it means. */
export function signalWord(meaning: string, value: boolean, t: Words): string {
  const known = knownMeanings.find((each) => each === meaning) ?? 'other';
  return t(value ? `devices:signals.${known}.on` : `devices:signals.${known}.off`);
}

const knownMeanings = [
  'interlock',
  'emergency-stop',
  'warm-up',
  'barrier',
  'traffic-light',
  'loop',
  'speed',
  'other',
] as const;
