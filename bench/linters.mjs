/** Linters of prose and markdown, for comparison. They are no dependencies: they are fetched into out/linters when asked for. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { installed } from './install.mjs';

const versions = { 'harper.js': '2.10.0', markdownlint: '0.42.1', rumdl: '0.2.75' };

/**
 * @returns `libraries`: name and a function that checks a text; `programs`: name and the command that checks a folder. Both empty where
 *   they cannot be had.
 */
export async function fetchLinters(folder, say) {
  if (!installed(folder, versions, say)) return { libraries: [], programs: [] };
  const require = createRequire(path.join(folder, 'package.json'));
  const load = async (name, file) => import(pathToFileURL(path.join(folder, 'node_modules', name, file)).href);
  const { LocalLinter } = await load('harper.js', 'dist/index.js');
  const { binaryInlined } = await load('harper.js', 'dist/binaryInlined.js');
  const harper = new LocalLinter({ binary: binaryInlined });
  await harper.setup();
  const { lint } = await import(pathToFileURL(require.resolve('markdownlint/sync')).href);
  const named = (name) => `${name} ${versions[name]}`;
  return {
    libraries: [
      { name: `${named('harper.js')}, grammar`, check: (text) => harper.lint(text, { language: 'markdown' }) },
      { name: `${named('markdownlint')}, style`, check: (text) => lint({ strings: { text } }) },
    ],
    programs: [{ name: `${named('rumdl')}, style`, command: [path.join(folder, 'node_modules/.bin/rumdl'), 'check', '--no-cache'] }],
  };
}
