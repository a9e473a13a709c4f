import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/** Errors and warnings of a document of that name. */
const said = (path: string, lines: readonly string[] | string): string[] =>
  analyze(typeof lines === 'string' ? lines : `${lines.join('\n')}\n`, { path })
    .findings.filter(({ severity }) => severity === 'error' || severity === 'warning')
    .map(({ severity, message }) => `${severity}: ${message}`);
const launches = (path: string, text: string) => analyze(text, { path }).plan?.launches.launches ?? [];

const layers = '--num-layers 48 --hidden-size 4096 --num-attention-heads 64 --micro-batch-size 1';
const sixteen = `python pretrain_gpt.py ${layers} --tensor-model-parallel-size 8 --pipeline-model-parallel-size 2`;
const tooMany = /24 GPUs cannot be divided by TP 8 × PP 2 = 16/;

describe('scripts', () => {
  it('are read by their name, their first line, or what they ask of Slurm', () => {
    const run = `torchrun --nnodes 3 --nproc_per_node 8 pretrain_gpt.py ${layers} --tensor-model-parallel-size 8 --pipeline-model-parallel-size 2\n`;
    for (const [name, text] of [
      ['train.sh', run],
      ['train.bash', run],
      ['train.sbatch', run],
      ['train.slurm', run],
      ['launch', `#!/usr/bin/env bash\n${run}`],
      ['job', `#SBATCH --nodes=3\n${run}`],
      ['Dockerfile', `FROM base\nENV TP=8\nCMD ${run.replace('-size 8', '-size $TP')}`],
      [
        'Dockerfile.train',
        `FROM base\nENTRYPOINT ["torchrun"]\nCMD [${run
          .trim()
          .split(' ')
          .slice(1)
          .map((word) => `"${word}"`)
          .join(', ')}]\n`,
      ],
      ['Makefile', `TP := 8\ntrain:\n\t@${run.replace('-size 8', '-size $(TP)')}`],
      ['guide.rst', `Guide\n=====\n\nRun it so:\n\n.. code-block:: bash\n\n   ${run}`],
      ['guide.md', `# Guide\n\n=== "Megatron"\n\n    \`\`\`bash\n    ${run}    \`\`\`\n`],
      ['guide.md', `# Guide\n\n!!! note\n\n    Start:\n\n    \`\`\`sh\n    ${run}    \`\`\`\n`],
      ['recipe.yaml', `model:\n  model_id: org/model\nguide: |\n  # Guide\n\n  \`\`\`bash\n  ${run}  \`\`\`\nvariants: {}\n`],
      ['spec.yaml', `name: check\nserver_cmd: >\n  ${run.replace(' --tensor', '\n  --tensor')}`],
    ] as const)
      assert.match(said(name, text).join('\n'), tooMany, `${name}\n${text}`);
  });

  it('say nothing of their own beside what they launch', () => {
    const text = `#!/bin/bash\n# was: 7 nodes of 5 GPUs; TP 3 x PP 9 = 4\nLAYERS=7\necho "TP=8 PP=2 DP=2 on 99 GPUs"\ntorchrun --nnodes 2 --nproc_per_node 8 ${sixteen.slice(7)}\n`;
    assert.deepEqual(said('train.sh', text), []);
  });

  it('end in time', () => {
    const line = `torchrun --nnodes $N --nproc_per_node 8 pretrain_gpt.py ${layers} --tensor-model-parallel-size \${TP:-8} \\\n  --seq-length 4096\n`;
    const start = performance.now();
    said('long.sh', `#!/bin/bash\nN=2\n${line.repeat(3000)}`);
    assert.ok(performance.now() - start < 20_000);
  });
});

describe('the header of a batch script', () => {
  const job = (...header: string[]): string[] => said('job.sbatch', ['#!/bin/bash', ...header, `srun ${sixteen}`]);
  const eight = '#SBATCH --gpus-per-node=8';

  it('is held against the launch', () => {
    assert.match(job('#SBATCH --nodes=3', eight).join('\n'), tooMany);
    assert.match(job('#SBATCH -N 3', '#SBATCH --gres=gpu:h100:8').join('\n'), tooMany);
    assert.match(job('#SBATCH -N3 --gpus=24').join('\n'), tooMany);
    assert.match(job('#SBATCH-N 3', eight).join('\n'), tooMany);
    assert.match(job('# a job', '', '#SBATCH --nodes=3', eight).join('\n'), tooMany);
    assert.match(job('#SBATCH -N 3', '#SBATCH --ntasks-per-node=8', '#SBATCH --gpus-per-task=1').join('\n'), tooMany);
  });

  it('counts as sbatch reads it', () => {
    for (const header of [
      ['#SBATCH --nodes=2', eight, 'module load cuda', '#SBATCH --nodes=3'],
      ['#SBATCH --nodes=2', eight, ' #SBATCH --nodes=3'],
      ['#SBATCH --nodes=2', eight, '#SBATCH --time=1:00:00 # with --nodes=3 it took longer'],
      ['#SBATCH --nodes=2', eight, '#SBATCH --comment="scaled from -N 3 runs"'],
      ['#SBATCH -N 3', '#SBATCH -n 2', eight],
      ['#SBATCH --nodes=3', '#SBATCH --nodes=2-4', eight],
      ['#SBATCH --nodes=2', eight, '#SBATCH hetjob', '#SBATCH --nodes=3', eight],
    ])
      assert.deepEqual(job(...header), [], header.join('\n'));
  });

  it('fills the variables of the job in', () => {
    const [launch] = launches(
      'job.sh',
      `#!/bin/bash\n#SBATCH --nodes=4\n#SBATCH --gpus-per-node=8\ntorchrun --nnodes $SLURM_NNODES --nproc_per_node $SLURM_GPUS_ON_NODE ${sixteen.slice(7)}\n`,
    ).filter(({ engine }) => engine.id === 'megatron');
    assert.equal(launch?.value('gpus'), 32);
  });
});

describe('manifests', () => {
  const pods = (worker: readonly string[]): string[] =>
    said('cluster.yaml', [
      'apiVersion: ray.io/v1',
      'kind: RayCluster',
      'metadata: {name: c}',
      'spec:',
      '  headGroupSpec:',
      '    template:',
      '      spec:',
      '        containers:',
      '          - name: head',
      '            command: ["sh", "-c", "ray start --head && vllm serve org/model --tensor-parallel-size 8 --pipeline-parallel-size 4 --distributed-executor-backend ray"]',
      '            resources: {limits: {nvidia.com/gpu: 8}}',
      '  workerGroupSpecs:',
      '    - groupName: w',
      ...worker.map((line) => `      ${line}`),
      '      template: {spec: {containers: [{name: w, resources: {limits: {nvidia.com/gpu: 8}}}]}}',
    ]);

  it('count the pods of Ray by hosts and bounds', () => {
    assert.deepEqual(pods(['replicas: 1', 'numOfHosts: 3']), []);
    assert.deepEqual(pods(['replicas: 0', 'minReplicas: 3']), []);
    assert.match(pods(['replicas: 1']).join('\n'), /needs 32 GPUs, but 16/);
    assert.match(pods(['groupSize: 1']).join('\n'), /needs 32 GPUs, but 8/);
  });

  const deployment = (command: string, resources: string, more: readonly string[] = []): string[] =>
    said('serve.yaml', [
      'apiVersion: apps/v1',
      'kind: Deployment',
      'metadata: {name: chat}',
      'spec:',
      '  template:',
      '    spec:',
      ...more.map((line) => `      ${line}`),
      '      containers:',
      '        - name: engine',
      `          command: [${command
        .split(' ')
        .map((word) => `"${word}"`)
        .join(', ')}]`,
      `          resources: {limits: {${resources}}}`,
    ]);

  it('name the accelerator by labels of nodes, affinities and instance types', () => {
    const small = 'vllm serve deepseek-ai/DeepSeek-R1-Distill-Llama-8B';
    for (const more of [
      ['nodeSelector: {nvidia.com/gpu.product: Tesla-V100-SXM2-16GB}'],
      ['nodeSelector: {cloud.google.com/gke-accelerator: nvidia-tesla-t4}'],
      ['nodeSelector: {node.kubernetes.io/instance-type: g4dn.xlarge}'],
      [
        'affinity: {nodeAffinity: {requiredDuringSchedulingIgnoredDuringExecution: {nodeSelectorTerms: [{matchExpressions: [{key: nvidia.com/gpu.product, operator: In, values: [Tesla-T4]}]}]}}}',
      ],
    ])
      assert.match(
        deployment(small, 'nvidia.com/gpu: 1', more).join('\n'),
        /needs at least 16.1 GB of weights on its one GPU/,
        more.join('\n'),
      );
    assert.deepEqual(deployment(small, 'nvidia.com/gpu: 1', ['nodeSelector: {node.kubernetes.io/instance-type: g5.xlarge}']), []);
  });

  it('count two devices on a chip of Ironwood, and one on others', () => {
    const serve = 'vllm serve org/model --tensor-parallel-size 8';
    const on = (kind: string) => deployment(serve, 'google.com/tpu: 4', [`nodeSelector: {cloud.google.com/gke-tpu-accelerator: ${kind}}`]);
    assert.deepEqual(on('tpu7x'), []);
    assert.match(on('tpu-v6e-slice').join('\n'), /needs 8 GPUs, but 4/);
    assert.deepEqual(deployment(serve, 'google.com/tpu: 4'), []);
  });

  it('know what today’s engines multiply and abbreviate', () => {
    const four = 'nvidia.com/gpu: 4';
    const eight = 'nvidia.com/gpu: 8';
    assert.deepEqual(deployment('vllm serve org/model --tensor-parallel-size 4 --prefill-context-parallel-size 2', eight), []);
    assert.match(
      deployment('vllm serve org/model --tensor-parallel-size 4 --prefill-context-parallel-size 2', four).join('\n'),
      /TP 4 × PCP 2 needs 8 GPUs/,
    );
    assert.deepEqual(deployment('vllm serve org/model --tensor-parallel-size 4 --pipeline-parallel 2', eight), []);
    const sglang = 'python3 -m sglang.launch_server --model-path org/model';
    assert.deepEqual(deployment(`${sglang} --tp 8 --ep-size 16 --moe-a2a-backend deepep`, eight), []);
    assert.deepEqual(deployment(`${sglang} --tensor-parallel 8 --ep-size 8`, eight), []);
    assert.deepEqual(
      said(
        'a.sh',
        `torchrun --nproc_per_node 8 --nnode 3 pretrain_gpt.py ${layers} --tensor-model-parallel-size 8 --pipeline-model-parallel-size 3\n`,
      ),
      [],
    );
    assert.deepEqual(
      said('a.sh', `torchrun --nnodes 8 --nproc_per_node 8 pretrain_gpt.py ${layers} --tensor-model-parallel 8 --global-batch-size 8\n`),
      [
        'error: Megatron-LM has no --tensor-model-parallel, its own name is --tensor-model-parallel-size; it stops with: error: unrecognized arguments: --tensor-model-parallel',
      ],
    );
    assert.match(
      deployment('vllm serve MiniMaxAI/MiniMax-M2 --tensor-parallel-size 6', 'nvidia.com/gpu: 6').join('\n'),
      /error: .*8 is not divisible by 6/,
    );
  });

  it('read numbers as their loaders do', () => {
    assert.deepEqual(deployment('vllm serve org/model --tensor-parallel-size 8', 'nvidia.com/gpu: 010'), []);
    const flat = 'pipeline_model_parallel_size: 1\nnum_layers: 48\nnum_attention_heads: 16\nhidden_size: 4096\nnum_query_groups: 8\n';
    assert.deepEqual(said('a.yaml', `tensor_model_parallel_size: 010\n${flat}`), []);
  });
});

describe('trainers of today', () => {
  const megatron = (flags: string) => said('a.sh', `torchrun --nproc_per_node 8 pretrain_gpt.py ${layers} ${flags}\n`);

  it('lower a batch where they are told to, and ignore a ramp', () => {
    assert.deepEqual(
      megatron('--tensor-model-parallel-size 2 --global-batch-size 10 --decrease-batch-size-if-needed --eval-global-batch-size 12'),
      [],
    );
    assert.match(
      megatron('--tensor-model-parallel-size 1 --rampup-batch-size 8 8 1000 --global-batch-size 30').join('\n'),
      /eval_global_batch_size \(30\) must be divisible by/,
    );
  });

  it('take what their programs take', () => {
    // two nodes where the block does not say how many
    const dynamo = (nodes: string): string[] =>
      said('graph.yaml', [
        'apiVersion: nvidia.com/v1alpha1',
        'kind: DynamoGraphDeployment',
        'metadata: {name: chat}',
        'spec:',
        '  services:',
        '    Worker:',
        `      ${nodes}`,
        '      resources: {limits: {gpu: "8"}}',
        '      extraPodSpec:',
        '        mainContainer:',
        '          args: ["python3 -m dynamo.vllm --model org/model --tensor-parallel-size 8 --pipeline-parallel-size 2"]',
        '          command: ["sh", "-c"]',
      ]);
    assert.deepEqual(dynamo('multinode: {}'), []);
    assert.match(dynamo('replicas: 1').join('\n'), /needs 16 GPUs, but 8/);
    // the DeepSpeed backend of SP is not held against the processes
    const axes = (sp: number, dp: number): string[] =>
      said('accelerate.yaml', [
        'distributed_type: DEEPSPEED',
        'deepspeed_config: {zero_stage: 3}',
        'num_machines: 1',
        'num_processes: 8',
        'parallelism_config:',
        `  parallelism_config_sp_size: ${sp}`,
        `  parallelism_config_dp_shard_size: ${dp}`,
      ]);
    assert.deepEqual(axes(2, 1), []);
    // the least batch of Megatron is DP × micro-batch, and CP leaves less DP
    const verl = (more: string): string[] =>
      said(
        'train.sh',
        `python3 -m verl.trainer.main_ppo trainer.nnodes=2 trainer.n_gpus_per_node=8 actor_rollout_ref.rollout.n=1 actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1 ${more}\n`,
      );
    const cut = 'actor_rollout_ref.actor.strategy=megatron actor_rollout_ref.actor.megatron.context_parallel_size=2';
    assert.deepEqual(verl(`data.train_batch_size=24 actor_rollout_ref.actor.ppo_mini_batch_size=24 ${cut}`), []);
    // batches cut by tokens are not held against the mini-batch
    const under = 'data.train_batch_size=64 actor_rollout_ref.actor.ppo_mini_batch_size=128';
    assert.match(verl(under).join('\n'), /train_batch_size \(64\) must be >= actor\.ppo_mini_batch_size \(128\)/);
    assert.deepEqual(verl(`${under} actor_rollout_ref.actor.use_dynamic_bsz=True`), []);
    // TP of DeepSpeed takes its share of the ranks
    const openRlhf = (flags: string): string[] =>
      said(
        'train.sh',
        `python3 -m openrlhf.cli.train_ppo_ray --actor_num_nodes 1 --actor_num_gpus_per_node 8 --micro_train_batch_size 1 --train_batch_size 4 ${flags}\n`,
      );
    assert.deepEqual(openRlhf('--ds_tensor_parallel_size 2'), []);
    assert.equal(openRlhf('').length, 1);
  });

  it('let any spelling of a switch switch', () => {
    assert.deepEqual(
      said('a.yaml', [
        'tensor_model_parallel_size: 2',
        'pipeline_model_parallel_size: 4',
        'num_layers: 61',
        'num_attention_heads: 64',
        'hidden_size: 4096',
        'pipeline_model_parallel_layout: Et*15|t*16|t*15|t*15L',
        'account_for_embedding_in_pipeline_split: false',
      ]),
      [],
    );
  });

  it('keep a table that a rule follows', () => {
    const table =
      '# Plan\n\n| Setting | Value |\n|---|---|\n| Global batch size | 1000 |\n| Data parallel | 16 |\n| Tensor parallel | 4 |\n';
    assert.deepEqual(said('plan.md', `${table}---\n`), said('plan.md', table));
    assert.equal(said('plan.md', `${table}---\n`).length, 1);
  });

  it('hold comments against the launch, not the launch against them', () => {
    const config = (comment: string) =>
      said(
        'a.yaml',
        `# ${comment}\nrecipe: Train\nstep_scheduler: {global_batch_size: 64, local_batch_size: 1}\ndistributed: {strategy: fsdp2, tp_size: 1, pp_size: 4, ep_size: 32}\n`,
      );
    assert.deepEqual(config('16 nodes (ep=64, pp=4 -> 64*2/8=16 nodes)'), ['warning: the comment tells of EP 64; the launch has EP 32']);
    for (const silent of [
      'ep=32, pp=4',
      'ep=64, pp=2 runs out of memory',
      'validated with ep=64, pp=2',
      'try ep=64 pp=2',
      'a nearby EP64 x PP2 layout',
    ])
      assert.deepEqual(config(silent), [], silent);
  });
});
