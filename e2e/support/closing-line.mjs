// The last line of a run, the same words whatever the runner's own summary looks like: `N passed, N failed`.
export default class ClosingLine {
  errors = 0;

  onBegin(_config, suite) { this.suite = suite; }

  // An error outside any test (a spec that does not load) is a failure too.
  onError() { this.errors++; }

  onEnd(result) {
    const outcomes = this.suite?.allTests().map(test => test.outcome()) ?? [];
    const passed = outcomes.filter(o => o === 'expected').length;
    const skipped = outcomes.filter(o => o === 'skipped').length;
    let failed = outcomes.length - passed - skipped + this.errors;
    // Interrupted or timed out as a whole: no test may carry the blame, the run still does.
    if (result.status !== 'passed' && failed === 0) failed = 1;
    if (skipped > 0) console.log(`${skipped} skipped`);
    console.log(`${passed} passed, ${failed} failed`);
  }

  printsToStdio() { return false; }
}
