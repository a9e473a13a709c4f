import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { Editor } from './harness.ts';

/** A recipe and the parent that it changes, in a folder that is open. */
const parent = (nodes: number): string => `policy:
  megatron_cfg:
    enabled: true
    tensor_model_parallel_size: 2
    pipeline_model_parallel_size: 1
    context_parallel_size: 1
cluster:
  gpus_per_node: 8
  num_nodes: ${nodes}
`;
const recipe = `defaults: ../base.yaml
policy:
  megatron_cfg:
    pipeline_model_parallel_size: 3
`;

describe('a config that changes another one', () => {
  let folder = '';
  let editor: Editor;
  const uriOf = (name: string): string => pathToFileURL(path.join(folder, name)).href;
  const messages = async (uri: string): Promise<string[]> => (await editor.diagnostics(uri)).map(({ message }) => String(message));

  before(async () => {
    folder = mkdtempSync(path.join(tmpdir(), 'planwright-'));
    mkdirSync(path.join(folder, 'recipes'));
    writeFileSync(path.join(folder, 'base.yaml'), parent(1));
    editor = await Editor.spawn({ folder: pathToFileURL(folder).href });
  });
  after(async () => {
    await editor.end();
    rmSync(folder, { recursive: true });
  });

  test('is checked with the numbers of its parent', async () => {
    const uri = uriOf('recipes/grpo.yaml');
    await editor.open(uri, recipe, 'yaml');
    const [found, ...more] = await messages(uri);
    assert.deepEqual(more, []);
    assert.match(found ?? '', /8 GPUs cannot be divided by TP 2 × PP 3/);
    assert.match(found ?? '', /tensor parallel size 2 in base\.yaml/);
  });

  test('is checked again when the parent is edited, before it is saved', async () => {
    const [uri, base] = [uriOf('recipes/grpo.yaml'), uriOf('base.yaml')];
    await editor.open(base, parent(1), 'yaml');
    await editor.replace(base, 'num_nodes: 1', 'num_nodes: 3');
    await editor.until(() => editor.published.findLast((sent) => sent.uri === uri)?.diagnostics.length === 0);
    await editor.close(base);
    await editor.until(() => editor.published.findLast((sent) => sent.uri === uri)?.diagnostics.length === 1);
    await editor.close(uri);
  });

  test('says nothing where the parent is missing, outside of the folder, or leads back', async () => {
    writeFileSync(path.join(folder, 'ring.yaml'), `defaults: recipes/ring.yaml\n${parent(1)}`);
    for (const defaults of ['../gone.yaml', '../../base.yaml', '/etc/passwd', '../ring.yaml', 'ring.yaml']) {
      const uri = uriOf('recipes/ring.yaml');
      await editor.open(uri, recipe.replace('../base.yaml', defaults), 'yaml');
      assert.deepEqual(await messages(uri), [], defaults);
      await editor.close(uri);
    }
  });
});
