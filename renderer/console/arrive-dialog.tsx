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
import classes from './arrive-dialog.module.css';

interface ArriveForm {
  plate: string;
  trailerPlate: string;
  container: string;
  laneClass: LaneClass;
  goods: string;
  weightTonnes: number | string;
  setPointC: number | string;
}

const empty: ArriveForm = {
  plate: '',
  trailerPlate: '',
  container: '',
  laneClass: 'walk-up',
  goods: '',
  weightTonnes: '',
  setPointC: '',
};

/** Takes a truck into the queue: what the officer at the gate sees and reads from its papers. */
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
      size="36rem"
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
    validate: { plate: (value) => (value.trim() === '' ? t('console:arrive.plateNeeded') : null) },
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
  const warning = normalisePlate(form.values.plate).warnings.find((each) => each !== 'empty');
  return (
    <form
      className={classes.form}
      onSubmit={form.onSubmit((values) =>
        arrive.mutate({ commandId: crypto.randomUUID(), truck: truckOf(values) }),
      )}
    >
      <TextInput
        label={t('console:arrive.plate')}
        data-autofocus
        autoComplete="off"
        classNames={{ input: classes.plate ?? '' }}
        description={t(warning ? `console:arrive.plateWarnings.${warning}` : 'console:arrive.plateHint')}
        {...form.getInputProps('plate')}
      />
      <TextInput
        label={t('console:arrive.trailerPlate')}
        autoComplete="off"
        classNames={{ input: classes.plate ?? '' }}
        description={t('console:arrive.trailerHint')}
        {...form.getInputProps('trailerPlate')}
      />
      <TextInput
        label={t('console:arrive.container')}
        autoComplete="off"
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
      <NativeSelect
        label={t('console:arrive.laneClass')}
        description={t('console:arrive.laneClassHint')}
        data={laneClasses.map((value) => ({ value, label: t(`common:laneClasses.${value}`) }))}
        {...form.getInputProps('laneClass')}
      />
      <TextInput label={t('console:arrive.goods')} autoComplete="off" {...form.getInputProps('goods')} />
      <NumberInput
        label={t('console:arrive.weight')}
        min={0}
        max={200}
        decimalScale={3}
        allowedDecimalSeparators={['.', ',']}
        hideControls
        {...form.getInputProps('weightTonnes')}
      />
      {form.values.laneClass === 'reefer' && (
        <NumberInput
          label={t('console:arrive.setPoint')}
          min={-60}
          max={40}
          decimalScale={1}
          allowedDecimalSeparators={['.', ',']}
          hideControls
          {...form.getInputProps('setPointC')}
        />
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

function truckOf(values: ArriveForm): ArriveInput['truck'] {
  const trailerPlate = values.trailerPlate.trim();
  const container = checkContainer(values.container).normalised;
  const goods = values.goods.trim();
  return {
    plate: values.plate.trim(),
    laneClass: values.laneClass,
    ...(trailerPlate !== '' && { trailerPlate }),
    ...(container !== '' && { container }),
    ...(goods !== '' && { goods }),
    ...(typeof values.weightTonnes === 'number' && {
      declaredWeightKg: Math.round(values.weightTonnes * 1000),
    }),
    ...(values.laneClass === 'reefer' &&
      typeof values.setPointC === 'number' && { reefer: { setPointC: values.setPointC } }),
  };
}
