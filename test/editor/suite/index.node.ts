/** Where the extension host on the desktop, and the one of the VS Code server, enter the suite. */
import { renameSync, writeFileSync } from 'node:fs';
import Mocha from 'mocha';
import type { Result } from './results.ts';
import { collect } from './results.ts';

export async function run(): Promise<void> {
  const mocha = new Mocha({ ui: 'tdd', timeout: 30_000, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha);
  require('./plan.suite.ts');
  const results: Result[] = [];
  const failures = await new Promise<number>((resolve) => collect(mocha.run(resolve), results));
  const file = process.env.E2E_RESULTS;
  if (file) {
    writeFileSync(`${file}.tmp`, JSON.stringify({ results }));
    renameSync(`${file}.tmp`, file);
  }
  if (failures > 0) throw new Error(`${failures} failed`);
}
