import { Checkbox, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { laneClasses, turnReasons } from '../../station/api/views.pure.ts';
import { documentKind } from '../../station/visits/document-number.pure.ts';
import { checkContainer, normalisePlate } from '../../station/visits/identifiers.pure.ts';
import { countryOfPlate, isUnusualFor, plateCountries } from '../../station/visits/plate-patterns.pure.ts';
import { focusAtOnce } from '../ui/focus-at-once.ts';
import { dayAndTime, readablePlate } from '../ui/format.ts';
import { stationClock } from '../ui/station-clock.ts';
import classes from './arrive.module.css';
import { SealChecks } from './seal-checks.tsx';
import { sealsOf } from './seals.ts';
import { limitOf, type TruckForm, timeOf } from './truck-form.ts';

export type TruckFormState = UseFormReturnType<TruckForm>;

/** The fields of a truck's papers, in the order in which an officer reads them: the truck, its load, its seals. */
export function TruckFields(props: {
  readonly form: TruckFormState;
  readonly zone: string;
  readonly lastCountry: string;
  /** The papers of a booking that is to be made, or whose plate is what it is. */
  readonly slot: boolean;
  readonly plateFixed: boolean;
  readonly classFixed: boolean;
  readonly onKnown: () => void;
}) {
  const { t, i18n } = useTranslation(['arrive', 'common']);
  const { form, zone, lastCountry } = props;
  const { values } = form;
  const now = stationClock.now();
  const text = (field: TextField, longest: number, hint?: ReactNode, upper = false) => (
    <TextInput
      label={t(`arrive:fields.${field}`)}
      description={hint}
      autoComplete="off"
      maxLength={longest}
      classNames={{ input: upper ? (classes.upper ?? '') : '' }}
      {...form.getInputProps(field)}
    />
  );
  const number = (field: NumberField, [min, max]: readonly [number, number], decimals: number) => (
    <NumberInput
      label={t(`arrive:fields.${field}`)}
      min={min}
      max={max}
      decimalScale={decimals}
      allowedDecimalSeparators={['.', ',']}
      hideControls
      {...form.getInputProps(field)}
    />
  );
  const at = (instant: string) => t('arrive:hints.at', { at: dayAndTime(instant, zone, i18n.language) });
  const limit = limitOf(values.limit, now, zone);
  const slot = values.slot.trim() === '' ? null : timeOf(values.slot, now, zone);
  const guessed = countryOfPlate(normalisePlate(values.plate).normalised) ?? lastCountry;
  return (
    <>
      <div className={classes.two}>
        <TextInput
          label={t('arrive:fields.plate')}
          description={<PlateHint values={values} />}
          {...(!props.plateFixed && focusAtOnce)}
          disabled={props.plateFixed}
          autoComplete="off"
          maxLength={20}
          classNames={{ input: classes.upper ?? '' }}
          onKeyDown={(event) => {
            if (event.key !== 'ArrowDown') return;
            event.preventDefault();
            props.onKnown();
          }}
          {...form.getInputProps('plate')}
        />
      </div>
      {props.slot && (
        <>
          {text('slot', 30, slot === null ? t('arrive:hints.slot') : at(slot))}
          {text('number', 40)}
        </>
      )}
      <div className={classes.two}>
        {text('container', 20, <ContainerHint container={values.container} />, true)}
      </div>
      {text('trailerPlate', 20, undefined, true)}
      <TextInput
        label={t('arrive:fields.country')}
        autoComplete="off"
        maxLength={3}
        placeholder={guessed}
        list="plate-countries"
        classNames={{ input: classes.upper ?? '' }}
        {...form.getInputProps('country')}
      />
      <datalist id="plate-countries">
        {plateCountries.map((code) => (
          <option key={code} value={code} />
        ))}
      </datalist>
      <NativeSelect
        label={t('arrive:fields.laneClass')}
        disabled={props.classFixed}
        data={[
          ...(values.laneClass === ''
            ? [
                {
                  value: '',
                  label: t(props.slot ? 'common:laneClasses.booked' : 'common:laneClasses.walk-up'),
                },
              ]
            : []),
          ...laneClasses
            .filter((value) => values.laneClass !== '' || value !== (props.slot ? 'booked' : 'walk-up'))
            .map((value) => ({ value, label: t(`common:laneClasses.${value}`) })),
        ]}
        {...form.getInputProps('laneClass')}
      />
      {values.laneClass === 'out-of-turn' && (
        <NativeSelect
          label={t('arrive:fields.turnReason')}
          data={[
            { value: '', label: t('arrive:turnReasons.none') },
            ...turnReasons.map((value) => ({ value, label: t(`arrive:turnReasons.${value}`) })),
          ]}
          {...form.getInputProps('turnReason')}
        />
      )}
      <div className={classes.two}>{text('declaration', 60, <DocumentHint values={values} />, true)}</div>
      <div className={classes.two}>{text('goods', 200)}</div>
      {number('weightTonnes', [0, 200], 3)}
      <Checkbox
        className={classes.check ?? ''}
        label={t('arrive:fields.empty')}
        {...form.getInputProps('empty', { type: 'checkbox' })}
      />
      <div className={classes.all}>
        {text('seals', 300, undefined, true)}
        <SealChecks
          seals={sealsOf(values.seals)}
          states={values.sealStates}
          onChange={(states) => form.setFieldValue('sealStates', states)}
        />
      </div>
      {values.laneClass === 'reefer' && (
        <>
          {number('setPointC', [-60, 40], 1)}
          {number('actualC', [-80, 80], 1)}
          <NativeSelect
            label={t('arrive:fields.genset')}
            data={(['unknown', 'running', 'stopped'] as const).map((value) => ({
              value,
              label: t(`arrive:gensets.${value}`),
            }))}
            {...form.getInputProps('genset')}
          />
          {text(
            'limit',
            30,
            limit === 'unreadable'
              ? t('arrive:hints.unreadable')
              : limit === null
                ? t('arrive:hints.limit')
                : at(limit),
          )}
        </>
      )}
    </>
  );
}

type TextField =
  | 'container'
  | 'trailerPlate'
  | 'declaration'
  | 'goods'
  | 'seals'
  | 'limit'
  | 'slot'
  | 'number';
type NumberField = 'weightTonnes' | 'setPointC' | 'actualC';

function PlateHint({ values }: { readonly values: TruckForm }) {
  const { t } = useTranslation('arrive');
  const plate = normalisePlate(values.plate);
  if (plate.normalised === '') return t('hints.plate');
  const usual = /^\p{Script=Han}/u.test(plate.normalised);
  const warning = plate.warnings
    .filter((each) => each !== 'empty')
    .find((each) => !(usual && each === 'letters-unknown'));
  return (
    <>
      <span data-untranslated>{readablePlate(plate.normalised)}</span>
      {warning
        ? ` ${t(`plateWarnings.${warning}`)}`
        : isUnusualFor(plate.normalised, values.country) &&
          ` ${t('plateWarnings.country', { country: values.country.toUpperCase() })}`}
    </>
  );
}

/** What is wrong is said as soon as it is typed; that characters are missing only once it is left short. */
function ContainerHint({ container }: { readonly container: string }) {
  const { t } = useTranslation('arrive');
  if (container.trim() === '') return t('hints.container');
  const { reason } = checkContainer(container);
  return reason ? t(`containerFaults.${reason}`) : t('hints.containerGood');
}

function DocumentHint({ values }: { readonly values: TruckForm }) {
  const { t } = useTranslation('arrive');
  if (values.declaration.trim() === '') return t('hints.declaration');
  const kind = documentKind(values.declaration);
  if (kind === null) return t('documents.unknown');
  return values.laneClass === 'tir' && kind !== 'tir-carnet'
    ? t('documents.noCarnet')
    : t(`documents.${kind}`);
}
