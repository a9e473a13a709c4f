import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';
import { breachesOf } from '../../server/src/frameworks/breaches.ts';
import { wrongDerivations } from '../../server/src/frameworks/comments.ts';
import { engines } from '../../server/src/frameworks/index.ts';
import { published } from './published.ts';

/** A launch that breaks a rule, and one that keeps it. */
interface Example {
  readonly breaks: string;
  readonly keeps: string;
  /** Name of the document. */
  readonly path: string;
  /** The rule of that name, where an engine has two. */
  readonly says?: RegExp;
}

const fenced = (command: string): string => `# Launch\n\n\`\`\`bash\n${command}\n\`\`\`\n`;
const both =
  (path: string, write: (value: string) => string) =>
  (breaks: string | number, keeps: string | number, says?: RegExp): Example => ({
    path,
    breaks: write(String(breaks)),
    keeps: write(String(keeps)),
    ...(says && { says }),
  });
const command = (before: string) => both('launch.md', (flags) => fenced(`${before} ${flags}`));
const yaml = (write: (value: string) => string) => both('config.yaml', write);

const shape = '--num-layers 32 --hidden-size 4096 --num-attention-heads 32';
const megatron = (fixed = shape) => command(`torchrun --nnodes 1 --nproc_per_node 8 pretrain_gpt.py ${fixed}`);
const slime = (fixed: string) =>
  command(
    `python3 train.py --actor-num-nodes 1 --actor-num-gpus-per-node 8 --n-samples-per-prompt 8 --tensor-model-parallel-size 2 ${fixed}`,
  );
const withDeepspeed = (fixed = '') => command(`torchrun --nnodes 1 --nproc_per_node 8 pretrain_gpt.py --deepspeed ${fixed}`);
const nemo = yaml(
  (model) =>
    `trainer:\n  devices: 8\n  num_nodes: 1\nmodel:\n${model
      .split(' ')
      .map((pair) => `  ${pair.replace('=', ': ')}\n`)
      .join('')}`,
);
const pod =
  (command: string, image = 'registry/engine:1', more = '') =>
  (flags: string): string =>
    [
      'apiVersion: v1',
      'kind: Pod',
      'metadata:',
      '  name: chat',
      'spec:',
      '  nodeSelector:',
      '    nvidia.com/gpu.product: NVIDIA-H100-80GB-HBM3',
      '  containers:',
      '    - name: engine',
      `      image: ${image}`,
      '      command: ["sh", "-c"]',
      `      args: ["${command} ${flags.replace(/ gpus=\d+/, '')}"]`,
      `${more}      resources:`,
      '        limits:',
      `          nvidia.com/gpu: ${/ gpus=(\d+)/.exec(flags)?.[1] ?? 8}`,
      '',
    ].join('\n');
const vllm = (model = 'org/model') => yaml(pod(`vllm serve ${model}`));
const sglang = (model = 'org/model') => yaml(pod(`python3 -m sglang.launch_server --model-path ${model}`));
/** Prefill and decode of one model, decode with other flags. */
const onOneNode = both(
  'train.yaml',
  (degrees) => `# one node, 8 GPUs\nmodel_name_or_path: org/model\nstage: sft\nper_device_train_batch_size: 1\n${degrees}\n`,
);
const roles = (model: string) =>
  both('launch.md', (flags) =>
    fenced(
      `python3 -m sglang.launch_server --model-path ${model} --disaggregation-mode prefill --page-size 32 --tp 2\n` +
        `python3 -m sglang.launch_server --model-path ${model} --disaggregation-mode decode --tp 2 ${flags}`,
    ),
  );
const trtllm = (model = 'org/model') => yaml(pod(`trtllm-serve ${model}`));
const sky = (run: string) =>
  yaml(
    (flags) =>
      `resources:\n  accelerators: ${/ on=(\S+)/.exec(flags)?.[1] ?? 'H100:8'}\nrun: |\n  ${run} ${flags.replace(/ on=\S+/, '')}\n`,
  );
const titan = both(
  'train.toml',
  (lines) =>
    `[parallelism]\n${lines
      .split(' ')
      .map((pair) => (pair === '|' ? '[training]' : pair.replace('=', ' = ')))
      .join('\n')}\n`,
);
const titanPipeline = (schedule: string) =>
  both(
    'train.toml',
    (batch) =>
      `[training]\nlocal_batch_size = ${batch}\n[parallelism]\npipeline_parallel_degree = 4\npipeline_parallel_schedule = "${schedule}"\npipeline_parallel_microbatch_size = 1\n`,
  );
const titanOn8 = both('train.toml', (lines) => `# total: 8 GPUs\n[parallelism]\n${lines.replaceAll(' ', '\n').replaceAll('=', ' = ')}\n`);
const flat = (fixed: string) =>
  yaml(
    (pairs) =>
      `${[...fixed.split(' '), ...pairs.split(' ')]
        .filter((pair) => pair !== '')
        .map((pair) => pair.replace('=', ': '))
        .join('\n')}\n`,
  );
const neox = (comment = '# trained on 32 gpus') =>
  yaml(
    (pairs) =>
      `${comment}\n${pairs
        .split(' ')
        .map((pair) => `"${pair.replace('=', '": ')},`)
        .join('\n')
        .replace(/^/, '{\n')
        .replace(/,$/, '\n}')}\n`,
  );
const accelerate = (fixed: string) =>
  yaml(
    (sizes) =>
      `distributed_type: FSDP\n${fixed}\nparallelism_config:\n${sizes
        .split(' ')
        .map((pair) => `  parallelism_config_${pair.replace('=', '_size: ')}\n`)
        .join('')}`,
  );
const verl = (fixed: string) => command(`python3 -m verl.trainer.main_ppo trainer.nnodes=1 trainer.n_gpus_per_node=8 ${fixed}`);
const lengths = 'data.train_batch_size=1024 data.max_prompt_length=2048 data.max_response_length=8192';
const nemoRl = (backend: string) =>
  yaml((line) => `policy:\n  model_name: org/model\n  ${line}\n  ${backend}\ncluster: {gpus_per_node: 8, num_nodes: 1}\n`);
const service = (degrees: string) =>
  yaml(
    (value) =>
      `apiVersion: serving.kserve.io/v1alpha1\nkind: LLMInferenceService\nmetadata: {name: chat}\nspec:\n  model: {uri: hf://org/model, name: org/model}\n  parallelism: {${degrees}${value}}\n  template:\n    containers:\n      - name: main\n        resources: {limits: {nvidia.com/gpu: "8"}}\n`,
  );
const qwen = 'actor_rollout_ref.model.path=Qwen/Qwen2.5-7B-Instruct';
const core = 'actor_rollout_ref.actor.megatron.context_parallel_size=1';
const role = 'actor_rollout_ref.actor.megatron';

/** By engine and name of the rule. */
const examples: Readonly<Record<string, Readonly<Record<string, readonly Example[]>>>> = {
  megatron: {
    'world-dense': [
      megatron()(
        '--tensor-model-parallel-size 8 --pipeline-model-parallel-size 2',
        '--tensor-model-parallel-size 4 --pipeline-model-parallel-size 2',
      ),
      // whatever else the variable holds
      command('torchrun --nnodes 1 --nproc_per_node 8 pretrain_gpt.py $MORE')(
        '--tensor-model-parallel-size 8 --pipeline-model-parallel-size 2',
        '--tensor-model-parallel-size 4 --pipeline-model-parallel-size 2',
      ),
    ],
    'world-expert': [
      megatron(`${shape} --num-experts 8 --tensor-model-parallel-size 2`)(
        '--expert-model-parallel-size 8',
        '--expert-model-parallel-size 8 --expert-tensor-parallel-size 1',
      ),
    ],
    'heads-tp': [megatron('--num-layers 32 --num-attention-heads 28')('--tensor-model-parallel-size 8', '--tensor-model-parallel-size 4')],
    'kv-tp': [
      megatron('--num-layers 32 --num-attention-heads 24 --tensor-model-parallel-size 4')('--num-query-groups 6', '--num-query-groups 8'),
    ],
    'layers-pp': [megatron('--pipeline-model-parallel-size 4')('--num-layers 30', '--num-layers 32')],
    'layers-vpp': [
      megatron('--num-layers 32 --pipeline-model-parallel-size 4')(
        '--num-virtual-stages-per-pipeline-rank 3',
        '--num-virtual-stages-per-pipeline-rank 4',
      ),
    ],
    'layers-chunk': [
      megatron('--num-layers 32 --pipeline-model-parallel-size 4')(
        '--num-layers-per-virtual-pipeline-stage 3',
        '--num-layers-per-virtual-pipeline-stage 2',
      ),
    ],
    'vpp-pp': [
      megatron('--num-layers 32 --num-virtual-stages-per-pipeline-rank 2')(
        '--pipeline-model-parallel-size 1',
        '--pipeline-model-parallel-size 2',
      ),
    ],
    'vpp-microbatches': [
      megatron('--num-layers 32 --pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 2 --micro-batch-size 1')(
        '--global-batch-size 12',
        '--global-batch-size 16',
      ),
    ],
    'experts-ep': [megatron('--expert-model-parallel-size 4')('--num-experts 6', '--num-experts 8')],
    'ep-needs-moe': [megatron(`${shape} --expert-model-parallel-size 4`)('', '--num-experts 8')],
    gbs: [megatron('--tensor-model-parallel-size 2 --micro-batch-size 2')('--global-batch-size 20', '--global-batch-size 24')],
    'seq-cp': [megatron('--context-parallel-size 4')('--seq-length 4100', '--seq-length 4096')],
    'ep-tp-sp': [
      nemo(
        'tensor_model_parallel_size=2 expert_model_parallel_size=2 num_moe_experts=8 sequence_parallel=False',
        'tensor_model_parallel_size=2 expert_model_parallel_size=2 num_moe_experts=8 sequence_parallel=True',
      ),
    ],
    'heads-kv': [megatron('--num-layers 32 --num-attention-heads 32')('--num-query-groups 6', '--num-query-groups 8')],
    'stage-layers': [
      megatron('--num-layers 61 --pipeline-model-parallel-size 4')(
        '--decoder-last-pipeline-num-layers 12',
        '--decoder-last-pipeline-num-layers 13',
      ),
      megatron('--num-layers 20 --pipeline-model-parallel-size 1')(
        '--decoder-last-pipeline-num-layers 1',
        '--decoder-last-pipeline-num-layers 20',
      ),
      megatron('--num-layers 20 --pipeline-model-parallel-size 2')(
        '--decoder-first-pipeline-num-layers 8 --decoder-last-pipeline-num-layers 10',
        '--decoder-first-pipeline-num-layers 10 --decoder-last-pipeline-num-layers 10',
      ),
    ],
    'no-steps': [slime('--num-rollout 2 --rollout-batch-size 8')('--global-batch-size 256', '--global-batch-size 64')],
    'rollout-batch': [slime('--rollout-batch-size 8')('--global-batch-size 48', '--global-batch-size 32')],
    'colocated-nodes': [
      command('python3 train.py --actor-num-nodes 2 --actor-num-gpus-per-node 4 --colocate --tensor-model-parallel-size 4')(
        '',
        '--num-gpus-per-node 4',
      ),
    ],
    'seq-tp': [
      megatron(`${shape} --tensor-model-parallel-size 8 --sequence-parallel`)('--seq-length 4098', '--seq-length 4096'),
      megatron(`${shape} --tensor-model-parallel-size 4 --seq-length 4098`)('--sequence-parallel', ''),
    ],
    'gbs-any': [
      command('python3 pretrain_gpt.py --tensor-model-parallel-size 2 --micro-batch-size 4')(
        '--global-batch-size 30',
        '--global-batch-size 32',
      ),
    ],
    'dataset-micro': [
      yaml(
        (micro) =>
          `model:\n  tensor_model_parallel_size: 2\ndataset:\n  micro_batch_size: ${micro}\ntrain:\n  micro_batch_size: 2\n  global_batch_size: 32\n`,
      )(1, 2),
    ],
    divide: [megatron('--tensor-model-parallel-size 8')('--ffn-hidden-size 11012', '--ffn-hidden-size 11008')],
    'vpp-overlap': [
      megatron('--num-layers 32 --num-virtual-stages-per-pipeline-rank 2 --pipeline-model-parallel-size 2')(
        '--no-overlap-p2p-communication',
        '',
      ),
    ],
    'first-vpp': [
      megatron('--num-layers 31 --pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 2')(
        '--decoder-first-pipeline-num-layers 7',
        '--decoder-first-pipeline-num-layers 8',
      ),
    ],
    'last-vpp': [
      megatron('--num-layers 31 --pipeline-model-parallel-size 4 --num-virtual-stages-per-pipeline-rank 2')(
        '--decoder-last-pipeline-num-layers 7',
        '--decoder-last-pipeline-num-layers 8',
      ),
    ],
    layout: [
      megatron('--num-layers 16 --pipeline-model-parallel-size 4')(
        "--pipeline-model-parallel-layout 'Et|(tt|)*7,t|L'",
        "--pipeline-model-parallel-layout 'Et|(tt|)*5,tt|(t|)*4,L'",
      ),
      megatron('--num-layers 16 --pipeline-model-parallel-size 4')(
        "--pipeline-model-parallel-layout 'Et*8|t*8L'",
        "--pipeline-model-parallel-layout 'Et*4|t*4|t*4|t*4L'",
      ),
    ],
    'rollout-steps': [slime('--rollout-batch-size 16 --num-steps-per-rollout 2')('--global-batch-size 128', '--global-batch-size 64')],
    'cpu-offload-pp': [
      megatron('--num-layers 32 --cpu-offloading')('--pipeline-model-parallel-size 2', '--pipeline-model-parallel-size 1'),
    ],
  },
  'megatron-deepspeed': {
    'pp-world': [
      withDeepspeed()(
        '--tensor-model-parallel-size 1 --pipeline-model-parallel-size 3',
        '--tensor-model-parallel-size 1 --pipeline-model-parallel-size 4',
      ),
    ],
    'heads-tp': [withDeepspeed('--num-attention-heads 28')('--tensor-model-parallel-size 8', '--tensor-model-parallel-size 4')],
    'layers-pp': [withDeepspeed('--pipeline-model-parallel-size 4')('--num-layers 30', '--num-layers 32')],
    gbs: [withDeepspeed('--tensor-model-parallel-size 2 --micro-batch-size 2')('--global-batch-size 20', '--global-batch-size 24')],
    divide: [withDeepspeed('--tensor-model-parallel-size 8')('--ffn-hidden-size 11012', '--ffn-hidden-size 11008')],
    'zero-pp': [withDeepspeed('--pipeline-model-parallel-size 2')('--zero-stage 2', '--zero-stage 1')],
    'moe-experts': [withDeepspeed('--tensor-model-parallel-size 1 --moe-expert-parallel-size 4')('--num-experts 6', '--num-experts 8')],
    'moe-ep-dp': [
      withDeepspeed('--tensor-model-parallel-size 4 --num-experts 8')('--moe-expert-parallel-size 4', '--moe-expert-parallel-size 2'),
    ],
  },
  torchtitan: {
    world: [
      titanOn8(
        'data_parallel_shard_degree=4 tensor_parallel_degree=4',
        'data_parallel_shard_degree=2 tensor_parallel_degree=4',
        /is not 8 GPUs/,
      ),
      titanOn8('tensor_parallel_degree=3', 'tensor_parallel_degree=4', /cannot be divided/),
    ],
    ep: [
      titan(
        'data_parallel_shard_degree=2 tensor_parallel_degree=4 expert_parallel_degree=3',
        'data_parallel_shard_degree=2 tensor_parallel_degree=4 expert_parallel_degree=8',
      ),
    ],
    etp: [
      titan(
        'data_parallel_shard_degree=8 tensor_parallel_degree=4 expert_parallel_degree=8 expert_tensor_parallel_degree=2',
        'data_parallel_shard_degree=8 tensor_parallel_degree=4 expert_parallel_degree=8 expert_tensor_parallel_degree=4',
      ),
    ],
    'ep-borrows': [
      titan(
        'data_parallel_shard_degree=2 tensor_parallel_degree=8 expert_parallel_degree=4',
        'data_parallel_shard_degree=2 tensor_parallel_degree=8 expert_parallel_degree=8',
      ),
    ],
    seq: [
      titan(
        'tensor_parallel_degree=4 context_parallel_degree=2 | local_batch_size=1 seq_len=4104',
        'tensor_parallel_degree=4 context_parallel_degree=2 | local_batch_size=1 seq_len=4096',
      ),
    ],
    gbs: [
      titan(
        'data_parallel_shard_degree=4 | local_batch_size=2 global_batch_size=12',
        'data_parallel_shard_degree=4 | local_batch_size=2 global_batch_size=16',
      ),
    ],
    'pp-microbatches': [
      titan(
        'pipeline_parallel_degree=8 pipeline_parallel_microbatch_size=2 | local_batch_size=8',
        'pipeline_parallel_degree=4 pipeline_parallel_microbatch_size=2 | local_batch_size=8',
        /has a bubble$/,
      ),
      titanPipeline('GPipe')(3, 4, /has a bubble$/),
    ],
    'pp-fill': [
      titanPipeline('1F1B')(3, 4, /must be greater than or equal to the number of stages \(4\)/),
      titanPipeline('DualPipeV')(7, 8, /the 8 stages of DualPipeV on PP 4$/),
    ],
    'pp-rounds': [
      titanPipeline('Interleaved1F1B')(9, 10, /Interleaved 1F1B requires .* rounds \(2\), but got 9\./),
      titanPipeline('interleaved1f1b')(14, 15, /rounds \(3\), but got 14\./),
      titanPipeline('InterleavedZeroBubble')(11, 7, /Zero bubble requires/),
    ],
  },
  vllm: {
    'heads-tp': [vllm('Qwen/Qwen2.5-7B-Instruct')('--tensor-parallel-size 8', '--tensor-parallel-size 4 gpus=4')],
    'kv-replication': [vllm('microsoft/phi-4')('--tensor-parallel-size 4 gpus=4', '--tensor-parallel-size 2 gpus=2')],
    world: [vllm()('--tensor-parallel-size 8 gpus=4', '--tensor-parallel-size 4 gpus=4')],
    idle: [vllm()('--tensor-parallel-size 4 gpus=8', '--tensor-parallel-size 8 gpus=8')],
    'world-local': [
      vllm()(
        '--tensor-parallel-size 2 --data-parallel-size 8 --data-parallel-size-local 8 --enable-expert-parallel gpus=8',
        '--tensor-parallel-size 2 --data-parallel-size 8 --data-parallel-size-local 4 --enable-expert-parallel gpus=8',
      ),
    ],
    eplb: [
      vllm('deepseek-ai/DeepSeek-V3')(
        '--tensor-parallel-size 1 --data-parallel-size 7 --enable-expert-parallel --enable-eplb gpus=7',
        '--tensor-parallel-size 1 --data-parallel-size 16 --enable-expert-parallel --enable-eplb gpus=16',
      ),
    ],
    'no-kv': [
      sky('vllm serve meta-llama/Llama-3.1-70B-Instruct')(
        '--tensor-parallel-size 1 on=A100-80GB:1',
        '--tensor-parallel-size 4 on=A100-80GB:4',
      ),
    ],
    'kv-fit': [
      sky('vllm serve meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size 2')(
        '--max-model-len 131072 on=A100-80GB:2',
        '--max-model-len 8192 on=A100-80GB:2',
      ),
    ],
    'fp8-block': [vllm('Qwen/Qwen3-30B-A3B-FP8')('--tensor-parallel-size 4 gpus=4', '--tensor-parallel-size 2 gpus=2')],
    'shared-memory': [
      yaml(
        (share) =>
          `services:\n${['a', 'b']
            .map(
              (name) =>
                `  ${name}:\n    image: vllm/vllm-openai\n    command: ["--model", "org/${name}", "--gpu-memory-utilization", "${name === 'a' ? '0.4' : share}"]\n    deploy: {resources: {reservations: {devices: [{driver: nvidia, device_ids: ["0"]}]}}}\n`,
            )
            .join('')}`,
      )(0.7, 0.5),
    ],
    'token-budget': [
      vllm()(
        '--max-model-len 32768 --no-enable-chunked-prefill --max-num-batched-tokens 4096 gpus=1',
        '--max-model-len 32768 --max-num-batched-tokens 4096 gpus=1',
      ),
    ],
    positions: [
      vllm('microsoft/Phi-3-mini-4k-instruct')('--max-model-len 16384 gpus=1', '--max-model-len 4096 gpus=1'),
      command('vllm serve meta-llama/Meta-Llama-3-8B-Instruct --tensor-parallel-size 1')(
        '--max-model-len 32768',
        '--max-model-len 32768 --rope-scaling yarn',
      ),
      both('launch.md', (before) =>
        fenced(`${before} vllm serve meta-llama/Meta-Llama-3-8B-Instruct -tp 1 --tensor-parallel-size 1 --max-model-len 32768`),
      )('A=1', 'VLLM_ALLOW_LONG_MAX_MODEL_LEN=1'),
    ],
    'draft-tp': [
      command('vllm serve org/model --tensor-parallel-size 4')(
        '--speculative-config \'{"model": "org/small", "draft_tensor_parallel_size": 2}\'',
        '--speculative-config \'{"model": "org/small", "draft_tensor_parallel_size": 1}\'',
      ),
    ],
    'connector-tp': [
      command('vllm serve org/model --tensor-parallel-size 4')(
        '--kv-transfer-config \'{"kv_role": "kv_consumer", "extra": {"prefill": {"tp_size": 4}, "decode": {"tp_size": 8}}}\'',
        '--kv-transfer-config \'{"kv_role": "kv_producer", "extra": {"prefill": {"tp_size": 4}, "decode": {"tp_size": 8}}}\'',
      ),
    ],
    'connector-dp': [
      command('vllm serve org/model --tensor-parallel-size 4 --data-parallel-size 2')(
        '--kv-transfer-config \'{"kv_role": "kv_producer", "extra": {"prefill": {"dp_size": 4}}}\'',
        '--kv-transfer-config \'{"kv_role": "kv_producer", "extra": {"prefill": {"dp_size": 2}}}\'',
      ),
    ],
    'pcp-dp': [command('vllm serve org/model --tensor-parallel-size 4 --prefill-context-parallel-size 2')('--data-parallel-size 2', '')],
    'pcp-dcp': [
      command('vllm serve org/model --tensor-parallel-size 4 --prefill-context-parallel-size 2')(
        '--decode-context-parallel-size 4',
        '--decode-context-parallel-size 8',
      ),
    ],
    'eplb-experts': [command('vllm serve org/model --tensor-parallel-size 4')('--enable-eplb', '--enable-eplb --enable-expert-parallel')],
    'eplb-ranks': [
      command('vllm serve org/model --enable-eplb --enable-expert-parallel')('--tensor-parallel-size 1', '--tensor-parallel-size 2'),
    ],
    redundant: [
      command('vllm serve org/model --tensor-parallel-size 4 --enable-expert-parallel')(
        '--eplb-config.num_redundant_experts 8',
        '--enable-eplb --eplb-config.num_redundant_experts 8',
      ),
    ],
    'nodes-ray': [
      command('vllm serve org/model --tensor-parallel-size 16 --nnodes 2 --node-rank 0')(
        '--distributed-executor-backend ray',
        '--distributed-executor-backend mp',
      ),
      // the nodes of the scheduler, which Ray joins
      both('launch.md', (nodes) =>
        fenced(`srun -N 2 vllm serve org/model --tensor-parallel-size 16 --distributed-executor-backend ray ${nodes}`),
      )('--nnodes 2', ''),
    ],
    'dcp-kv': [
      command('vllm serve meta-llama/Llama-3.1-70B-Instruct -tp 8')('-dcp 2', '-dcp 1'),
      command('vllm serve meta-llama/Llama-3.1-70B-Instruct -tp 32')('-dcp 8', '-dcp 4'),
    ],
    dcp: [command('vllm serve org/model --tensor-parallel-size 8')('--decode-context-parallel-size 3', '--decode-context-parallel-size 4')],
    'batch-seqs': [
      command('vllm serve org/model --tensor-parallel-size 1 --max-num-seqs 512')(
        '--max-num-batched-tokens 256',
        '--max-num-batched-tokens 512',
      ),
    ],
    'state-blocks': [
      vllm('Qwen/Qwen3.6-27B')('--max-model-len 32768 gpus=1', '--max-model-len 32768 --max-num-seqs 128 gpus=1'),
      vllm('nvidia/NVIDIA-Nemotron-Nano-12B-v2')('--max-num-seqs 4096 gpus=1', '--max-num-seqs 4096 --enforce-eager gpus=1'),
      // a state of half the width takes half the block
      vllm('Qwen/Qwen3.6-27B-FP8')(
        '--gpu-memory-utilization 0.95 gpus=1',
        '--gpu-memory-utilization 0.95 --mamba-ssm-cache-dtype bfloat16 gpus=1',
      ),
    ],
    'groups-tp': [
      command('vllm serve org/Qwen3-235B-A22B-GPTQ-Int4')('--tensor-parallel-size 8', '--tensor-parallel-size 4'),
      command('vllm serve Qwen/Qwen3-235B-A22B --quantization awq_marlin --tensor-parallel-size 8')('', '--enable-expert-parallel'),
      // of 29568 columns as published, 29696 as quantised by its maker
      command('vllm serve --tensor-parallel-size 8')('--model org/Qwen2.5-72B-Instruct-AWQ', '--model Qwen/Qwen2.5-72B-Instruct-AWQ'),
    ],
    'local-dp': [
      command('vllm serve org/model --tensor-parallel-size 2')(
        '--data-parallel-size 2 --data-parallel-size-local 4',
        '--data-parallel-size 4 --data-parallel-size-local 2',
      ),
    ],
  },
  sglang: {
    positions: [
      sglang('Qwen/Qwen2.5-7B-Instruct')('--context-length 65536 gpus=1', '--context-length 32768 gpus=1'),
      sglang('meta-llama/Meta-Llama-3-8B-Instruct')(
        '--context-length 16384 gpus=1',
        '--context-length 16384 --json-model-override-args x gpus=1',
      ),
    ],
    'heads-tp': [
      sglang('Qwen/Qwen2.5-7B-Instruct')('--tp 8', '--tp 4 gpus=4'),
      sglang('Qwen/Qwen2.5-7B-Instruct')('--tp 8 --dp 1 --enable-dp-attention', '--tp 8 --dp 2 --enable-dp-attention'),
      sglang('Qwen/Qwen2.5-7B-Instruct')('--tp 8', '--tp 8 --attn-cp-size 2'),
    ],
    'kv-replication': [
      command('python3 -m sglang.launch_server --model-path Qwen/Qwen2.5-14B-Instruct')('--tp 5', '--tp 4'),
      command('python3 -m sglang.launch_server --model-path meta-llama/Llama-3.2-3B-Instruct')('--tp 12', '--tp 8'),
    ],
    'nodes-dp': [
      command('python3 -m sglang.launch_server --model-path org/model --tp 16 --dp 2 --nnodes 2 --node-rank 0')(
        '',
        '--enable-dp-attention',
      ),
    ],
    'lm-head': [
      command('python3 -m sglang.launch_server --model-path org/model --tp 8 --dp 2 --enable-dp-lm-head')('', '--enable-dp-attention'),
    ],
    'tp-is-world': [sglang()('--tp 8 --dp 3 --enable-dp-attention', '--tp 8 --dp 4 --enable-dp-attention')],
    ep: [sglang()('--tp 8 --ep 3', '--tp 8 --ep 4')],
    world: [sglang()('--tp 8 --dp 2 gpus=8', '--tp 4 --dp 2 gpus=8')],
    idle: [sglang()('--tp 4 gpus=8', '--tp 8 gpus=8')],
    mem: [
      sky('python3 -m sglang.launch_server --model-path meta-llama/Llama-3.1-70B-Instruct')(
        '--tp 1 on=A100-80GB:1',
        '--tp 4 on=A100-80GB:4',
      ),
    ],
    'fp8-block': [sglang('Qwen/Qwen3-30B-A3B-FP8')('--tp 4 gpus=4', '--tp 2 gpus=2')],
    'ep-moe-dp': [sglang()('--tp 8 --ep-size 2 --moe-dp-size 2', '--tp 8 --ep-size 4 --moe-dp-size 2')],
    dispatch: [
      both('launch.md', (before) =>
        fenced(
          `${before} python3 -m sglang.launch_server --model-path org/model --tp 8 --dp 8 --enable-dp-attention --moe-a2a-backend mori --chunked-prefill-size 65536`,
        ),
      )('SGLANG_MORI_NUM_MAX_DISPATCH_TOKENS_PER_RANK=4096', 'SGLANG_MORI_NUM_MAX_DISPATCH_TOKENS_PER_RANK=8192'),
    ],
    'page-size': [roles('org/model')('--page-size 64', '--page-size 32')],
    'roles-tp': [roles('google/gemma-3-27b-it')('--page-size 32 --tp 4', '--page-size 32 --tp 2')],
    deepep: [
      both('launch.md', (before) =>
        fenced(`${before} python3 -m sglang.launch_server --model-path org/model --tp 8 --moe-a2a-backend deepep --cuda-graph-max-bs 256`),
      )('SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK=128', 'SGLANG_DEEPEP_NUM_MAX_DISPATCH_TOKENS_PER_RANK=256'),
    ],
    'chunk-pages': [
      command('python3 -m sglang.launch_server --model-path org/model --tp 8 --page-size 64')(
        '--chunked-prefill-size 1000',
        '--chunked-prefill-size -1',
      ),
      // with data parallel attention the chunk of a rank counts, and decode has none
      command('python3 -m sglang.launch_server --model-path org/model --tp 8 --page-size 64 --chunked-prefill-size 4160')(
        '--dp 8 --enable-dp-attention',
        '--dp 8',
      ),
      command('python3 -m sglang.launch_server --model-path org/model --tp 8 --page-size 64 --chunked-prefill-size 1000')(
        '--disaggregation-mode prefill',
        '--disaggregation-mode decode',
      ),
    ],
    'attention-cp': [sglang()('--tp 8 --dp 2 --attn-cp-size 3', '--tp 8 --dp 2 --attn-cp-size 2 --enable-dp-attention')],
    'moe-dp': [sglang()('--tp 8 --moe-dp-size 3', '--tp 8 --moe-dp-size 2')],
    'moe-dp-pp': [sglang()('--tp 4 --pp-size 2 --moe-dp-size 2', '--tp 8 --moe-dp-size 2')],
    'dense-tp': [sglang()('--tp 8 --moe-dense-tp-size 2', '--tp 8 --moe-dense-tp-size 1')],
    'pp-drafts': [
      sglang()('--tp 4 --pp-size 2 --speculative-algorithm EAGLE', '--tp 8 --speculative-algorithm EAGLE'),
      both(
        'serve.sh',
        (before) => `${before} python3 -m sglang.launch_server --model-path org/model --tp 4 --pp-size 2 --speculative-algorithm EAGLE\n`,
      )('', 'SGLANG_ENABLE_PP_SPEC=1'),
    ],
    'a2a-dp': [
      sglang()(
        '--tp 8 --dp 4 --enable-dp-attention --moe-a2a-backend flashinfer',
        '--tp 8 --dp 8 --enable-dp-attention --moe-a2a-backend flashinfer',
      ),
    ],
    'pplx-dp': [sglang()('--tp 8 --moe-a2a-backend pplx', '--tp 8 --dp 2 --enable-dp-attention --moe-a2a-backend pplx')],
    'groups-tp': [sglang('org/Qwen3-235B-A22B-AWQ')('--tp 8', '--tp 4 gpus=4')],
    nodes: [command('python3 -m sglang.launch_server --model-path org/model --tp 8')('--nnodes 3', '--nnodes 2')],
  },
  'tensorrt-llm': {
    graphs: [
      yaml((sizes) => `backend: pytorch\ntensor_parallel_size: 8\nmax_batch_size: 2\ncuda_graph_config:\n  batch_sizes: [1, ${sizes}]\n`)(
        4,
        2,
      ),
    ],
    buffer: [
      yaml(
        (tokens) =>
          `backend: pytorch\ntensor_parallel_size: 8\nkv_cache_config:\n  tokens_per_block: 32\ncache_transceiver_config:\n  max_tokens_in_buffer: ${tokens}\n`,
      )(5000, 5024),
    ],
    world: [trtllm()('--tp_size 8 --pp_size 2', '--tp_size 4 --pp_size 2')],
    idle: [trtllm()('--tp_size 4', '--tp_size 8')],
    moe: [
      flat('backend=pytorch kv_cache_config={} tensor_parallel_size=8')(
        'moe_expert_parallel_size=4 moe_tensor_parallel_size=4',
        'moe_expert_parallel_size=4 moe_tensor_parallel_size=2',
        /expert TP/,
      ),
      flat('backend=pytorch kv_cache_config={} tensor_parallel_size=8')(
        'moe_expert_parallel_size=3',
        'moe_expert_parallel_size=4',
        /cannot be divided/,
      ),
    ],
    'pp-layers': [trtllm('Qwen/Qwen2.5-7B-Instruct')('--tp_size 1 --pp_size 32 gpus=32', '--tp_size 1 --pp_size 4 gpus=4')],
    'moe-cp': [
      flat('backend=pytorch kv_cache_config={} tensor_parallel_size=4 moe_expert_parallel_size=4')(
        'context_parallel_size=2',
        'context_parallel_size=1',
      ),
    ],
    memory: [sky('trtllm-serve meta-llama/Llama-3.1-70B-Instruct')('--tp_size 1 on=A100-80GB:1', '--tp_size 4 on=A100-80GB:4')],
  },
  colossalai: {
    world: [command('colossalai run --nproc_per_node 8 train.py')('--tp 3 --pp 1', '--tp 4 --pp 1')],
    ep: [command('colossalai run --nproc_per_node 8 train.py --tp 4 --pp 1')('--ep 4', '--ep 2')],
    'zero-pp': [command('colossalai run --nproc_per_node 8 train.py --tp 1 --pp 2')('--zero 2', '--zero 1')],
    heads: [command('colossalai run --nproc_per_node 8 train.py --pp 1 --pretrained Qwen/Qwen2.5-7B')('--tp 8', '--tp 4')],
  },
  openrlhf: {
    colocate: [
      command(
        'python3 -m openrlhf.cli.train_ppo_ray --actor_num_nodes 1 --actor_num_gpus_per_node 8 --vllm_tensor_parallel_size 2 --colocate_all_models',
      )('--vllm_num_engines 3', '--vllm_num_engines 4'),
      command(
        'python3 -m openrlhf.cli.train_ppo_ray --actor.num_nodes 1 --actor.num_gpus_per_node 8 --vllm.tensor_parallel_size 2 --vllm.num_engines 3',
      )('--train.colocate_all', '--train.colocate_all --train.async_enable'),
    ],
    'heads-tp': [
      command('python3 -m openrlhf.cli.train_ppo_ray --pretrain Qwen/Qwen2.5-7B-Instruct')(
        '--vllm_tensor_parallel_size 8',
        '--vllm_tensor_parallel_size 4',
      ),
    ],
    batch: [
      command('python3 -m openrlhf.cli.train_ppo_ray --actor_num_nodes 1 --actor_num_gpus_per_node 7 --micro_train_batch_size 2')(
        '--train_batch_size 256',
        '--train_batch_size 252',
      ),
    ],
  },
  maxtext: {
    ici: [
      both('model-8gpus.yaml', (pairs) => `${pairs.replaceAll('=', ': ').replaceAll(' ici', '\nici')}\n`)(
        'ici_fsdp_parallelism=8 ici_tensor_parallelism=2',
        'ici_fsdp_parallelism=4 ici_tensor_parallelism=2',
      ),
    ],
    dcn: [flat('ici_fsdp_parallelism=8 dcn_data_parallelism=2')('num_slices=4', 'num_slices=2')],
    pp: [flat('ici_fsdp_parallelism=2 ici_pipeline_parallelism=4')('num_pipeline_microbatches=6', 'num_pipeline_microbatches=8')],
    ep: [flat('ici_fsdp_parallelism=2 num_experts=8')('ici_expert_parallelism=3', 'ici_expert_parallelism=4')],
  },
  axolotl: {
    state: [
      yaml(
        (adapter) =>
          `# 8 x A100 40GB\nbase_model: meta-llama/Llama-3.1-70B\nsequence_len: 2048\nmicro_batch_size: 1\ndeepspeed: zero3.json\n${adapter}`,
      )('', 'adapter: qlora\n'),
    ],
    world: [
      yaml(
        (shards) =>
          `# fine-tuning, 2 nodes x 8 H100\nbase_model: org/model\ndatasets: [{path: org/data}]\ndp_shard_size: ${shards}\ntensor_parallel_size: 4\ncontext_parallel_size: 2\n`,
      )(4, 2),
    ],
    'experts-ep': [
      flat('base_model=Qwen/Qwen3-30B-A3B micro_batch_size=1 tensor_parallel_size=1')('expert_parallel_size=3', 'expert_parallel_size=4'),
    ],
    groups: [
      yaml(
        (count) =>
          `base_model: org/model\nrl: grpo\n# 4 GPUs\nmicro_batch_size: 2\ngradient_accumulation_steps: 1\ntrl:\n  num_generations: ${count}\n`,
      )(16, 8),
    ],
    'liger-tp': [
      flat('base_model=org/model micro_batch_size=1 tensor_parallel_size=2')('liger_rms_norm=true', 'liger_glu_activation=true'),
      flat('base_model=org/model micro_batch_size=1 liger_fused_linear_cross_entropy=true')(
        'tensor_parallel_size=2',
        'tensor_parallel_size=1',
      ),
    ],
    'ddp-tp': [
      flat('base_model=org/model micro_batch_size=1 tensor_parallel_size=2 dp_shard_size=1')('dp_replicate_size=2', 'dp_replicate_size=1'),
    ],
    'cp-sp': [
      flat('base_model=org/model micro_batch_size=1 context_parallel_size=2')('sequence_parallel_degree=2', 'sequence_parallel_degree=1'),
    ],
    'deepspeed-micro': [
      yaml(
        (batch) =>
          `base_model: org/model\nmicro_batch_size: 2\ntensor_parallel_size: 1\ndeepspeed:\n  train_micro_batch_size_per_gpu: ${batch}\n`,
      )(4, 2),
    ],
    'deepspeed-accumulation': [
      yaml(
        (steps) =>
          `base_model: org/model\nmicro_batch_size: 2\ntensor_parallel_size: 1\ngradient_accumulation_steps: 8\ndeepspeed:\n  gradient_accumulation_steps: ${steps}\n`,
      )(4, 8),
    ],
    'heads-tp': [flat('base_model=Qwen/Qwen2.5-7B micro_batch_size=1')('tensor_parallel_size=8', 'tensor_parallel_size=4')],
  },
  'llama-factory': {
    state: [
      both(
        'train.yaml',
        (gpus) =>
          `# ${gpus} x A100 80GB\nmodel_name_or_path: Qwen/Qwen2.5-72B-Instruct\nstage: sft\nfinetuning_type: full\ncutoff_len: 1024\nper_device_train_batch_size: 1\ndeepspeed: ds_z3_config.json\n`,
      )(4, 32),
    ],
    'world-dense': [onOneNode('tensor_model_parallel_size: 3', 'tensor_model_parallel_size: 4')],
    'world-expert': [
      onOneNode(
        'pipeline_model_parallel_size: 2\nexpert_model_parallel_size: 8',
        'pipeline_model_parallel_size: 2\nexpert_model_parallel_size: 4',
      ),
    ],
    'deepspeed-micro': [
      yaml(
        (batch) =>
          `model_name_or_path: org/model\nstage: sft\nper_device_train_batch_size: 2\ngradient_accumulation_steps: 2\ndeepspeed:\n  train_micro_batch_size_per_gpu: ${batch}\n`,
      )(4, 2),
    ],
    'deepspeed-accumulation': [
      yaml(
        (steps) =>
          `model_name_or_path: org/model\nstage: sft\ntensor_model_parallel_size: 1\nper_device_train_batch_size: 2\ngradient_accumulation_steps: 2\ndeepspeed:\n  gradient_accumulation_steps: ${steps}\n`,
      )(4, 2),
    ],
    'heads-tp': [
      flat('model_name_or_path=Qwen/Qwen2.5-7B stage=sft cutoff_len=4096')('tensor_model_parallel_size=8', 'tensor_model_parallel_size=4'),
    ],
    'experts-ep': [
      flat('model_name_or_path=Qwen/Qwen3-30B-A3B stage=sft cutoff_len=4096')(
        'expert_model_parallel_size=3',
        'expert_model_parallel_size=4',
      ),
    ],
    'layers-pp': [
      flat('model_name_or_path=Qwen/Qwen2.5-7B stage=sft cutoff_len=4096')(
        'pipeline_model_parallel_size=8',
        'pipeline_model_parallel_size=4',
      ),
    ],
  },
  automodel: {
    ...Object.fromEntries(
      (
        [
          ['megatron_fsdp', 'pp'],
          ['megatron_fsdp', 'ep'],
          ['ddp', 'tp'],
          ['ddp', 'pp'],
          ['ddp', 'cp'],
          ['ddp', 'ep'],
        ] as const
      ).map(([strategy, degree]) => [
        `${strategy}-${degree}`,
        [
          yaml(
            (named) =>
              `recipe: Train\nstep_scheduler: {local_batch_size: 1}\ndistributed: {strategy: ${named}, dp_size: 4, ${degree}_size: 2}\n`,
          )(strategy, 'fsdp2'),
        ],
      ]),
    ),
    'ddp-dp-replicate': [
      yaml(
        (named) =>
          `recipe: Train\nstep_scheduler: {local_batch_size: 1}\ndistributed: {strategy: ${named}, dp_size: 4, dp_replicate_size: 2}\n`,
      )('ddp', 'fsdp2'),
    ],
    'dp-replicate': [
      yaml(
        (replicas) =>
          `recipe: Train\nstep_scheduler: {local_batch_size: 1}\ndistributed: {strategy: fsdp2, dp_size: 8, dp_replicate_size: ${replicas}}\n`,
      )(3, 2),
    ],
    'experts-ep': [
      yaml(
        (ep) =>
          `recipe: Train\nstep_scheduler: {global_batch_size: 64, local_batch_size: 1}\nmodel: {pretrained_model_name_or_path: Qwen/Qwen3-30B-A3B}\ndistributed: {strategy: fsdp2, ep_size: ${ep}}\n`,
      )(3, 4),
    ],
    'kv-tp': [
      yaml(
        (tp) =>
          `recipe: Train\nstep_scheduler: {global_batch_size: 64, local_batch_size: 1}\nmodel: {pretrained_model_name_or_path: Qwen/Qwen2.5-7B-Instruct}\ndistributed: {strategy: fsdp2, tp_size: ${tp}}\n`,
      )(7, 4),
    ],
    'heads-tp': [
      yaml(
        (tp) =>
          `recipe: Train\nstep_scheduler: {global_batch_size: 64, local_batch_size: 1}\nmodel: {pretrained_model_name_or_path: Qwen/Qwen2.5-7B-Instruct}\ndistributed: {strategy: fsdp2, tp_size: ${tp}}\n`,
      )(8, 4),
    ],
    world: [
      yaml(
        (tp) =>
          `recipe: FineTune\n# total: 8 GPUs\nstep_scheduler:\n  local_batch_size: 1\ndistributed:\n  strategy: fsdp2\n  tp_size: ${tp}\n`,
      )(3, 4),
    ],
    gbs: [
      yaml(
        (batch) =>
          `recipe: FineTune\nstep_scheduler:\n  global_batch_size: ${batch}\n  local_batch_size: 2\ndistributed:\n  strategy: fsdp2\n  dp_size: 4\n`,
      )(12, 16),
    ],
    ep: [
      yaml(
        (ep) =>
          `recipe: FineTune\nstep_scheduler:\n  local_batch_size: 1\ndistributed:\n  strategy: fsdp2\n  dp_size: 4\n  ep_size: ${ep}\n`,
      )(3, 4),
    ],
  },
  nanotron: {
    'heads-tp': [
      yaml(
        (tp) =>
          `parallelism:\n  dp: 2\n  tp: ${tp}\n  pp: 1\ntokens:\n  micro_batch_size: 1\nmodel:\n  model_config:\n    num_attention_heads: 28\n`,
      )(8, 4),
    ],
    'kv-tp': [
      yaml(
        (tp) =>
          `parallelism:\n  dp: 2\n  tp: ${tp}\n  pp: 1\ntokens:\n  micro_batch_size: 1\nmodel:\n  model_config:\n    num_attention_heads: 32\n    num_key_value_heads: 4\n`,
      )(8, 4),
    ],
  },
  deepspeed: {
    'batch-gpus': [
      both(
        'guide.md',
        (batch) =>
          `The settings, \`ds.json\`:\n\n\`\`\`json\n{"train_batch_size": ${batch}, "train_micro_batch_size_per_gpu": 2, "gradient_accumulation_steps": 4}\n\`\`\`\n\n${fenced('deepspeed --num_gpus 4 train.py --deepspeed_config ds.json')}`,
      )(64, 32),
    ],
    batch: [
      both(
        'ds_config.json',
        (batch) => `{\n  "train_batch_size": ${batch},\n  "train_micro_batch_size_per_gpu": 4,\n  "gradient_accumulation_steps": 3\n}\n`,
      )(32, 36),
    ],
    'batch-micro': [
      both('ds_config.json', (batch) => `{\n  "train_batch_size": ${batch},\n  "train_micro_batch_size_per_gpu": 4,\n  "fp16": {}\n}\n`)(
        30,
        32,
      ),
    ],
    'batch-steps': [
      both('ds_config.json', (batch) => `{\n  "train_batch_size": ${batch},\n  "gradient_accumulation_steps": 4,\n  "fp16": {}\n}\n`)(2, 4),
    ],
  },
  'gpt-neox': {
    world: [neox()('pipe_parallel_size=3 model_parallel_size=2 num_layers=24', 'pipe_parallel_size=4 model_parallel_size=2 num_layers=24')],
    batch: [
      neox()(
        'pipe_parallel_size=1 model_parallel_size=2 train_batch_size=100 train_micro_batch_size_per_gpu=4 gradient_accumulation_steps=1',
        'pipe_parallel_size=1 model_parallel_size=2 train_batch_size=64 train_micro_batch_size_per_gpu=4 gradient_accumulation_steps=1',
        /DP 16/,
      ),
      neox('# a small one')(
        'pipe_parallel_size=1 model_parallel_size=2 train_batch_size=30 train_micro_batch_size_per_gpu=4 gradient_accumulation_steps=1',
        'pipe_parallel_size=1 model_parallel_size=2 train_batch_size=32 train_micro_batch_size_per_gpu=4 gradient_accumulation_steps=1',
        /no number of GPUs/,
      ),
    ],
    heads: [
      neox()(
        'pipe_parallel_size=1 model_parallel_size=1 num_layers=24 hidden_size=1000 num_attention_heads=16',
        'pipe_parallel_size=1 model_parallel_size=1 num_layers=24 hidden_size=1024 num_attention_heads=16',
        /hidden/,
      ),
      neox()(
        'pipe_parallel_size=1 model_parallel_size=8 num_layers=24 hidden_size=768 num_attention_heads=12',
        'pipe_parallel_size=1 model_parallel_size=4 num_layers=24 hidden_size=768 num_attention_heads=12',
        /TP 8/,
      ),
    ],
    'zero-pp': [
      yaml((stage) => `pipe_parallel_size: 2\nmodel_parallel_size: 1\nnum_layers: 24\nzero_optimization:\n  stage: ${stage}\n`)(2, 1),
    ],
  },
  accelerate: {
    world: [accelerate('num_processes: 16\nnum_machines: 2')('dp_shard=4 tp=2', 'dp_shard=8 tp=2')],
    'ddp-tp': [accelerate('num_processes: 8\nnum_machines: 1')('dp_replicate=4 tp=2 dp_shard=1', 'dp_shard=4 tp=2 dp_replicate=1')],
    'cp-sp': [accelerate('num_processes: 8\nnum_machines: 1')('cp=2 sp=2 dp_shard=2', 'cp=2 sp=1 dp_shard=4')],
    'fsdp-axis': [
      accelerate('num_processes: 8\nnum_machines: 1\nfsdp_config: {fsdp_version: 2}')('dp_replicate=8', 'dp_shard=8'),
      accelerate('num_processes: 8\nnum_machines: 1\nfsdp_config: {fsdp_version: 2}')('tp=8', 'tp=4 dp_shard=2'),
    ],
    'fsdp-version': [
      yaml(
        (version) =>
          `distributed_type: FSDP\nnum_machines: 1\nnum_processes: 8\nfsdp_config: {fsdp_version: ${version}}\nparallelism_config:\n  parallelism_config_dp_shard_size: 8\n`,
      )(1, 2),
    ],
    processes: [
      yaml((count) => `distributed_type: FSDP\nnum_machines: 3\nnum_processes: ${count}\nmixed_precision: bf16\n`)(
        20,
        21,
        /6 on each make 18$/,
      ),
    ],
  },
  'verl-fsdp': {
    tokens: [
      verl(`${lengths} actor_rollout_ref.actor.use_dynamic_bsz=True`)(
        'actor_rollout_ref.actor.ppo_max_token_len_per_gpu=8192',
        'actor_rollout_ref.actor.ppo_max_token_len_per_gpu=10240',
      ),
      verl(`${lengths} actor_rollout_ref.actor.ppo_max_token_len_per_gpu=5120`)(
        'actor_rollout_ref.actor.use_dynamic_bsz=True',
        'actor_rollout_ref.actor.use_dynamic_bsz=True actor_rollout_ref.actor.ulysses_sequence_parallel_size=2',
      ),
    ],
    'tokens-reference': [
      verl(`${lengths} actor_rollout_ref.actor.ppo_mini_batch_size=256 actor_rollout_ref.ref.log_prob_max_token_len_per_gpu=8192`)(
        'actor_rollout_ref.ref.log_prob_use_dynamic_bsz=True',
        'actor_rollout_ref.ref.log_prob_use_dynamic_bsz=False actor_rollout_ref.actor.use_dynamic_bsz=True',
      ),
    ],
    'tokens-rollout': [
      verl(`${lengths} actor_rollout_ref.actor.use_dynamic_bsz=True`)(
        'actor_rollout_ref.rollout.log_prob_max_token_len_per_gpu=8192',
        'actor_rollout_ref.rollout.log_prob_max_token_len_per_gpu=16384',
      ),
    ],
    'mini-micro': [
      verl('data.train_batch_size=64 actor_rollout_ref.actor.ppo_mini_batch_size=64')(
        'actor_rollout_ref.actor.ppo_micro_batch_size=24',
        'actor_rollout_ref.actor.ppo_micro_batch_size=16',
      ),
    ],
    'micro-of-all': [
      verl('data.train_batch_size=64 actor_rollout_ref.actor.ppo_mini_batch_size=64')(
        'actor_rollout_ref.actor.ppo_micro_batch_size=4',
        'actor_rollout_ref.actor.ppo_micro_batch_size=8',
      ),
    ],
    'log-of-all': [
      verl('data.train_batch_size=64 actor_rollout_ref.actor.ppo_mini_batch_size=64')(
        'actor_rollout_ref.rollout.log_prob_micro_batch_size=4',
        'actor_rollout_ref.rollout.log_prob_micro_batch_size=8',
      ),
    ],
    'train-mini': [
      verl('data.train_batch_size=1024')(
        'actor_rollout_ref.actor.ppo_mini_batch_size=2048',
        'actor_rollout_ref.actor.ppo_mini_batch_size=256',
      ),
    ],
    'mini-dp': [
      verl('data.train_batch_size=1024')(
        'actor_rollout_ref.actor.ppo_mini_batch_size=100',
        'actor_rollout_ref.actor.ppo_mini_batch_size=104',
      ),
    ],
    'train-world': [
      verl('actor_rollout_ref.rollout.n=1 actor_rollout_ref.actor.ppo_mini_batch_size=8')(
        'data.train_batch_size=60',
        'data.train_batch_size=48',
      ),
      verl('actor_rollout_ref.rollout.n=1 actor_rollout_ref.actor.ppo_mini_batch_size=8 data.train_batch_size=60')(
        '',
        'actor_rollout_ref.actor.use_dynamic_bsz=True',
      ),
    ],
    ulysses: [
      verl(qwen)('actor_rollout_ref.actor.ulysses_sequence_parallel_size=8', 'actor_rollout_ref.actor.ulysses_sequence_parallel_size=4'),
    ],
    world: [
      verl('data.train_batch_size=1024')(
        'actor_rollout_ref.actor.ulysses_sequence_parallel_size=3',
        'actor_rollout_ref.actor.ulysses_sequence_parallel_size=4',
      ),
    ],
  },
  'verl-megatron': {
    tokens: [
      verl(`${lengths} actor_rollout_ref.actor.use_dynamic_bsz=True actor_rollout_ref.actor.ppo_max_token_len_per_gpu=5120`)(
        `${role}.context_parallel_size=1`,
        `${role}.context_parallel_size=2`,
      ),
    ],
    'world-dense': [
      verl(core)(
        `${role}.tensor_model_parallel_size=4 ${role}.pipeline_model_parallel_size=4`,
        `${role}.tensor_model_parallel_size=4 ${role}.pipeline_model_parallel_size=2`,
      ),
    ],
    'heads-tp': [verl(`${core} ${qwen}`)(`${role}.tensor_model_parallel_size=8`, `${role}.tensor_model_parallel_size=4`)],
    'train-mini': [
      verl(`${core} data.train_batch_size=1024`)(
        'actor_rollout_ref.actor.ppo_mini_batch_size=2048',
        'actor_rollout_ref.actor.ppo_mini_batch_size=256',
      ),
    ],
    'train-world': [
      verl(
        `${core} actor_rollout_ref.rollout.n=1 actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=2 actor_rollout_ref.actor.ppo_mini_batch_size=24`,
      )('data.train_batch_size=40', 'data.train_batch_size=48'),
    ],
  },
  'easyr1-rollout': {
    'token-budget': [
      yaml(
        (tokens) =>
          `data:\n  max_prompt_length: 4096\n  max_response_length: 4096\nworker:\n  actor:\n    global_batch_size: 128\n  rollout:\n    tensor_parallel_size: 2\n    max_num_batched_tokens: ${tokens}\ntrainer:\n  nnodes: 1\n  n_gpus_per_node: 8\n`,
      )(1024, 8192),
    ],
  },
  skyrl: {
    'batch-dp': [
      command(
        'uv run -m skyrl_train.entrypoints.main_base trainer.placement.policy_num_nodes=1 trainer.placement.policy_num_gpus_per_node=8',
      )('trainer.train_batch_size=4', 'trainer.train_batch_size=64'),
    ],
  },
  finetrainers: {
    world: [
      command('torchrun --nnodes 1 --nproc_per_node 2 train.py --parallel_backend ptd --dp_shards 2 --tp_degree 1')(
        '--dp_degree 4',
        '--dp_degree 1',
      ),
    ],
  },
  'hf-trainer': {
    state: [
      both(
        'sft.sh',
        (kind) =>
          `# 4 x A100 80GB\nNPROC_PER_NODE=4 swift sft --model Qwen/Qwen2.5-72B-Instruct --tuner_type ${kind} --deepspeed zero3 --per_device_train_batch_size 1\n`,
      )('full', 'lora'),
    ],
    'deepspeed-micro': [
      both(
        'run.sh',
        (batch) =>
          `cat > ds.json <<EOF\n{"train_micro_batch_size_per_gpu": ${batch}, "zero_optimization": {"stage": 2}}\nEOF\ntorchrun --nproc_per_node 8 train.py --deepspeed ds.json --per_device_train_batch_size 4\n`,
      )(2, 4),
    ],
    'generation-groups': [flat('num_generations=8 per_device_train_batch_size=4')('generation_batch_size=60', 'generation_batch_size=64')],
    'generation-batch': [
      command('torchrun --nnodes 1 --nproc_per_node 8 grpo.py --per_device_train_batch_size 4 --num_generations 8')(
        '--generation_batch_size 48',
        '--generation_batch_size 64',
      ),
    ],
    'generation-alone': [
      command('accelerate launch --num_processes 4 train_grpo.py --per_device_train_batch_size 4')(
        '--num_generations 1',
        '--num_generations 8',
      ),
    ],
    'generation-both': [
      flat('num_generations=8 per_device_train_batch_size=4 generation_batch_size=64')('steps_per_generation=2', 'beta=0.04'),
    ],
    groups: [
      command('torchrun --nnodes 1 --nproc_per_node 6 grpo.py --model_name_or_path org/model --per_device_train_batch_size 2')(
        '--num_generations 8',
        '--num_generations 4',
      ),
      // later versions count the accumulated steps
      command(
        'torchrun --nnodes 1 --nproc_per_node 6 grpo.py --model_name_or_path org/model --per_device_train_batch_size 2 --num_generations 8',
      )('--gradient_accumulation_steps 1', '--gradient_accumulation_steps 4'),
    ],
    'deepspeed-accumulation': [
      both(
        'guide.md',
        (steps) =>
          `# Guide\n\n\`\`\`yaml\ndistributed_type: DEEPSPEED\ndeepspeed_config:\n  gradient_accumulation_steps: 4\nnum_processes: 8\n\`\`\`\n\n\`\`\`bash\naccelerate launch --config_file a.yaml train.py --per_device_train_batch_size 4 --gradient_accumulation_steps ${steps}\n\`\`\`\n`,
      )(2, 4),
    ],
  },
  rollout: {
    'batch-seqs': [
      verl('data.train_batch_size=1024 actor_rollout_ref.rollout.max_num_batched_tokens=448')(
        'actor_rollout_ref.rollout.name=vllm',
        'actor_rollout_ref.rollout.name=sglang',
      ),
      verl('data.train_batch_size=1024 actor_rollout_ref.rollout.max_num_batched_tokens=448')(
        '',
        'actor_rollout_ref.rollout.max_num_seqs=256',
      ),
    ],
    'token-budget': [
      verl(
        'data.train_batch_size=1024 data.max_prompt_length=2048 data.max_response_length=8192 actor_rollout_ref.rollout.enable_chunked_prefill=False',
      )('actor_rollout_ref.rollout.max_num_batched_tokens=8192', 'actor_rollout_ref.rollout.max_num_batched_tokens=10240'),
    ],
    'heads-tp': [
      verl(qwen)('actor_rollout_ref.rollout.tensor_model_parallel_size=8', 'actor_rollout_ref.rollout.tensor_model_parallel_size=4'),
    ],
    world: [
      verl('data.train_batch_size=1024')(
        'actor_rollout_ref.rollout.tensor_model_parallel_size=3',
        'actor_rollout_ref.rollout.tensor_model_parallel_size=2',
      ),
    ],
  },
  areal: {
    'heads-tp': [
      yaml(
        (backend) =>
          `cluster:\n  n_nodes: 1\n  n_gpus_per_node: 8\nactor:\n  backend: "megatron:${backend}"\n  path: Qwen/Qwen2.5-7B-Instruct\n`,
      )('d1p1t8', 'd2p1t4'),
    ],
    split: [
      yaml((mode) => `cluster:\n  n_nodes: 1\n  n_gpus_per_node: 8\nallocation_mode: ${mode}\nactor:\n  path: org/model\n`)(
        'sglang:d4p1t1+megatron:d3p2t1',
        'sglang:d4p1t1+megatron:d2p2t1',
      ),
    ],
    world: [
      yaml((backend) => `cluster:\n  n_nodes: 1\n  n_gpus_per_node: 8\nactor:\n  backend: "megatron:${backend}"\n  path: org/model\n`)(
        'd4p2t2',
        'd2p2t2',
      ),
    ],
  },
  sharded: {
    gbs: [
      yaml((batch) => `compute:\n  gpus: 24\nparameters:\n  global_train_batch_size: ${batch}\n  device_train_microbatch_size: auto\n`)(
        100,
        96,
      ),
    ],
  },
  'ms-swift': {
    'world-dense': [
      command('NPROC_PER_NODE=8 megatron sft --load model-mcore --tensor_model_parallel_size 4')(
        '--pipeline_model_parallel_size 4',
        '--pipeline_model_parallel_size 2',
      ),
    ],
    // the experts' TP is 1 here, not that of the other layers
    'world-expert': [
      command('NPROC_PER_NODE=8 megatron sft --load model-mcore --tensor_model_parallel_size 4 --pipeline_model_parallel_size 2')(
        '--expert_model_parallel_size 8',
        '--expert_model_parallel_size 4',
      ),
    ],
    'layers-pp': [
      command('NPROC_PER_NODE=8 megatron pt --model zai-org/GLM-4.5-Air --expert_model_parallel_size 2 --pipeline_model_parallel_size')(
        '4',
        '2',
      ),
    ],
  },
  'nemo-rl-generation': {
    'state-blocks': [
      yaml(
        (seqs) =>
          `# 8 x H100 80GB\npolicy:\n  model_name: nvidia/NVIDIA-Nemotron-Nano-12B-v2\n  generation:\n    vllm_cfg: {tensor_parallel_size: 1, gpu_memory_utilization: 0.6, enforce_eager: false}\n    vllm_kwargs: {max_num_seqs: ${seqs}}\ncluster: {gpus_per_node: 8, num_nodes: 1}\n`,
      )(1024, 256),
    ],
    'whole-nodes': [
      yaml(
        (gpus) =>
          `policy:\n  generation:\n    vllm_cfg: {tensor_parallel_size: 4}\n    colocated:\n      enabled: false\n      resources: {gpus_per_node: ${gpus}, num_nodes: 1}\ncluster: {gpus_per_node: 8, num_nodes: 2}\n`,
      )(4, 8),
    ],
  },
  'nemo-rl-megatron': {
    'gbs-dp': [
      nemoRl('megatron_cfg: {enabled: true, tensor_model_parallel_size: 2}')('train_global_batch_size: 30', 'train_global_batch_size: 32'),
    ],
    lengths: [
      nemoRl('megatron_cfg: {enabled: true, tensor_model_parallel_size: 2, context_parallel_size: 4, sequence_parallel: true}')(
        'make_sequence_length_divisible_by: 4',
        'make_sequence_length_divisible_by: 16',
      ),
    ],
    'lengths-older': [
      nemoRl('megatron_cfg: {enabled: true, tensor_model_parallel_size: 2, context_parallel_size: 4, sequence_parallel: true}')(
        'make_sequence_length_divisible_by: 8',
        'make_sequence_length_divisible_by: 16',
      ),
    ],
  },
  'nemo-rl-automodel': {
    'gbs-dp': [
      nemoRl('dtensor_cfg: {enabled: true, tensor_parallel_size: 1}')('train_global_batch_size: 12', 'train_global_batch_size: 16'),
    ],
    lengths: [
      nemoRl('dtensor_cfg: {enabled: true, tensor_parallel_size: 4, context_parallel_size: 2, sequence_parallel: true}')(
        'make_sequence_length_divisible_by: 4',
        'make_sequence_length_divisible_by: 16',
      ),
    ],
    'lengths-older': [
      nemoRl('dtensor_cfg: {enabled: true, tensor_parallel_size: 4, context_parallel_size: 2, sequence_parallel: true}')(
        'make_sequence_length_divisible_by: 8',
        'make_sequence_length_divisible_by: 16',
      ),
    ],
  },
  kserve: {
    'gpus-alone': [service('tensor: ')(16, 8)],
    'data-alone': [service('tensor: 1, data: 16')('', ', dataLocal: 8')],
    'data-local': [service('tensor: 1, data: 16, dataLocal: ')(6, 8)],
    'pipeline-data': [service('tensor: 1, dataLocal: 8, data: ')('16, pipeline: 2', 16)],
    gpus: [service('data: 16, dataLocal: 8, tensor: ')(2, 1)],
  },
  jobs: {
    'lightning-devices': [
      both(
        'train.sh',
        (devices) =>
          `#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --ntasks-per-node=4\nsrun python megatron_gpt_pretraining.py trainer.num_nodes=2 trainer.devices=${devices} model.tensor_model_parallel_size=4\n`,
      )(2, 4),
    ],
    'lightning-elastic': [
      both('guide.md', (devices) =>
        fenced(`torchrun --nproc_per_node=8 megatron_gpt_pretraining.py trainer.devices=${devices} model.tensor_model_parallel_size=4`),
      )(4, 8),
    ],
    'lightning-nodes': [
      both(
        'train.sh',
        (nodes) =>
          `#!/bin/bash\n#SBATCH --nodes=4\n#SBATCH --ntasks-per-node=8\nsrun python megatron_gpt_pretraining.py trainer.num_nodes=${nodes} trainer.devices=8 model.tensor_model_parallel_size=8\n`,
      )(2, 4),
    ],
    slice: [
      yaml(
        (chips) =>
          `apiVersion: batch/v1\nkind: Job\nmetadata: {name: tpu}\nspec:\n  template:\n    spec:\n      nodeSelector:\n        cloud.google.com/gke-tpu-accelerator: tpu-v6e-slice\n        cloud.google.com/gke-tpu-topology: 2x2\n      containers:\n        - name: jax\n          command: [torchrun, --nproc_per_node=1, train.py]\n          resources: {limits: {google.com/tpu: ${chips}}}\n`,
      )(1, 4),
      yaml(
        (pods) =>
          `apiVersion: batch/v1\nkind: Job\nmetadata: {name: tpu}\nspec:\n  parallelism: ${pods}\n  completions: ${pods}\n  template:\n    spec:\n      nodeSelector:\n        cloud.google.com/gke-tpu-accelerator: tpu-v5p-slice\n        cloud.google.com/gke-tpu-topology: 2x2x4\n      containers:\n        - name: jax\n          command: [torchrun, --nproc_per_node=4, train.py]\n          resources: {limits: {google.com/tpu: 4}}\n`,
      )(2, 4),
    ],
    'slurm-processes': [
      both(
        'train.sh',
        (count) => `#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --gpus-per-node=4\nsrun accelerate launch --num_processes ${count} train.py\n`,
      )(16, 8),
    ],
    'shown-devices': [
      both('run.sh', (count) => `#!/bin/bash\nexport CUDA_VISIBLE_DEVICES=4,5,6\ntorchrun --nproc_per_node ${count} pretrain_gpt.py\n`)(
        6,
        3,
      ),
      both('guide.md', (count) =>
        fenced(`CUDA_VISIBLE_DEVICES=0,1 torchrun --nproc-per-node=${count} pretrain_gpt.py --tensor-model-parallel-size 2`),
      )(4, 2),
      both('guide.md', (count) =>
        fenced(`ASCEND_RT_VISIBLE_DEVICES=0,1,2,3 NPROC_PER_NODE=${count} swift sft --model Qwen/Qwen3-8B --tensor_parallel_size 1`),
      )(8, 2),
    ],
    'slurm-gpus': [
      both(
        'train.sh',
        (gpus) =>
          `#!/bin/bash\n#SBATCH --nodes=2\n#SBATCH --gres=gpu:a100:4\nsrun torchrun --nnodes 2 --nproc_per_node ${gpus} pretrain_gpt.py --tensor-model-parallel-size 2\n`,
      )(8, 4),
      both('guide.md', (gpus) =>
        fenced(
          `COMMAND="uv run examples/run_sft.py cluster.num_nodes=2 cluster.gpus_per_node=${gpus}"\nsbatch --nodes=2 --gres=gpu:4 ray.sub`,
        ),
      )(8, 4),
    ],
    'slurm-nodes': [
      both(
        'train.sbatch',
        (nodes) =>
          `#!/bin/bash\n#SBATCH -N 2 --gpus-per-node=8\nsrun torchrun --nnodes ${nodes} --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 2\n`,
      )(4, 2),
    ],
    gang: [
      yaml(
        (least) =>
          `apiVersion: batch.volcano.sh/v1alpha1\nkind: Job\nmetadata:\n  name: train\nspec:\n  minAvailable: ${least}\n  tasks:\n    - name: master\n      replicas: 1\n    - name: worker\n      replicas: 3\n      template: {spec: {containers: [{name: main, command: [torchrun, --nproc_per_node=8, train.py]}]}}\n`,
      )(5, 4),
    ],
    ordinal: [yaml((count) => pytorchJob(`--nproc_per_node=${count}`, '--nnodes=1'))(8, 4)],
    rendezvous: [yaml((count) => pytorchJob('--nproc_per_node=4', `--nnodes=${count}`))(3, 2)],
    slots: [
      yaml(
        (count) =>
          `apiVersion: kubeflow.org/v2beta1\nkind: MPIJob\nmetadata:\n  name: bench\nspec:\n  slotsPerWorker: 4\n  mpiReplicaSpecs:\n    Launcher:\n      replicas: 1\n      template:\n        spec:\n          containers:\n            - name: launcher\n              command: [mpirun, -np, "${count}", ./bench]\n    Worker:\n      replicas: 2\n`,
      )(16, 8),
    ],
  },
};

function pytorchJob(...flags: string[]): string {
  return [
    'apiVersion: kubeflow.org/v1',
    'kind: PyTorchJob',
    'metadata:',
    '  name: train',
    'spec:',
    '  pytorchReplicaSpecs:',
    '    Master:',
    '      replicas: 1',
    '      template:',
    '        spec:',
    '          containers:',
    '            - name: pytorch',
    `              command: [torchrun, ${flags.join(', ')}, train.py]`,
    '              resources:',
    '                limits:',
    '                  nvidia.com/gpu: 4',
    '    Worker:',
    '      replicas: 1',
    '      template:',
    '        spec:',
    '          containers: []',
    '',
  ].join('\n');
}

/** Rules that an engine has from another one: shown there. */
const inherited: Readonly<Record<string, readonly string[]>> = {
  // all but those that its own defaults change
  'ms-swift':
    engines
      .find(({ id }) => id === 'megatron')
      ?.constraints.map(({ id }) => id)
      .filter((id) => !/^(?:world-expert|layers-pp|world-dense)$/.test(id)) ?? [],
  'verl-megatron': [
    'heads-kv',
    'world-expert',
    'kv-tp',
    'layers-pp',
    'layers-vpp',
    'vpp-pp',
    'experts-ep',
    'ep-tp-sp',
    'divide',
    'cpu-offload-pp',
    'stage-layers',
    'no-steps',
    'rollout-batch',
    'layers-chunk',
    'vpp-overlap',
    'first-vpp',
    'last-vpp',
    'layout',
    'rollout-steps',
    'colocated-nodes',
    'gbs-any',
    'dataset-micro',
    'mini-dp',
    'tokens-reference',
    'tokens-rollout',
    'mini-micro',
    'micro-of-all',
    'log-of-all',
  ],
  'nemo-rl-megatron': [
    'world-dense',
    'world-expert',
    'heads-tp',
    'heads-kv',
    'kv-tp',
    'layers-pp',
    'layers-vpp',
    'vpp-pp',
    'vpp-microbatches',
    'experts-ep',
    'ep-needs-moe',
    'ep-tp-sp',
    'divide',
    'cpu-offload-pp',
    'stage-layers',
    'no-steps',
    'rollout-batch',
    'layers-chunk',
    'vpp-overlap',
    'first-vpp',
    'last-vpp',
    'layout',
    'rollout-steps',
    'colocated-nodes',
    'dataset-micro',
  ],
  'nemo-rl-automodel': ['world', 'heads-tp', 'kv-tp', 'ep', 'experts-ep'],
  'nemo-rl-generation': ['heads-tp', 'batch-seqs', 'token-budget', 'world'],
  kserve: ['heads-tp', 'kv-replication', 'eplb'],
  'easyr1-rollout': ['heads-tp', 'world', 'batch-seqs'],
  // without a number of experts in the file the model has to be named in code, and the JSON names no pipeline
  torchtitan: ['experts-ep', 'heads-tp'],
  deepspeed: ['zero-pp'],
};

const broken = (text: string, path: string, engine: string): string[] =>
  (analyze(text, { path }).plan?.launches.launches ?? [])
    .filter((launch) => launch.engine.id === engine)
    .flatMap((launch) => breachesOf(launch).map(({ constraint, message }) => `${constraint.id}: ${message}`));

describe('every rule of every engine', () => {
  for (const engine of engines) {
    for (const id of new Set(engine.constraints.map((constraint) => constraint.id))) {
      if (inherited[engine.id]?.includes(id)) continue;
      it(`${engine.id} ${id} is broken by one launch and kept by another`, () => {
        const shown = examples[engine.id]?.[id] ?? [];
        assert.ok(shown.length > 0, 'no example');
        for (const { breaks, keeps, path, says } of shown) {
          const found = broken(breaks, path, engine.id).filter((line) => line.startsWith(`${id}: `) && (says?.test(line) ?? true));
          assert.equal(found.length, 1, `${broken(breaks, path, engine.id).join('\n') || 'nothing broken'}\n${breaks}`);
          assert.ok(
            (analyze(keeps, { path }).plan?.launches.launches ?? []).some((launch) => launch.engine.id === engine.id),
            `not read:\n${keeps}`,
          );
          assert.deepEqual(broken(keeps, path, engine.id), [], keeps);
        }
      });
    }
  }
});

describe('published rules of the frameworks', () => {
  /** About what comments say of the numbers, not about the numbers. */
  const inComments = new Set(['megatron doc-formula']);
  for (const [framework, id] of published) {
    if (inComments.has(`${framework} ${id}`)) continue;
    it(`${framework} ${id} is checked, or its documentation says why not`, () => {
      const own = engines.filter(
        (engine) =>
          engine.id === framework || engine.id.endsWith(`-${framework}`) || (framework === 'megatron-bridge' && engine.id === 'megatron'),
      );
      const checked = own.some((engine) => engine.constraints.some((constraint) => constraint.id === id));
      const told = own.some((engine) => (engine.undecidable ?? []).some((rule) => rule.id === id && rule.why.length > 10));
      assert.ok(checked || told, 'neither checked nor told');
    });
  }

  it('holds comments to the framework’s own formula', () => {
    const config = (dp: string): string =>
      `model:\n  tensor_model_parallel_size: 1\n  pipeline_model_parallel_size: 4\n  expert_model_parallel_size: 8\n  num_moe_experts: 64\n  # data parallel: 64 / (1 * 4 * 8) = ${dp}\n  global_batch_size: 64\ntrainer:\n  devices: 8\n  num_nodes: 8\n`;
    const wrong = (text: string) => (analyze(text, { path: 'a.yaml' }).plan?.launches.launches ?? []).flatMap(wrongDerivations);
    assert.equal(wrong(config('2')).length, 1);
    assert.equal(wrong(config('2').replace(' * 8) = 2', ') = 16')).length, 0);
  });
});
