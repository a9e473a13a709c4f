import assert from 'node:assert/strict';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folder, spawned as planwright } from './folder.ts';

const plan = (gpus: number): string => `# Plan\n\n- TP: 8\n- PP: 4\n- DP: 2\n- Total GPUs: 64 (8 × 4 × 2 = ${gpus})\n`;
const base = (nodes: number): string => `trainer:\n  num_nodes: ${nodes}\nmodel:\n  tensor_model_parallel_size: 16\n`;
const recipe = 'defaults:\n  - base\n  - _self_\ntrainer:\n  devices: 8\nmodel:\n  pipeline_model_parallel_size: 2\n';

/** Plans of which every third is wrong, notes between them, a recipe that takes values from a file. */
const files: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Array.from({ length: 20 }, (_, at) => [`plan-${String(at).padStart(2, '0')}.md`, at % 5 === 4 ? '# Notes\n' : plan(at % 3 ? 64 : 32)]),
  ),
  'base.yaml': base(4),
  'recipe.yaml': recipe,
};

describe('many files', () => {
  for (const format of ['pretty', 'sarif'])
    it(`are shown in their order, as one after the other: ${format}`, async () => {
      const at = folder(files);
      const all = await planwright(['check', '--format', format, '.'], { cwd: at });
      // a few at a time are checked in one thread
      const names = Object.keys(files).sort();
      const parts = [];
      for (let from = 0; from < names.length; from += 12)
        parts.push(await planwright(['check', '--format', format, ...names.slice(from, from + 12)], { cwd: at }));
      const lines = (text: string): string[] => text.split('\n').filter((line) => /-->|"path"|"startLine"|^::/.test(line));
      assert.equal(all.code, 1);
      assert.equal(all.stderr, '');
      assert.ok(lines(all.stdout).length > 5);
      assert.deepEqual(
        lines(all.stdout),
        parts.flatMap(({ stdout }) => lines(stdout)),
      );
    });

  it('are told of where they cannot be read, and the others are shown', async () => {
    const at = folder({ ...files, 'plan-07.md': Buffer.from([1, 0, 2]) });
    const { code, stdout, stderr } = await planwright(['check', '.', 'nowhere.md'], { cwd: at });
    assert.equal(code, 2);
    assert.match(stderr, /plan-07\.md: not a text/);
    assert.match(stderr, /nowhere\.md: no such file/);
    assert.match(stdout, /in 1\d plans/);
  });
});

describe('--cache', () => {
  it('gives what a run without it gives: after no change, a change, and a change of a file that another takes values from', async () => {
    const at = folder(files);
    const env = { XDG_CACHE_HOME: folder() };
    const same = async (what: string): Promise<string> => {
      const kept = await planwright(['check', '--cache', '.'], { cwd: at, env });
      const fresh = await planwright(['check', '.'], { cwd: at });
      assert.deepEqual(kept, fresh, what);
      return kept.stdout;
    };
    const first = await same('the first time');
    assert.equal(await same('the second time'), first);
    writeFileSync(path.join(at, 'plan-00.md'), plan(64));
    const changed = await same('a plan was repaired');
    assert.notEqual(changed, first);
    writeFileSync(path.join(at, 'base.yaml'), base(3));
    assert.notEqual(await same('a parent was changed'), changed);
    writeFileSync(path.join(at, 'planwright.yaml'), 'rules: { arithmetic: off }\n');
    assert.doesNotMatch(await same('the settings were changed'), /error\[arithmetic\]/);
  });

  it('keeps formats apart, and is no hindrance where it is broken', async () => {
    const at = folder(files);
    const store = folder();
    const env = { XDG_CACHE_HOME: store };
    await planwright(['check', '--cache', '.'], { cwd: at, env });
    const json = await planwright(['check', '--cache', '--format', 'json', '.'], { cwd: at, env });
    assert.equal(JSON.parse(json.stdout).documents.length, Object.keys(files).length);
    // beside it the program keeps its compiled parts
    const name = readdirSync(path.join(store, 'planwright')).find((each) => each.endsWith('.json')) ?? '';
    const file = path.join(store, 'planwright', name);
    assert.ok(readFileSync(file, 'utf8').includes('plan-00.md'));
    writeFileSync(file, '{"program": 7');
    const { code, stderr } = await planwright(['check', '--cache', '.'], { cwd: at, env });
    assert.deepEqual([code, stderr], [1, '']);
  });
});
