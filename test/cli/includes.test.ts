import assert from 'node:assert/strict';
import { symlinkSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { folder, planwright } from './folder.ts';

const base =
  'policy:\n  megatron_cfg:\n    enabled: true\n    tensor_model_parallel_size: 2\n    pipeline_model_parallel_size: 1\n    context_parallel_size: 1\ncluster:\n  gpus_per_node: 8\n  num_nodes: 1\n';
const recipe = (parent: string): string => `defaults: ${parent}\npolicy:\n  megatron_cfg:\n    pipeline_model_parallel_size: 3\n`;

describe('a config that changes another one', () => {
  it('is checked with the numbers of its parent, wherever the program is started', async () => {
    const at = folder({ '.git/HEAD': '', 'base.yaml': base, 'recipes/long.yaml': recipe('../base.yaml') });
    for (const [args, cwd] of [
      [['recipes/long.yaml'], at],
      [[path.join(at, 'recipes')], '/'],
      [['long.yaml'], path.join(at, 'recipes')],
    ] as const) {
      const { code, stdout } = await planwright(['check', ...args], { cwd });
      assert.equal(code, 1);
      assert.match(stdout, /8 GPUs cannot be divided by TP 2 × PP 3.*tensor parallel size 2 in base\.yaml/);
    }
  });

  it('never reads outside of its project, be it by a path or by a link', async () => {
    const outside = folder({ 'base.yaml': base });
    const at = folder({ '.git/HEAD': '', 'a.yaml': recipe(`../${path.basename(outside)}/base.yaml`), 'b.yaml': recipe('link.yaml') });
    symlinkSync(path.join(outside, 'base.yaml'), path.join(at, 'link.yaml'));
    const { code, stdout } = await planwright(['check', 'a.yaml', 'b.yaml'], { cwd: at });
    assert.equal(code, 0, stdout);
  });
});
