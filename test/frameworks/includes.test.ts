import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, type Finding } from '../../server/src/engine.ts';

/** Reads a document beside others, by their paths. */
function findings(path: string, files: Readonly<Record<string, string>>): readonly Finding[] {
  return analyze(files[path] ?? '', { path, files: (name) => files[name] ?? null }).findings;
}
const messages = (path: string, files: Readonly<Record<string, string>>): string[] => findings(path, files).map(({ message }) => message);

const base = `policy:
  model_name: Qwen/Qwen2.5-7B-Instruct
  megatron_cfg:
    enabled: true
    tensor_model_parallel_size: 2
    pipeline_model_parallel_size: 2
    context_parallel_size: 1
  generation:
    vllm_cfg:
      tensor_parallel_size: 2
cluster:
  gpus_per_node: 8
  num_nodes: 1
`;

describe('a recipe that changes a parent', () => {
  const recipe = (tp: number): string => `defaults: ../base.yaml\npolicy:\n  megatron_cfg:\n    tensor_model_parallel_size: ${tp}\n`;

  it('is held against the cluster and the model of the parent', () => {
    assert.deepEqual(messages('rl/more/recipe.yaml', { 'rl/base.yaml': base, 'rl/more/recipe.yaml': recipe(4) }), []);
    const [found] = messages('rl/more/recipe.yaml', {
      'rl/base.yaml': base.replace('num_nodes: 1', 'num_nodes: 3'),
      'rl/more/recipe.yaml': recipe(3),
    });
    assert.match(found ?? '', /28 attention heads cannot be divided by TP 3/);
    const [whole] = messages('/w/more/recipe.yaml', {
      '/w/base.yaml': base.replace('model_name', 'name'),
      '/w/more/recipe.yaml': recipe(8),
    });
    assert.match(
      whole ?? '',
      /8 GPUs cannot be divided by TP 8 × PP 2 = 16.*nodes 1 in base\.yaml.*pipeline parallel size 2 in base\.yaml/,
    );
  });

  it('says nothing where the parent is not to be had', () => {
    assert.deepEqual(messages('rl/more/recipe.yaml', { 'rl/more/recipe.yaml': recipe(8) }), []);
    const { wanted } = analyze(recipe(8), { path: 'rl/more/recipe.yaml' });
    assert.deepEqual(wanted, ['rl/base.yaml']);
    assert.deepEqual(analyze(recipe(8)).findings, []);
  });

  it('takes parents of parents, the nearer one first, and lists of them', () => {
    const files = {
      'a.yaml': base,
      'b.yaml': 'defaults: a.yaml\ncluster:\n  num_nodes: 2\n',
      'c.yaml': 'defaults:\n  - b.yaml\npolicy:\n  megatron_cfg:\n    tensor_model_parallel_size: 4\n    pipeline_model_parallel_size: 8\n',
    };
    assert.match(messages('c.yaml', files)[0] ?? '', /16 GPUs cannot be divided by TP 4 × PP 8 = 32.*nodes 2 in b\.yaml/);
  });

  it('ends where files name each other, and where they go on without end', () => {
    assert.deepEqual(
      messages('a.yaml', { 'a.yaml': `defaults: b.yaml\n${base.replace('size: 2', 'size: 16')}`, 'b.yaml': 'defaults: a.yaml\n' }).length >
        1,
      false,
    );
    const chain = Object.fromEntries(
      Array.from({ length: 60 }, (_, i) => [
        `f${i}.yaml`,
        `defaults: f${i + 1}.yaml\npolicy:\n  megatron_cfg:\n    tensor_model_parallel_size: 64\ncluster:\n  gpus_per_node: 8\n`,
      ]),
    );
    assert.doesNotThrow(() => findings('f0.yaml', chain));
  });

  it('leads nowhere above the top, and to no absolute path', () => {
    for (const name of ['../../../../etc/hosts.yaml', '/etc/hosts.yaml', 'https://example.org/a.yaml']) {
      assert.deepEqual(
        analyze(`defaults: ${name}\n${base}`, { path: '/one/two.yaml' }).wanted.filter(
          (path) => path.includes('etc') || path.includes(':'),
        ),
        [],
      );
    }
  });
});

describe('FlagScale’s runner and its recipe', () => {
  const files = {
    'conf/train.yaml':
      'defaults:\n  - _self_\n  - train: 7b\nexperiment:\n  task:\n    type: train\n  runner:\n    nnodes: 1\n    nproc_per_node: 8\n',
    'conf/train/7b.yaml': 'system:\n  tensor_model_parallel_size: 4\n  pipeline_model_parallel_size: 4\nmodel:\n  num_layers: 32\n',
  };
  it('are read together, and what does not fit is marked in the file at hand', () => {
    const [found] = findings('conf/train.yaml', files);
    assert.match(found?.message ?? '', /8 GPUs cannot be divided by TP 4 × PP 4 = 16.*in 7b\.yaml/);
    assert.equal(files['conf/train.yaml'].slice(found?.span.start, found?.span.end), '1');
    assert.deepEqual(
      messages('conf/train.yaml', {
        ...files,
        'conf/train/7b.yaml': files['conf/train/7b.yaml'].replace('pipeline_model_parallel_size: 4', 'pipeline_model_parallel_size: 2'),
      }),
      [],
    );
    assert.deepEqual(messages('conf/train/7b.yaml', files), []);
  });
});

describe('a trainer and its DeepSpeed config', () => {
  const recipe =
    'base_model: meta-llama/Llama-3.1-8B\ndatasets: []\nmicro_batch_size: 2\ngradient_accumulation_steps: 4\ndp_shard_size: 8\ndeepspeed: deepspeed_configs/zero3.json\n';
  const zero = (batch: string): string =>
    `{"train_micro_batch_size_per_gpu": ${batch}, "gradient_accumulation_steps": "auto", "zero_optimization": {"stage": 3}}`;
  it('have to name the same batch', () => {
    const path = 'examples/llama/fft.yaml';
    const [found] = findings(path, { [path]: recipe, 'deepspeed_configs/zero3.json': zero('4') });
    assert.match(found?.message ?? '', /mismatch TrainingArguments.*4 in zero3\.json/);
    for (const batch of ['2', '"auto"'])
      assert.deepEqual(messages(path, { [path]: recipe, 'deepspeed_configs/zero3.json': zero(batch) }), []);
    assert.deepEqual(messages(path, { [path]: recipe }), []);
  });
});
