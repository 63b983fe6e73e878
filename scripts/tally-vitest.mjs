import { emptyTally, writeTally } from './tally.mjs';

/** A vitest reporter that writes how many tests passed, failed and were skipped, and why. */
export default class TallyReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tally = emptyTally();
    for (const module of testModules) {
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        const name = `${module.relativeModuleId}: ${test.fullName}`;
        if (state === 'passed') tally.passed += 1;
        else if (state === 'skipped') tally.skipped.push({ name, reason: note ?? 'no reason given' });
        else tally.failed.push(name);
      }
      for (const error of module.errors()) tally.failed.push(`${module.relativeModuleId}: ${error.message}`);
    }
    for (const error of unhandledErrors) tally.failed.push(`unhandled: ${error.message}`);
    writeTally(tally);
  }
}
