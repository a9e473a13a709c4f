/**
 * All checks, or some:
 *
 *   node scripts/test.mjs                 types, lint, format, unit and protocol tests, then the extension in real editors
 *   node scripts/test.mjs --no-editor     the same without editors
 *   node scripts/test.mjs --editor        editors alone
 *   node scripts/test.mjs --unit          unit and protocol tests alone
 *   node scripts/test.mjs --quick         types, lint, format and unit tests without the slow ones; fewer generated documents
 *   node scripts/test.mjs test/lsp …      test files whose path contains one of the words
 *
 * `--verbose` names every test.
 */
import { spawnSync } from 'node:child_process';
import { build } from './build.mjs';
import { ensureDependencies, inRoot, root, say } from './setup.mjs';
import { isSlow, runUnitTests, testFiles } from './unit-tests.mjs';

const total = { passed: 0, failed: 0, skipped: 0 };
const add = (count) => {
  for (const key of Object.keys(total)) total[key] += count[key] ?? 0;
};

/** A tool of node_modules as one test of its own. */
function tool(name, script, ...args) {
  const began = Date.now();
  const { status } = spawnSync(process.execPath, [inRoot('node_modules', script), ...args], { cwd: root, stdio: 'inherit' });
  say(`${status === 0 ? '✓' : '✗'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)`);
  add(status === 0 ? { passed: 1 } : { failed: 1 });
}

const args = process.argv.slice(2);
const flags = new Set(args.filter((arg) => arg.startsWith('--')));
const patterns = args.filter((arg) => !arg.startsWith('--'));
const known = ['--no-editor', '--editor', '--unit', '--quick', '--verbose'];
for (const flag of flags) if (!known.includes(flag)) throw new Error(`unknown option ${flag}; known are ${known.join(' ')}`);
const only = patterns.length > 0 || flags.has('--unit') ? 'unit' : flags.has('--editor') ? 'editor' : null;

const quick = flags.has('--quick');
if (quick) process.env.PLANWRIGHT_QUICK = '1';

ensureDependencies();
if (!only) {
  tool('types', 'typescript/bin/tsc', '--noEmit', '-p', '.');
  tool('lint', '@biomejs/biome/bin/biome', 'lint', '--diagnostic-level=warn', '--error-on-warnings');
  tool('format', '@biomejs/biome/bin/biome', 'format');
}
const files = only === 'editor' ? [] : testFiles(patterns).filter((file) => !quick || patterns.length > 0 || !isSlow(file));
if (files.length === 0 && only !== 'editor')
  throw new Error(patterns.length > 0 ? `no test file matches ${patterns.join(' ')}` : 'no test files');
if ((patterns.length === 0 && !quick) || files.some((file) => /\b(lsp|cli)\b/.test(file))) {
  await build();
  say('built');
}
if (files.length > 0) add(await runUnitTests(files, { verbose: flags.has('--verbose'), quick: quick && patterns.length === 0 }));
if (only !== 'unit' && !quick && !flags.has('--no-editor')) {
  const { runEditorTests } = await import('../test/editor/run.mjs');
  add(await runEditorTests({ verbose: flags.has('--verbose') }));
}
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed === 0 && total.passed > 0 ? 0 : 1;
