import assert from 'node:assert/strict';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { servingPlan } from '../../server/src/cli/commands/template.ts';
import { analyze, explore } from '../../server/src/engine.ts';

const read = (file: string): string => readFileSync(file, 'utf8');
const json = (file: string): Record<string, string> => JSON.parse(read(file));
const languages = readdirSync('l10n').map((name) => /^bundle\.l10n\.(.+)\.json$/.exec(name)?.[1] ?? name);
const sources = ['client/src', 'client/explore'].flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith('.ts'))
    .map((name) => `${folder}/${name}`),
);

/** Texts that the extension and its page say in the language of the editor. */
const said = new Set(
  sources.flatMap((file) => [...read(file).matchAll(/\bt\(\s*'((?:[^'\\]|\\.)*)'/g)].map(([, text = '']) => text.replace(/\\(.)/g, '$1'))),
);

/** Words of the engine that the page shows as they are among its own. */
function enginesWords(): Set<string> {
  const found = new Set<string>();
  for (const text of [read('examples/plan.md'), read('examples/mixture.md'), servingPlan]) {
    const state = explore(analyze(text, { path: 'plan.md' }));
    for (const { label, name: words } of state?.controls ?? []) found.add(label).add(words);
    for (const { parts } of state?.memory?.stages ?? []) for (const part of parts) found.add(part.name);
  }
  return found;
}

const holes = (text: string): string[] => (text.match(/\{\d\}/g) ?? []).sort();
const codes = (text: string): string[] => text.match(/`[^`]+`|\(command:[^)]+\)/g) ?? [];

describe('the words of the extension', () => {
  const manifest = read('package.json');
  const english = json('package.nls.json');

  test('stand beside the manifest, each used and none missing', () => {
    const used = new Set([...manifest.matchAll(/"%([\w.-]+)%"/g)].map(([, key = '']) => key));
    assert.ok(used.size > 60);
    assert.deepEqual([...used, 'description'].sort(), Object.keys(english).sort());
    assert.equal(JSON.parse(manifest).description, english.description);
    const shown = /"(?:title|shortTitle|description|markdownDescription|displayName|userDescription)": "(?!%)([^"]*)"/g;
    const { contributes } = JSON.parse(manifest);
    for (const tool of contributes.languageModelTools) delete tool.inputSchema;
    assert.deepEqual(
      [...JSON.stringify(contributes, null, 1).matchAll(shown)].map(([, text]) => text).filter((text) => text !== 'Planwright'),
      [],
    );
  });

  test('of dialogs and of the page are said in the language of the editor', () => {
    for (const file of sources) {
      for (const [call] of read(file).matchAll(/show(?:Information|Warning|Error)Message\(\s*(?:'|`(?!Planwright: \$\{))[^)]*/g))
        assert.fail(`${file}: ${call}`);
      for (const [call] of read(file).matchAll(/textContent = (?:'[^']|`)[^;]*|html\('(?:p|summary|h\d|li)', \{[^}]*\}, '[^']*/g))
        assert.fail(`${file}: ${call}`);
    }
    assert.ok(said.size > 80);
  });

  for (const language of languages) {
    const bundle = json(`l10n/bundle.l10n.${language}.json`);
    const own = json(`package.nls.${language}.json`);

    test(`are all there in ${language}, and no others`, () => {
      const engine = enginesWords();
      assert.deepEqual(
        [...said].filter((text) => !(text in bundle)),
        [],
      );
      assert.deepEqual(
        Object.keys(bundle).filter((text) => !said.has(text) && !engine.has(text)),
        [],
      );
      assert.deepEqual(Object.keys(own), Object.keys(english));
    });

    test(`have the same holes, code and links in ${language}, and are translated`, () => {
      for (const [text, words] of Object.entries(bundle)) {
        assert.deepEqual(holes(words), holes(text), text);
        if (text !== words) continue;
        assert.match(text, /^(?:logits)$/);
      }
      for (const [key, text] of Object.entries(english)) {
        assert.deepEqual(codes(own[key] ?? '').sort(), codes(text).sort(), key);
        assert.notEqual(own[key], text, key);
      }
    });

    test(`has the pages of the walkthrough in ${language}`, () => {
      const pages = readdirSync('walkthrough').filter((name) => !name.includes('.nls.'));
      assert.ok(pages.length >= 5);
      for (const name of pages) assert.ok(existsSync(`walkthrough/${name.replace(/\.md$/, `.nls.${language}.md`)}`), name);
    });
  }
});
