import './instrument.ts';
import '../worker.ts';
