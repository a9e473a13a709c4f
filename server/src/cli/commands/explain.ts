import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { nearest } from '../../config/suggest.ts';
import { ruleIds, ruleInfo } from '../../engine.ts';
import { UsageError } from '../input/trouble.ts';

export async function explain(rule: string, packageRoot: string): Promise<number> {
  process.stdout.write(await pageOf(rule, packageRoot));
  return 0;
}

/** The page of a rule, which lies in `docs/rules` of the package. */
export async function pageOf(rule: string, packageRoot: string): Promise<string> {
  const info = ruleInfo(rule.replace(/^planwright[/:]/, ''));
  if (!info) {
    const meant = nearest(rule, ruleIds);
    throw new UsageError(`there is no rule \`${rule}\`; ${meant ? `did you mean \`${meant}\`?` : `the rules are ${ruleIds.join(', ')}`}`);
  }
  const page = await readFile(path.join(packageRoot, 'docs/rules', `${info.id}.md`), 'utf8').catch(() => undefined);
  return page ?? `# ${info.id}\n\n${info.summary}\n\nUsual severity: ${info.severity}.\n`;
}
