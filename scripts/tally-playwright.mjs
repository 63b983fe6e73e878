import { emptyTally, writeTally } from './tally.mjs';

/** A Playwright reporter that writes how many tests passed, failed and were skipped, and why. */
export default class TallyReporter {
  #suite;
  #errors = [];

  onBegin(_config, suite) {
    this.#suite = suite;
  }

  onError(error) {
    this.#errors.push(`unhandled: ${error.message ?? error.value}`);
  }

  onEnd() {
    const tally = emptyTally();
    for (const test of this.#suite?.allTests() ?? []) {
      const name = test.titlePath().filter(Boolean).join(' › ');
      const outcome = test.outcome();
      // The list above names what passed at the second try only.
      if (outcome === 'expected' || outcome === 'flaky') tally.passed += 1;
      else if (outcome === 'skipped') tally.skipped.push({ name, reason: reasonOf(test) });
      else tally.failed.push(name);
    }
    tally.failed.push(...this.#errors);
    writeTally(tally);
  }

  printsToStdio() {
    return false;
  }
}

function reasonOf(test) {
  const said = [...test.annotations, ...test.results.flatMap((result) => result.annotations)];
  return said.find(({ type }) => type === 'skip' || type === 'fixme')?.description ?? 'no reason given';
}
