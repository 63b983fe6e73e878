/** What a field is comes under it, so that fields side by side stand on one line whatever is said of them. */
export const belowInput: ('label' | 'input' | 'description' | 'error')[] = [
  'label',
  'input',
  'description',
  'error',
];
