import { Button, createTheme, Input, Modal, NativeSelect, PasswordInput, TextInput } from '@mantine/core';

/** Mantine's behaviour for all screens; its colours and sizes are variables in theme.css. */
export const theme = createTheme({
  primaryColor: 'blue',
  defaultRadius: 'sm',
  cursorType: 'pointer',
  respectReducedMotion: true,
  components: {
    Button: Button.extend({ defaultProps: { size: 'sm' } }),
    Input: Input.extend({ defaultProps: { size: 'sm' } }),
    TextInput: TextInput.extend({ defaultProps: { size: 'sm' } }),
    PasswordInput: PasswordInput.extend({ defaultProps: { size: 'sm' } }),
    NativeSelect: NativeSelect.extend({ defaultProps: { size: 'sm' } }),
    Modal: Modal.extend({
      // The page never scrolls, so there is nothing to lock.
      defaultProps: { lockScroll: false, transitionProps: { duration: 0 }, centered: true },
    }),
  },
});
