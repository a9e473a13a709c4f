import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { isWorthLooking } from '../../client/src/worth.ts';
import { analyze } from '../../server/src/engine.ts';

const ids: Readonly<Record<string, string>> = { '.md': 'markdown', '.yaml': 'yaml', '.yml': 'yaml', '.json': 'jsonc', '.toml': 'toml' };

describe('a server', () => {
  it('is started for every document that is a plan', () => {
    let plans = 0;
    for (const folder of ['examples', 'test/rules/fixtures', 'test/frameworks/fixtures'])
      for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
        const id = ids[path.extname(name)];
        if (!id) continue;
        const text = readFileSync(path.join(folder, name), 'utf8');
        if (!analyze(text, { path: name }).isPlan) continue;
        plans++;
        assert.ok(
          isWorthLooking(id, name, () => text),
          name,
        );
      }
    assert.ok(plans > 100, `${plans} plans`);
  });

  it('is started for settings, and not for other documents or languages', () => {
    assert.equal(
      isWorthLooking('yaml', '/plans/planwright.yaml', () => ''),
      true,
    );
    assert.equal(
      isWorthLooking('yaml', 'C:\\plans\\planwright.yml', () => ''),
      true,
    );
    assert.equal(
      isWorthLooking('markdown', 'README.md', () => '# Notes\n\nBuy milk.\n'),
      false,
    );
    assert.equal(
      isWorthLooking('json', 'tsconfig.json', () => readFileSync('tsconfig.json', 'utf8')),
      false,
    );
    assert.equal(
      isWorthLooking('python', 'plan.py', () => 'tensor_parallel_size = 8'),
      false,
    );
  });
});
