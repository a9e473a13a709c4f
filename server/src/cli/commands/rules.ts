import { ruleIds, ruleInfo, rulePageUrl } from '../../engine.ts';
import { coloursFor } from '../output/colour.ts';
import { table } from '../output/text.ts';

/** All rules with their usual severities. Resolves to the exit code: 0. */
export function rules({ format }: { readonly format: 'pretty' | 'json' }): number {
  const all = ruleIds.flatMap((id) => ruleInfo(id) ?? []);
  if (format === 'json') {
    const list = all.map(({ id, severity, summary }) => ({ id, severity, summary, url: rulePageUrl(id) }));
    process.stdout.write(`${JSON.stringify({ version: 1, rules: list }, null, 2)}\n`);
    return 0;
  }
  const { dim } = coloursFor(process.stdout);
  const lines = table(all.map(({ id, severity, summary }) => [id, severity, summary]));
  process.stdout.write(`${lines.join('\n')}\n${dim('`planwright explain RULE` tells more; planwright.yaml changes severities')}\n`);
  return 0;
}
