import {
  Button,
  Checkbox,
  createTheme,
  Input,
  Modal,
  NativeSelect,
  PasswordInput,
  TextInput,
} from '@mantine/core';
import classes from './theme.module.css';

/** Mantine's behaviour for all screens; its colours and sizes are variables in theme.css. */
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' }, classNames: { input: classes.input ?? '' } }),
    Checkbox: Checkbox.extend({ classNames: { input: classes.input ?? '' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      // The page never scrolls, so there is nothing to lock.
      classNames: {
        content: classes.modal ?? '',
        header: classes.modalHeader ?? '',
        title: classes.modalTitle ?? '',
      },
      defaultProps: { lockScroll: false, transitionProps: { duration: 0 }, centered: true },
    }),
  },
});
