/** Where the extension host in a web worker enters the suite. */
import 'mocha/mocha';
import type { Result } from './results.ts';
import { collect } from './results.ts';

export function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    mocha.setup({ ui: 'tdd', timeout: 30_000, reporter: class {} as unknown as Mocha.ReporterConstructor });
    require('./plan.suite.ts');
    const results: Result[] = [];
    const runner = mocha.run((failures) => {
      console.log(`[e2e-results] ${JSON.stringify({ results })}`);
      if (failures > 0) reject(new Error(`${failures} failed`));
      else resolve();
    });
    collect(runner, results);
  });
}
