import { Button, Modal, NativeSelect, NumberInput, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { ArriveInput } from '../../station/api/inputs.pure.ts';
import { type LaneClass, laneClasses } from '../../station/api/views.pure.ts';
import { checkContainer, normalisePlate } from '../../station/visits/identifiers.pure.ts';
import { faultOf, faultSentence } from '../ui/fault.ts';
import { readablePlate } from '../ui/format.ts';
import { showDone } from '../ui/notices.ts';
import { useTRPC } from '../ui/station.ts';
import { stationClock } from '../ui/station-clock.ts';
import classes from './arrive-dialog.module.css';
import { sealsOf } from './seals.ts';

interface ArriveForm {
  plate: string;
  laneClass: LaneClass;
  trailerPlate: string;
  container: string;
  country: string;
  declaration: string;
  goods: string;
  weightTonnes: number | string;
  seals: string;
  setPointC: number | string;
  actualC: number | string;
  genset: 'unknown' | 'running' | 'stopped';
  hoursLeft: number | string;
}

const empty: ArriveForm = {
  plate: '',
  laneClass: 'walk-up',
  trailerPlate: '',
  container: '',
  country: '',
  declaration: '',
  goods: '',
  weightTonnes: '',
  seals: '',
  setPointC: '',
  actualC: '',
  genset: 'unknown',
  hoursLeft: '',
};

/**
 * Takes a truck into the queue: what the officer at the gate sees and reads from its papers. Only the plate is
 * needed; Enter in any field takes the truck in.
 */
export function ArriveDialog({
  opened,
  onClose,
}: {
  readonly opened: boolean;
  readonly onClose: () => void;
}) {
  const { t } = useTranslation('console');
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={t('arrive.title')}
      size="44rem"
      closeButtonProps={{ 'aria-label': t('arrive.close') }}
    >
      {opened && <ArriveTruck onClose={onClose} />}
    </Modal>
  );
}

function ArriveTruck({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation(['console', 'common']);
  const trpc = useTRPC();
  const queries = useQueryClient();
  const form = useForm<ArriveForm>({
    initialValues: empty,
    validate: {
      plate: (value) => (value.trim() === '' ? t('console:arrive.plateNeeded') : null),
      setPointC: (value, { laneClass, actualC, genset, hoursLeft }) =>
        laneClass === 'reefer' && value === '' && (actualC !== '' || hoursLeft !== '' || genset !== 'unknown')
          ? t('console:arrive.setPointNeeded')
          : null,
    },
  });
  const arrive = useMutation(
    trpc.visits.arrive.mutationOptions({
      onSuccess: (visit) => {
        showDone(t('console:arrive.done', { plate: readablePlate(visit.truck.plate) }));
        void queries.invalidateQueries({ queryKey: trpc.visits.pathKey() });
        onClose();
      },
    }),
  );
  const container = form.values.container.trim();
  const check = checkContainer(container);
  const plate = normalisePlate(form.values.plate);
  const warning = plate.warnings.find((each) => each !== 'empty');
  const text = (field: 'trailerPlate' | 'country' | 'declaration' | 'goods' | 'seals', longest: number) => (
    <TextInput
      label={t(`console:arrive.${field}`)}
      autoComplete="off"
      maxLength={longest}
      classNames={{ input: field === 'country' || field === 'trailerPlate' ? (classes.plate ?? '') : '' }}
      {...form.getInputProps(field)}
    />
  );
  const number = (
    field: 'weightTonnes' | 'setPointC' | 'actualC' | 'hoursLeft',
    [min, max]: readonly [number, number],
    decimals: number,
  ) => (
    <NumberInput
      label={t(`console:arrive.${field}`)}
      min={min}
      max={max}
      decimalScale={decimals}
      allowedDecimalSeparators={['.', ',']}
      hideControls
      {...form.getInputProps(field)}
    />
  );
  return (
    <form
      className={classes.form}
      // A closed list would open by Enter; here Enter takes the truck in from every field.
      onKeyDown={(event) => {
        if (event.key !== 'Enter' || !(event.target instanceof HTMLSelectElement)) return;
        event.preventDefault();
        event.currentTarget.requestSubmit();
      }}
      onSubmit={form.onSubmit((values) =>
        arrive.mutate({ commandId: crypto.randomUUID(), truck: truckOf(values, stationClock.now()) }),
      )}
    >
      <TextInput
        className={classes.wide ?? ''}
        label={t('console:arrive.plate')}
        data-autofocus
        autoComplete="off"
        maxLength={20}
        classNames={{ input: classes.plate ?? '' }}
        description={
          plate.normalised === '' ? (
            t('console:arrive.plateHint')
          ) : (
            <>
              <span data-untranslated>{readablePlate(plate.normalised)}</span>
              {warning && ` ${t(`console:arrive.plateWarnings.${warning}`)}`}
            </>
          )
        }
        {...form.getInputProps('plate')}
      />
      <NativeSelect
        className={classes.wide ?? ''}
        label={t('console:arrive.laneClass')}
        description={t('console:arrive.laneClassHint')}
        data={laneClasses.map((value) => ({ value, label: t(`common:laneClasses.${value}`) }))}
        {...form.getInputProps('laneClass')}
      />
      <TextInput
        className={classes.wide ?? ''}
        label={t('console:arrive.container')}
        autoComplete="off"
        maxLength={20}
        classNames={{ input: classes.plate ?? '' }}
        description={
          container === ''
            ? t('console:arrive.containerHint')
            : check.reason
              ? t(`console:arrive.containerFaults.${check.reason}`)
              : t('console:arrive.containerGood')
        }
        {...form.getInputProps('container')}
      />
      <TextInput
        className={classes.wide ?? ''}
        label={t('console:arrive.goods')}
        description={t('console:arrive.goodsHint')}
        autoComplete="off"
        maxLength={200}
        {...form.getInputProps('goods')}
      />
      {number('weightTonnes', [0, 200], 3)}
      {text('trailerPlate', 20)}
      {text('country', 3)}
      {text('declaration', 60)}
      <div className={classes.all}>{text('seals', 300)}</div>
      {form.values.laneClass === 'reefer' && (
        <>
          {number('setPointC', [-60, 40], 1)}
          {number('actualC', [-80, 80], 1)}
          <NativeSelect
            label={t('console:arrive.genset')}
            data={(['unknown', 'running', 'stopped'] as const).map((value) => ({
              value,
              label: t(`console:arrive.gensets.${value}`),
            }))}
            {...form.getInputProps('genset')}
          />
          {number('hoursLeft', [0, 999], 1)}
        </>
      )}
      {arrive.isError && (
        <p className={classes.fault} role="alert">
          {faultSentence(faultOf(arrive.error))}
        </p>
      )}
      <div className={classes.foot}>
        <Button type="button" variant="default" onClick={onClose}>
          {t('console:ask.back')}
        </Button>
        <Button type="submit" loading={arrive.isPending}>
          {t('console:arrive.confirm')}
        </Button>
      </div>
    </form>
  );
}

function truckOf(values: ArriveForm, now: number): ArriveInput['truck'] {
  const container = checkContainer(values.container).normalised;
  const seals = sealsOf(values.seals);
  return {
    plate: values.plate.trim(),
    laneClass: values.laneClass,
    ...filled('trailerPlate', values.trailerPlate),
    ...filled('container', container),
    ...filled('country', values.country.toUpperCase()),
    ...filled('declaration', values.declaration),
    ...filled('goods', values.goods),
    ...(seals.length > 0 && { seals }),
    ...(typeof values.weightTonnes === 'number' && {
      declaredWeightKg: Math.round(values.weightTonnes * 1000),
    }),
    ...(values.laneClass === 'reefer' &&
      typeof values.setPointC === 'number' && { reefer: reeferOf(values, values.setPointC, now) }),
  };
}

function reeferOf(values: ArriveForm, setPointC: number, now: number): ArriveInput['truck']['reefer'] {
  const { actualC, genset, hoursLeft } = values;
  return {
    setPointC,
    ...(typeof actualC === 'number' && { actualC }),
    ...(genset !== 'unknown' && { gensetRunning: genset === 'running' }),
    ...(typeof hoursLeft === 'number' &&
      !Number.isNaN(now) && { limitAt: new Date(now + hoursLeft * 3_600_000).toISOString() }),
  };
}

function filled<Field extends string>(field: Field, text: string): Partial<Record<Field, string>> {
  const value = text.trim();
  return value === '' ? {} : ({ [field]: value } as Record<Field, string>);
}
