/** Plans of any length for measuring: a layout, then runs, tables and notes in the proportions of real plans. All figures agree. */

const layout = [
  '# Training a 29.4B mixture of experts',
  '',
  '## Cluster',
  '',
  '- **Total GPUs**: 512',
  '- **Memory per GPU**: 64GB',
  '- **Peak compute per GPU**: 400 TFLOPS',
  '',
  '## Model',
  '',
  '- **Parameters**: 29.4B',
  '- **Layers**: 16',
  '- **Experts per layer**: 64',
  '- **Hidden size**: 2048',
  '- **FFN size**: 4608 (SwiGLU)',
  '- **Attention heads**: 16',
  '- **Batch size**: 128',
  '',
  '## Layout',
  '',
  '```',
  'Tensor Parallelism (TP): 4',
  'Pipeline Parallelism (PP): 4',
  'Expert Parallelism (EP): 8',
  'Data Parallelism (DP): 4',
  'Total GPUs: 512 (4 × 4 × 8 × 4 = 512)',
  '```',
  '',
  '- **Layers per stage**: 4 (16 ÷ 4 = 4)',
  '- **Experts per GPU**: 8 (64 ÷ 8 = 8)',
  '- **Attention heads per group**: 4 (16 ÷ 4 = 4)',
  '',
];

/** Notes of one day: prose, a list with sums, a table, a fence. */
const day = (n) => [
  `## Notes of day ${n}`,
  '',
  `The queue was short and the run went on from its last checkpoint. Nobody touched the configuration, so what is`,
  `written above still holds; the loss curve is in the shared folder, and the graph of day ${n} looks like the one before.`,
  '',
  `- Checkpoints kept: ${n + 2} (${n} + 2 = ${n + 2})`,
  `- Steps since the start: ${n * 250} (${n} × 250 = ${n * 250})`,
  '- The dashboards were **green**, apart from a [known alert](https://example.com/alerts) about disk space.',
  '',
  '| Shift | Steps | Hours |',
  '|---|---|---|',
  `| early | ${n * 100} | 8 |`,
  `| late | ${n * 150} | 12 |`,
  '',
  '```',
  `resume from step ${n * 250}`,
  `sum: ${n * 100} + ${n * 150} = ${n * 250}`,
  '```',
  '',
  'Next: look at the alert, and write down who is on call.',
  '',
];

const yamlLayout = [
  '# Training a 29.4B mixture of experts',
  'cluster:',
  '  total_gpus: 512',
  '  gpu_memory: 64GB',
  'model:',
  '  layers: 16',
  '  experts: 64',
  '  hidden_size: 2048',
  '  attention_heads: 16',
  'parallelism:',
  '  tensor: 4',
  '  pipeline: 4',
  '  expert: 8',
  '  data: 4',
  'notes:',
];

const yamlDay = (n) => [
  `  day_${n}: # quiet`,
  `    steps: ${n * 250}  # ${n} * 250 = ${n * 250}`,
  '    on_call: "whoever is there"',
  '    shifts:',
  `      - {name: early, steps: ${n * 100}, hours: 8}`,
  `      - {name: late, steps: ${n * 150}, hours: 12}`,
  '    remarks: |',
  `      The run went on from step ${n * 250}.`,
  '      Nobody touched the configuration.',
];

/** Workloads of a cluster, every tenth of which serves a model. */
const workload = (n) => [
  '---',
  'apiVersion: apps/v1',
  'kind: Deployment',
  'metadata:',
  `  name: workload-${n}`,
  'spec:',
  '  replicas: 2',
  '  template:',
  '    spec:',
  '      containers:',
  '        - name: main',
  ...(n % 10 === 0
    ? [
        '          image: vllm/vllm-openai:v0.9.0',
        '          args: [--model=org/model, --tensor-parallel-size, "4"]',
        '          resources:',
        '            limits:',
        '              nvidia.com/gpu: 4',
      ]
    : [
        '          image: registry/web:1.2',
        '          args: [--workers, "4"]',
        '          resources:',
        '            limits:',
        '              memory: 2Gi',
      ]),
];

/** Pipelines and services of another trade. */
const job = (n) => [
  `  job_${n}:`,
  '    parallel: 4',
  `    needs: [build_${n}]`,
  '    steps:',
  '      - run: make -j 8 test',
  `      - run: tool --tp 8 --shard ${n}`,
];

function repeat(head, block, lines) {
  const out = [...head];
  for (let n = 1; out.length < lines; n++) out.push(...block(n));
  return out.slice(0, Math.max(lines, head.length));
}

/** Markdown of about that many lines; always the same. */
export const markdownPlan = (lines) => `${repeat(layout, day, lines).join('\n')}\n`;

export const manifests = (lines) => `${repeat([], workload, lines).join('\n')}\n`;

/** YAML that lays out no plan. */
export const otherYaml = (lines) => `${repeat(['jobs:'], job, lines).join('\n')}\n`;

export const yamlPlan = (lines) => `${repeat(yamlLayout, yamlDay, lines).join('\n')}\n`;

/** A script that sets variables, goes through branches and loops, and starts trainers and servers with many flags. */
export function shellScript(lines) {
  const job = (n) => [
    `# run ${n}`,
    `NODES=\${NODES:-${(n % 4) + 1}}`,
    'GPUS=8',
    `TP=${2 ** (n % 3)}`,
    'if [ -z "$DATA" ]; then',
    `  DATA=/data/run-${n}`,
    'fi',
    'for step in 1 2 3; do',
    '  echo "step $step of $((NODES * GPUS)) ranks"',
    'done',
    'ARGS=(',
    '  --num-layers 32',
    '  --hidden-size 4096',
    '  --num-attention-heads 32',
    ')',
    'torchrun --nnodes "$NODES" --nproc_per_node "$GPUS" \\',
    '  pretrain_gpt.py "${ARGS[@]}" \\',
    '  --tensor-model-parallel-size "$TP" \\',
    '  --pipeline-model-parallel-size 1 \\',
    '  --micro-batch-size 1 \\',
    '  --data-path "$DATA" 2>&1 | tee "run.log"',
    `CUDA_VISIBLE_DEVICES=${n % 8} vllm serve org/model --port ${8000 + n} &`,
    'wait',
    '',
  ];
  const out = ['#!/bin/bash', '#SBATCH --job-name=runs', 'set -euo pipefail', ''];
  for (let n = 1; out.length < lines; n++) out.push(...job(n));
  return `${out.slice(0, lines).join('\n')}\n`;
}
