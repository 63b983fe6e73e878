import { emptyTally, writeTally } from './tally.mjs';

/** A vitest reporter that writes how many tests passed, failed and were skipped, and why. */
export default class TallyReporter {
  onTestRunEnd(testModules, unhandledErrors) {
    const tally = emptyTally();
    const ends = unhandledErrors.filter(({ message }) => message.startsWith(poolSays)).map(sentenceOf);
    for (const module of testModules) {
      const file = module.relativeModuleId;
      const tests = [...module.children.allTests()];
      if (ends.length > 0 && tests.some((test) => test.result().state === 'pending')) {
        tally.fallen.push({ file, because: ends.join(' ') });
        continue;
      }
      for (const test of tests) {
        const { state, note } = test.result();
        const name = `${file}: ${test.fullName}`;
        if (state === 'passed') tally.passed += 1;
        else if (state === 'skipped') tally.skipped.push({ name, reason: note ?? 'no reason given' });
        else tally.failed.push(name);
      }
      for (const error of module.errors()) tally.failed.push(`${file}: ${error.message}`);
    }
    for (const error of unhandledErrors) {
      if (tally.fallen.length > 0 && error.message.startsWith(poolSays)) continue;
      tally.failed.push(`unhandled: ${sentenceOf(error)}`);
    }
    writeTally(tally);
  }
}

/** How vitest begins what it says of a process that ended under its tests. */
const poolSays = '[vitest-pool]: Worker';

/** What an error says with all that caused it: that a process ended says nothing of the signal that ended it. */
function sentenceOf(error) {
  return error.cause instanceof Object && 'message' in error.cause
    ? `${error.message} Cause: ${sentenceOf(error.cause)}`
    : error.message;
}
