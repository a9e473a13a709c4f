import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { GFM, parser } from '@lezer/markdown';
import { analyze, completionsAt, hoverAt, type Language, modificationReport } from '../../server/src/engine.ts';
import { plain } from '../../server/src/lsp/hover.ts';
import { inertName } from '../../server/src/text/inert.ts';

const markdown = parser.configure(GFM);
/** What a renderer makes something else of than words. */
const live = new Set(['Image', 'Link', 'Autolink', 'URL', 'HTMLTag', 'HTMLBlock']);
/** Sources of formulas, which are ours. */
const ours = /^\[?(?:arXiv:\d{4}\.\d{5}\]\()?https:\/\/arxiv\.org\/abs\/\d{4}\.\d{5}\)?$/;

/** Images, links and tags of a text of ours, without the sources of formulas. */
function liveParts(text: string): string[] {
  const found: string[] = [];
  markdown.parse(text).iterate({
    enter({ name, from, to }) {
      if (live.has(name) && !ours.test(text.slice(from, to))) found.push(`${name} ${text.slice(from, to)}`);
    },
  });
  return found;
}

const hostile = [
  '![x](https://example.invalid/p.png)',
  '[a](command:b)',
  '<img src=https://example.invalid/p.png>',
  'https://example.invalid/p',
  'www.example.invalid',
  'a@example.invalid',
  '`](x)![y](https://example.invalid/q)`',
  '\\![z](https://example.invalid/r)',
];

/** All that is shown as markdown about a document. */
function* shown(text: string, language: Language): Generator<string> {
  const analysis = analyze(text, { language });
  if (!analysis.isPlan) return;
  yield modificationReport(analysis);
  for (const { index } of text.matchAll(/\d+/g)) {
    yield hoverAt(analysis, index)?.markdown ?? '';
    for (const value of completionsAt(analysis, index)?.values ?? []) yield value.markdown;
  }
}

describe('what is said of a document', () => {
  it('is words, whatever its names are', () => {
    const fixtures = 'test/frameworks/fixtures';
    let hovers = 0;
    for (const folder of readdirSync(fixtures))
      for (const name of readdirSync(path.join(fixtures, folder))) {
        const language = /\.ya?ml$/.test(name) ? 'yaml' : name.endsWith('.json') ? 'json' : 'toml';
        if (language !== 'yaml') continue;
        const text = readFileSync(path.join(fixtures, folder, name), 'utf8');
        // each fixture with some of them, all of them with some fixtures
        for (const bad of hostile.filter((_, at) => (at + hovers) % 3 === 0)) {
          const named = text.replace(
            /^(\s*(?:- )?(?:name|model|title|run|description): ).*$/gm,
            (_, key) => `${key}${JSON.stringify(bad)}`,
          );
          for (const said of shown(named, language)) {
            hovers++;
            assert.deepEqual(liveParts(said), [], `${folder}/${name}, ${bad}: ${said}`);
          }
        }
      }
    assert.ok(hovers > 1_000, `${hovers} texts`);
  });

  it('is words, whatever headings, labels, cells and lines say', () => {
    const plan = (bad: string): string =>
      `# ${bad}\n\n## Option ${bad}\n\n- TP: 8\n- PP: 4\n- DP: 2\n- ${bad}: 7\n- Total GPUs: 32 (8 × 4 × 2 = 32) ${bad} \`\`\` x\n\n## ${bad} baseline\n\n| | ${bad} |\n|---|---|\n| TP | 4 |\n| GPUs | 12 |\n\n\`\`\`yaml\nscenarios:\n  ${JSON.stringify(bad)}:\n    tp: 4\n    pp: 2\n    gpus: 9\n\`\`\`\n`;
    for (const bad of hostile) for (const said of shown(plan(bad), 'markdown')) assert.deepEqual(liveParts(said), [], `${bad}: ${said}`);
  });

  it('names things as they are called, to those who see no markdown', () => {
    for (const bad of hostile) assert.equal(plain(inertName(bad)), bad);
  });
});
