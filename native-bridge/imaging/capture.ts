/** The strip file of a scan: written while it is received, read by the live picture and the archiver. */
export { openCapture } from './capture-reader.ts';
export { recoverCapture } from './capture-recovery.ts';
export { type CaptureFile, type CaptureWriter, createCapture } from './capture-writer.ts';
