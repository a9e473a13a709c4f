export interface Result {
  readonly title: string;
  readonly state: 'passed' | 'failed' | 'skipped';
  readonly ms?: number | undefined;
  readonly error?: string | undefined;
}

/** Writes down what becomes of each test, as plain data that can leave the host. */
export function collect(runner: Mocha.Runner, results: Result[]): void {
  runner.on('pass', (test) => results.push({ title: test.fullTitle(), state: 'passed', ms: test.duration }));
  runner.on('pending', (test) => results.push({ title: test.fullTitle(), state: 'skipped' }));
  runner.on('fail', (test, error: Error) =>
    results.push({ title: test.fullTitle(), state: 'failed', ms: test.duration, error: error.stack ?? String(error) }),
  );
}
