import { type Budget, maxPixelBytes, maxWorkBytes } from './budget.ts';

/** For decoding in the thread of a test, without a clock. */
export const usualBudget: Budget = {
  pixelBytes: maxPixelBytes,
  workBytes: maxWorkBytes,
  yielded: () => {},
  apart: (work) => work(),
};
