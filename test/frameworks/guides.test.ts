import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, type Finding, hoverAt, inspect } from '../../server/src/engine.ts';

const errors = (text: string, path = 'guide.md'): Finding[] =>
  analyze(text, { path }).findings.filter((finding) => finding.severity === 'error');
const said = (text: string, path?: string): string[] => errors(text, path).map((finding) => `${finding.rule}: ${finding.message}`);
const fence = (language: string, text: string): string => `\`\`\`${language}\n${text}\n\`\`\`\n`;

describe('commands in guides', () => {
  it('are held against the model that they name', () => {
    const [only, ...rest] = said(`# Serve\n\n${fence('bash', 'vllm serve Qwen/Qwen2.5-7B-Instruct \\\n  --tensor-parallel-size 8')}`);
    assert.match(
      only ?? '',
      /^framework: 28 attention heads cannot be divided by TP 8; vLLM stops with: Total number of attention heads \(28\)/,
    );
    assert.deepEqual(rest, []);
    assert.deepEqual(said(fence('bash', 'vllm serve Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size ${TP}')), []);
    assert.deepEqual(said(fence('bash', 'vllm bench serve --model Qwen/Qwen2.5-7B-Instruct --tensor-parallel-size 8')), []);
  });

  it('are put together from the variables of their script', () => {
    const script = [
      'NNODES=2',
      'MODEL_ARGS=(',
      '  --num-layers 30',
      '  --hidden-size 4096',
      '  --num-attention-heads 32',
      ')',
      'PARALLEL="--tensor-model-parallel-size 4 --pipeline-model-parallel-size 4"',
      'torchrun --nproc_per_node 8 --nnodes $NNODES pretrain_gpt.py ${MODEL_ARGS[@]} $PARALLEL --micro-batch-size 1 --global-batch-size 64',
    ].join('\n');
    assert.match(said(fence('bash', script)).join('\n'), /30 layers cannot be divided by PP 4/);
    assert.deepEqual(said(fence('bash', script.replace('--num-layers 30', '--num-layers 32'))), []);
    assert.deepEqual(
      said(fence('bash', script.replace(/global-batch-size 64$/, 'global-batch-size 64 $MORE_ARGS'))),
      [],
      'a layout may be among them',
    );
  });

  it("are told that a degree is under another framework's name, on the command line and in a manifest", () => {
    const doubts = (text: string, path = 'guide.md'): string[] =>
      analyze(text, { path }).findings.map(({ severity, message }) => `${severity}: ${message}`);
    const [only, ...rest] = doubts(fence('bash', 'vllm serve some/model --tensor-model-parallel-size 8 --pipeline-parallel-size 2'));
    assert.match(
      only ?? '',
      /^warning: vLLM has no --tensor-model-parallel-size, its own name is --tensor-parallel-size; it stops with: error: unrecognized arguments/,
    );
    assert.deepEqual(rest, []);
    assert.match(
      doubts(fence('bash', 'vllm serve some/model --expert-parallel-size 8')).join(),
      /vLLM has no --expert-parallel-size; it stops/,
    );
    assert.match(
      doubts(fence('bash', 'torchrun --nproc-per-node 8 pretrain_gpt.py --tensor-parallel-size=8')).join(),
      /Megatron-LM has no --tensor-parallel-size/,
    );
    assert.deepEqual(
      doubts(fence('bash', 'python -m sglang.launch_server --model-path some/model --tensor-parallel-size 8 --expert-parallel-size 8')),
      [],
    );
    assert.deepEqual(doubts(fence('bash', 'torchrun --nproc-per-node 8 train.py --tensor-parallel-size 8')), [], 'a script of its own');
    const manifest = (flag: string): string =>
      `apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: chat}\nspec:\n  template:\n    spec:\n      containers:\n        - name: vllm\n          image: vllm/vllm-openai:v0.11.0\n          args: ["--model", "some/model", "${flag}", "8"]\n          resources: {limits: {nvidia.com/gpu: 8}}\n`;
    assert.match(doubts(manifest('--tensor-model-parallel-size'), 'chat.yaml').join(), /vLLM has no --tensor-model-parallel-size/);
    assert.deepEqual(doubts(manifest('--tensor-parallel-size'), 'chat.yaml'), []);
  });

  it('count what their launcher starts', () => {
    const command = (batch: number): string =>
      fence(
        'bash',
        `torchrun --nproc_per_node=8 --nnodes=2 pretrain_gpt.py --tensor-model-parallel-size 4 --micro-batch-size 2 --global-batch-size ${batch}`,
      );
    assert.match(said(command(12)).join('\n'), /global batch 12 is not a multiple of micro-batch 2 × DP 4/);
    assert.deepEqual(said(command(16)), []);
  });

  it('leave out the number of nodes where the guide tells of more GPUs', () => {
    const command = 'torchrun --nproc_per_node=8 pretrain_gpt.py --tensor-model-parallel-size 4 --pipeline-model-parallel-size 8';
    assert.match(said(fence('bash', command)).join('\n'), /8 GPUs cannot be divided by TP 4 × PP 8 = 32/);
    assert.deepEqual(said(fence('bash', `# DP=2: 4 × 8 × 2 = 64 GPUs\n${command}`)), []);
    assert.deepEqual(said(`## A large model on 64 GPUs\n\n${fence('bash', command)}`), []);
    assert.match(said(`## A large model on 8 GPUs\n\n${fence('bash', command)}`).join('\n'), /cannot be divided/);
  });
});

describe('reinforcement learning from the command line', () => {
  const verl = (micro: number, more = ''): string =>
    fence(
      'bash',
      `python3 -m verl.trainer.main_ppo data.train_batch_size=1024 actor_rollout_ref.actor.ppo_mini_batch_size=256 actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=${micro} actor_rollout_ref.rollout.n=5 trainer.n_gpus_per_node=8 trainer.nnodes=1 ${more}`,
    );
  it('takes the keys of its config, and its defaults', () => {
    assert.deepEqual(said(verl(80)), []);
    assert.match(
      said(verl(80, 'actor_rollout_ref.actor.ppo_mini_batch_size=100')).join('\n'),
      /mini-batch 100 × 5 responses is no multiple of DP 8/,
    );
    assert.deepEqual(said(verl(80, 'actor_rollout_ref.actor.ppo_mini_batch_size=100 --config-name my_own')), []);
    assert.deepEqual(said(verl(80, 'actor_rollout_ref.actor.ppo_mini_batch_size=100 $@')), []);
  });
  it('has the GPUs of the actor', () => {
    const script = (ep: number): string =>
      fence(
        'bash',
        `ray job submit -- python3 train.py --actor-num-nodes 1 --actor-num-gpus-per-node 8 --pipeline-model-parallel-size 2 --expert-model-parallel-size ${ep} --expert-tensor-parallel-size 1`,
      );
    assert.match(said(script(8)).join('\n'), /8 GPUs cannot be divided by .*PP 2.* = 16/);
    assert.deepEqual(said(script(4)), []);
  });
});

describe('batch scripts', () => {
  const script = (batch: number): string =>
    fence(
      'bash',
      [
        '#!/bin/bash',
        '#SBATCH --nodes=4',
        '#SBATCH --gres=gpu:h100:8',
        '#SBATCH --time=01:00:00',
        `srun torchrun --nnodes $SLURM_NNODES --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 8 --micro-batch-size 1 --global-batch-size ${batch}`,
      ].join('\n'),
    );
  it('ask Slurm for the nodes', () => {
    assert.match(said(script(30)).join('\n'), /global batch 30 is not a multiple of micro-batch 1 × DP 4 \(32 GPUs ÷ TP 8\)/);
    assert.deepEqual(said(script(32)), []);
  });
});

describe('pieces of a config in a guide', () => {
  const shape = fence('yaml', 'num-layers: 30\nhidden-size: 4096\nnum-attention-heads: 32\nffn-hidden-size: 14336');
  const degrees = fence(
    'yaml',
    'tensor-model-parallel-size: 2\npipeline-model-parallel-size: 4\nmicro-batch-size: 1\nglobal-batch-size: 64',
  );

  it('are read together in one section, and apart in two', () => {
    assert.match(said(`## Model\n\n${shape}\nand\n\n${degrees}`).join('\n'), /30 layers cannot be divided by PP 4/);
    assert.deepEqual(said(`## Model\n\n${shape}\n## Layout\n\n${degrees}`), []);
  });

  it('may derive what the framework does not', () => {
    const guide = (comment: string): string =>
      fence(
        'yaml',
        `tensor-model-parallel-size: 2\npipeline-model-parallel-size: 4\nexpert-model-parallel-size: 8\n# Data parallel: ${comment}`,
      );
    assert.match(
      said(guide('128 / (2 * 4 * 8) = 2')).join('\n'),
      /EP 8 is no divisor of the GPUs in Megatron-LM.*128 ÷ \(TP 2 × PP 4\) = 16, not 2/,
    );
    assert.deepEqual(said(guide('128 / (2 * 4) = 16')), []);
  });
});

describe('comments of a config', () => {
  it('may work out the batch as the framework does not', () => {
    const config = (comment: string): string =>
      `model_name_or_path: some/model\nstage: sft\n# global batch size = ${comment}\nper_device_train_batch_size: 1\ngradient_accumulation_steps: 8\npipeline_model_parallel_size: 4\nexpert_model_parallel_size: 2\n`;
    const [only] = analyze(config('(8 // 2 // 4) * 8 = 8'), { path: 'train.yaml' }).findings;
    assert.equal(only?.severity, 'warning');
    assert.match(only?.message ?? '', /The batch is 8 ÷ 4 × 8 = 16, not 8/);
    assert.deepEqual(analyze(config('(8 // 4) * 8 = 16'), { path: 'train.yaml' }).findings, []);
  });
});

describe('tables of configurations', () => {
  const table = (...rows: string[]): string =>
    ['| GPUs | TP | PP | DP | MBS | GA | GBS |', '|--|--|--|--|--|--|--|', ...rows.map((row) => `| ${row} |`)].join('\n');

  it('are held against the batch of the row', () => {
    const rows = ['16 | 2 | 2 | 4 | 1 | 2 | 8', '32 | 2 | 2 | 1 | 1 | 2 | 16'];
    const [only] = analyze(table(...rows), { path: 'guide.md' }).findings;
    assert.match(
      `${only?.severity} ${only?.rule}: ${only?.message}`,
      /^error gpu-count: TP 2 × PP 2 × DP 1 is 4, not the 32 GPUs of the row; by its batch DP is GBS 16 ÷ \(MBS 1 × GA 2\) = 8$/,
    );
    const repeated = analyze(table(...rows, '32 | 2 | 2 | 1 | 1 | 4 | 32'), { path: 'guide.md' }).findings;
    assert.deepEqual(
      repeated.map(({ severity }) => severity),
      ['error', 'warning'],
      'the same mistake again',
    );
  });

  it('are left alone where nothing tells what a column counts', () => {
    assert.deepEqual(said(table('16 | 2 | 2 | 8 | 1 | 2 | 99', '32 | 2 | 2 | 16 | 1 | 2 | 99')), [], 'GPUs of a node');
    assert.deepEqual(said(table('16 | 2 | 2 | 4 | 1 | 2 | 8', '8 | 2 | 2 | 4 | 1 | 2 | 8')), []);
  });
});

describe('degrees beside GPUs', () => {
  const block = 'TP=2\nPP=16\nEP=64\nDP=2\nTotal = 2 × 16 × 64 × 2 = 4096';
  it('have to make the number of the line above in some reading', () => {
    assert.match(
      said(`# Guide\n\nA large model on 1024 GPUs:\n${fence('bash', block)}`).join('\n'),
      /^gpu-count: 4096 GPUs by this product, 1024 by the line above/,
    );
    assert.deepEqual(said(`# Guide\n\nA large model on 4096 GPUs:\n${fence('bash', block)}`), []);
    const folded = block.replace('EP=64', 'EP=4').replace('× 64 × 2 = 4096', '× 4 × 2 = 256');
    assert.deepEqual(said(`# Guide\n\nA large model on 64 GPUs:\n${fence('bash', folded)}`), [], 'experts folded');
  });
  it('have to fit the one node that a sentence names', () => {
    assert.match(
      said('Under TP8PP2, a single node with 8 H100 GPUs reached 800 tokens a second.').join('\n'),
      /TP 8 × PP 2 needs 16 GPUs; a single node with 8 is too small/,
    );
    assert.deepEqual(said('Under TP8PP2, two nodes with 8 H100 GPUs each reached 800 tokens a second.'), []);
  });
});

describe('numbers of configs', () => {
  const text =
    'trainer:\n  num_nodes: 2\n  devices: 8\nmodel:\n  tensor_model_parallel_size: 4\n  micro_batch_size: 1\n  global_batch_size: 64\n';
  const analysis = analyze(text, { path: 'train.yaml' });

  it('are quantities with exact places', () => {
    const quantities = inspect(analysis).scenarios.flatMap((scenario) => scenario.quantities);
    const places = Object.fromEntries(
      quantities.map((quantity) => [quantity.id, quantity.mentions.map((mention) => text.slice(mention.span.start, mention.span.end))]),
    );
    assert.deepEqual(places, { nodes: ['2'], gpus_per_node: ['8'], tp: ['4'], micro_batch: ['1'], global_batch: ['64'] });
  });

  it('are explained where they stand and at their key', () => {
    for (const words of ['tensor_model_parallel_size', '4\n'])
      assert.match(hoverAt(analysis, text.indexOf(words))?.markdown ?? '', /tensor parallel size \(TP\)\*\* = 4/);
  });

  it('of several roles are not set against each other', () => {
    const roles = analyze(
      'context_servers:\n  tensor_parallel_size: 4\n  kv_cache_config: {}\ngeneration_servers:\n  tensor_parallel_size: 8\n',
      { path: 'serve.yaml' },
    );
    assert.deepEqual(roles.findings, []);
    assert.deepEqual(
      inspect(roles).scenarios.map(({ name }) => name),
      ['context', 'generation'],
    );
  });

  it('that only a comment tells make a warning at most', () => {
    const config =
      '{\n  # batch size (trained on 12 gpus)\n  "pipe_parallel_size": 1,\n  "model_parallel_size": 8,\n  "num_layers": 12\n}\n';
    assert.deepEqual(
      analyze(config, { path: 'config.yml' }).findings.map((finding) => finding.severity),
      ['warning'],
    );
  });
});

describe('configurations that are no plans', () => {
  const cases: Record<string, string> = {
    'a workflow':
      'on: push\njobs:\n  test:\n    strategy:\n      max-parallel: 4\n      matrix:\n        node: [18, 20]\n    runs-on: ubuntu-latest\n',
    'a pipeline with parallelism': 'version: 2.1\njobs:\n  build:\n    parallelism: 4\n    docker:\n      - image: x\n',
    'a manifest without accelerators':
      'apiVersion: apps/v1\nkind: Deployment\nmetadata:\n  name: web\nspec:\n  replicas: 3\n  template:\n    spec:\n      containers:\n        - name: web\n          args: ["--data-parallel-size", "x"]\n',
    'an interface description':
      'openapi: 3.1.0\npaths:\n  /chat:\n    post:\n      parameters:\n        - name: parallel_tool_calls\n          schema: {type: boolean}\n',
    'words of a program': 'en:\n  pp: "page 8"\n  parallel: "parallel"\n',
  };
  for (const [name, text] of Object.entries(cases)) {
    it(`get nothing: ${name}`, () => {
      const analysis = analyze(text, { path: 'file.yaml' });
      assert.equal(analysis.isPlan, false);
      assert.deepEqual(analysis.findings, []);
    });
  }
});
