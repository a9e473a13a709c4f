import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import schema from '../../schemas/planwright.schema.json';
import { ruleIds, ruleInfo } from '../../server/src/engine.ts';

const manifest = JSON.parse(readFileSync('package.json', 'utf8'));
const { properties } = manifest.contributes.configuration;

describe('the manifest of the extension', () => {
  test('lists every rule with its severities and the words of the catalog', () => {
    const rules = properties['planwright.rules'].properties;
    assert.deepEqual(Object.keys(rules), [...ruleIds]);
    for (const [id, rule] of Object.entries<{ enum: string[]; description: string }>(rules)) {
      assert.deepEqual(rule.enum, schema.definitions.level.enum);
      assert.equal(rule.description.replaceAll('’', "'"), ruleInfo(id)?.summary.replaceAll('’', "'"));
    }
  });

  test('has a setting for every key of planwright.yaml but `ignore`, and no other but those of the editor alone', () => {
    const keys = Object.keys(properties).map((key) => key.replace('planwright.', ''));
    assert.deepEqual(
      keys.sort(),
      [...Object.keys(schema.properties).filter((key) => key !== 'ignore'), 'enable', 'inlayHints', 'corrections', 'codeLens'].sort(),
    );
    assert.deepEqual(properties['planwright.hardware'].properties, schema.properties.hardware.properties);
    assert.deepEqual(properties['planwright.expertParallel'].enum.filter(Boolean), schema.properties.expertParallel.enum);
  });

  test('names files that are there', () => {
    const { icon, main, browser, contributes } = manifest;
    for (const file of [icon, main, browser, contributes.grammars[0].path, contributes.yamlValidation[0].url])
      assert.ok(existsSync(file), file);
  });

  test('is one that every kind of workspace and host may run', () => {
    assert.equal(manifest.capabilities.untrustedWorkspaces.supported, true);
    assert.equal(manifest.capabilities.virtualWorkspaces, true);
    assert.equal(manifest.type, undefined, 'a browser’s extension host takes CommonJS only where no module type is named');
  });
});

describe('the grammar that colours plans', () => {
  const { repository } = JSON.parse(readFileSync('syntaxes/plan.tmLanguage.json', 'utf8'));
  const found = (rule: string, text: string) => text.match(new RegExp(repository[rule].match, 'g')) ?? [];

  test('finds degrees', () => {
    assert.deepEqual(found('degree', 'TP=8, PP 4, EP16, (DP):   4 and CP: 2'), ['TP=8', 'PP 4', 'EP16', 'DP):   4', 'CP: 2']);
    assert.deepEqual(found('degree', 'HTTP 8, TPU 4, UPPER=3, step 4'), []);
  });

  test('finds equations, not dates and fractions', () => {
    assert.deepEqual(found('equation', 'GPUs: 512 (8 × 4 × 16 = 512), 1,024 ÷ 8 = 128'), ['8 × 4 × 16 = 512', '1,024 ÷ 8 = 128']);
    assert.deepEqual(found('equation', 'on 2024-05-01, 1/2 of it, x = 3, 4 x 4'), []);
  });

  test('reads a long line once: with backtracking this would not end', () => {
    for (const text of ['1 × '.repeat(5000), `TP${' '.repeat(20_000)}`, '1'.repeat(20_000), '1 + '.repeat(12)]) {
      assert.deepEqual([...found('degree', text), ...found('equation', text)], []);
    }
  });
});
