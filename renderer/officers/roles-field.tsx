import { Checkbox, type CheckboxGroupProps } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { roles } from '../../station/api/views.pure.ts';
import classes from './officers-screen.module.css';

/** The roles an officer holds, each to be ticked. */
export function RolesField(props: Omit<CheckboxGroupProps, 'children' | 'label'>) {
  const { t } = useTranslation(['officers', 'common']);
  return (
    <Checkbox.Group label={t('officers:roles')} {...props}>
      <div className={classes.roles}>
        {roles.map((role) => (
          <Checkbox key={role} value={role} label={t(`common:roles.${role}`)} />
        ))}
      </div>
    </Checkbox.Group>
  );
}
