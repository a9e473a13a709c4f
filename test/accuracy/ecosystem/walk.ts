import { stat } from 'node:fs/promises';
import path from 'node:path';
import { withIncludes } from '../../../server/src/cli/input/includes.ts';
import { readContent } from '../../../server/src/cli/input/read.ts';
import { SettingsFinder } from '../../../server/src/cli/input/settings.ts';
import { Trouble } from '../../../server/src/cli/input/trouble.ts';
import { walk } from '../../../server/src/cli/input/walk.ts';
import type { analyze } from '../../../server/src/engine.ts';
import type { Placed } from './diff.ts';

/** What cannot be read is read by neither engine. */
const quiet = (): Trouble => new Trouble(() => {});

/** The files that `check` would look at: of folders those that git does not ignore and that the settings do not leave alone. */
export async function filesOf(given: readonly string[]): Promise<string[]> {
  const trouble = quiet();
  const finder = new SettingsFinder(trouble);
  const out = new Set<string>();
  for (const name of given) {
    if (!(await stat(name)).isDirectory()) out.add(name);
    else for await (const file of walk(name, trouble)) if (!(await finder.for(path.dirname(file))).leavesAlone(file)) out.add(file);
  }
  return [...out];
}

/** What an engine finds in the files, with the settings and the other files that they take values from. */
export async function readAll(engine: typeof analyze, files: readonly string[]): Promise<Placed[]> {
  const finder = new SettingsFinder(quiet());
  const out: Placed[] = [];
  for (const file of files) {
    const content = await readContent(file);
    if (content.kind !== 'text') continue;
    const { config } = await finder.for(path.dirname(file));
    const name = file.split(path.sep).join('/');
    try {
      const analysis = await withIncludes(file, (texts) => engine(content.text, { path: name, config, ...(texts && { files: texts }) }));
      if (!analysis?.isPlan) continue;
      const { findings, lines } = analysis;
      for (const { rule, severity, message, span } of findings)
        out.push({ file, line: lines.lineOf(span.start) + 1, rule, severity, message, text: content.text.slice(span.start, span.end) });
    } catch (error) {
      out.push({ file, line: 1, rule: 'crash', severity: 'error', message: String(error), text: '' });
    }
  }
  return out;
}
