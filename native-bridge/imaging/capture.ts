/** The strip file of a scan: written while it is received, read by the live picture and the archiver. */
export { type CaptureReader, openCapture } from './capture-reader.ts';
export { type RecoveredCapture, recoverCapture } from './capture-recovery.ts';
export {
  type CaptureFile,
  type CaptureOptions,
  type CaptureWriter,
  createCapture,
} from './capture-writer.ts';
