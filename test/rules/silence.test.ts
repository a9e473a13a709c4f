import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, type RuleId } from '../../server/src/engine.ts';

/** A plan of list items. */
const plan = (...items: string[]): string => `# Plan\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;

const said = (text: string): string[] =>
  analyze(text, { language: 'markdown' }).findings.map(({ rule, severity }) => `${rule} ${severity}`);

/** What keeps a rule silent: `told` is the same plan without it, of which the rule speaks. */
interface Pair {
  readonly rule: RuleId;
  readonly because: string;
  readonly silent: string;
  readonly told: string;
  readonly severity?: 'error' | 'warning' | 'hint';
}

const tp4 = ['Tensor parallel: 4', 'Pipeline parallel: 2'];

/** A plan in which model, precision and layout are known. */
const llama = (item: string): string =>
  `# Training Llama-3.1-70B\n\n${['GPUs: 64 × H100 80GB', 'TP: 8', 'PP: 4', 'DP: 2', 'Precision: bf16', 'Training with Adam', item].map((line) => `- ${line}`).join('\n')}\n`;

const mixture = (experts: string): string =>
  `# Training a mixture\n\n${['GPUs: 64 × H100 80GB', 'TP: 4', 'PP: 2', 'DP: 8', 'Parameters: 6.7B', 'Layers: 16', 'Hidden size: 1024', 'FFN size: 2048, SwiGLU', 'Attention heads: 16', 'Vocabulary: 128256', 'Sequence length: 4096', 'Throughput per GPU: 10000 tokens/s', 'MFU: 45%', experts].map((line) => `- ${line}`).join('\n')}\n`;

const pairs: readonly Pair[] = [
  {
    rule: 'contradiction',
    because: 'a total that is made of the stated value is another quantity',
    severity: 'warning',
    silent: plan(
      ...tp4,
      'GPUs: 8',
      'Layers: 16',
      'Experts per MoE layer: 32',
      'Total experts: 512 (16 × 32)',
      'In use: 516 modules (4 dense, 512 experts)',
    ),
    told: plan(
      ...tp4,
      'GPUs: 8',
      'Layers: 16',
      'Experts per MoE layer: 32',
      'Experts: 64 (4 × 16)',
      'In use: 68 modules (4 dense, 64 experts)',
    ),
  },
  {
    rule: 'gpu-count',
    because: 'what one falls back to when nodes are gone is another layout',
    silent: `${plan('TP: 4', 'PP: 3', 'DP: 8', 'GPUs: 96')}\n## Spares\n\nWith 3 nodes gone fall back to DP 7: 4 × 3 × 7 = 84 GPUs.\n`,
    told: `${plan('TP: 4', 'PP: 3', 'DP: 8', 'GPUs: 96')}\n## Spares\n\nThat makes 4 × 3 × 7 = 96 GPUs.\n`,
  },
  {
    rule: 'gpu-count',
    because: 'expert parallelism may be folded into data parallelism',
    silent: plan('TP: 4', 'PP: 2', 'EP: 8', 'DP: 8', 'Total GPUs: 64'),
    told: plan('TP: 4', 'PP: 2', 'EP: 8', 'DP: 4', 'Total GPUs: 64'),
  },
  {
    rule: 'gpu-count',
    because: 'expert parallel ranks may be made up of tensor and data parallel ones',
    silent: plan('TP: 2', 'PP: 2', 'EP: 8', 'DP: 1', 'Total GPUs: 16'),
    told: plan('TP: 2', 'PP: 2', 'EP: 8', 'DP: 1', 'Total GPUs: 24'),
  },
  {
    rule: 'gpu-count',
    because: 'the rest of the GPUs are replicas where no data parallel size is stated',
    silent: plan(...tp4, 'Total GPUs: 64'),
    told: plan(...tp4, 'Total GPUs: 60'),
  },
  {
    rule: 'gpu-count',
    because: 'a baseline is another scenario',
    silent: `${plan('TP: 4', 'PP: 2', 'DP: 2', 'GPUs: 16')}\n## Baseline\n\nTP 8 × PP 2 × DP 2 on 16 GPUs.\n`,
    told: `${plan('TP: 4', 'PP: 2', 'DP: 2', 'GPUs: 16')}\n## Check\n\nTP 4 × PP 2 × DP 2 = 32 GPUs.\n`,
  },
  {
    rule: 'divisibility',
    because: 'there are more ranks than experts',
    silent: plan('TP: 2', 'EP: 64', 'Experts per layer: 24'),
    told: plan('TP: 2', 'EP: 16', 'Experts per layer: 24'),
  },
  {
    rule: 'divisibility',
    because: 'the plan lists the layers of its stages',
    silent: plan('TP: 8', 'PP: 4', 'Layers: 94', 'Layers of the stages: 23-24-24-23'),
    told: plan('TP: 8', 'PP: 4', 'Layers: 94', 'Layers of the stages: 23-24-24-24'),
    severity: 'warning',
  },
  {
    rule: 'contradiction',
    because: 'words set the value apart',
    silent: `${plan(...tp4, 'GPUs: 8')}\nTP=4 it is, instead of TP=8.\n`,
    told: `${plan(...tp4, 'GPUs: 8')}\nTP=4 it is. Launch with TP=8.\n`.replace('it is. Launch', 'it is.\n\nLaunch'),
    severity: 'warning',
  },
  {
    rule: 'unit',
    because: 'a parameter takes one byte',
    silent: plan(...tp4, 'Precision: FP8', 'Parameters: 32B', 'Weights per GPU: 32B ÷ 8 = 4GB'),
    told: plan(...tp4, 'Precision: BF16', 'Parameters: 32B', 'Weights per GPU: 32B ÷ 8 = 4GB'),
  },
  {
    rule: 'unit',
    because: 'the bytes of a parameter are among the factors',
    silent: plan(...tp4, 'Precision: BF16', 'Parameters: 32B', 'Weights per GPU: 32B × 2 ÷ 8 = 8GB'),
    told: plan(...tp4, 'Precision: BF16', 'Parameters: 32B', 'Weights per GPU: 32B ÷ 8 = 4GB'),
  },
  {
    rule: 'unit',
    because: 'no precision is stated: a warning is enough',
    silent: plan(...tp4, 'Parameters: 32B', 'Parameters per GPU: 32B ÷ 8 = 4B'),
    told: plan(...tp4, 'Parameters: 32B', 'Weights per GPU: 32B ÷ 8 = 4GB'),
    severity: 'warning',
  },
  {
    rule: 'capacity',
    because: 'GB may mean GiB',
    silent: plan(...tp4, 'GPU memory: 80 GB', 'Memory used per GPU: 85.5 GB'),
    told: plan(...tp4, 'GPU memory: 80 GB', 'Memory used per GPU: 86.5 GB'),
  },
  {
    rule: 'capacity',
    because: 'the figure is a bound',
    silent: plan(...tp4, 'GPU memory: 80 GB', 'Memory used per GPU: less than 90 GB'),
    told: plan(...tp4, 'GPU memory: 80 GB', 'Memory used per GPU: 90 GB'),
  },
  {
    rule: 'target',
    because: 'nobody says that it is met',
    silent: plan(...tp4, 'Time to first token: 60 ms < 50 ms'),
    told: plan(...tp4, 'Time to first token: 60 ms < 50 ms ✅'),
  },
  {
    rule: 'range',
    because: 'the list leaves something out',
    silent: plan(...tp4, 'Stage 0: GPUs 0-7', 'Stage 1: GPUs 8-15', '…', 'Stage 3: GPUs 24-31', 'Stage 4: GPUs 32-39'),
    told: plan(...tp4, 'Stage 0: GPUs 0-7', 'Stage 1: GPUs 8-15', 'Stage 3: GPUs 24-31', 'Stage 4: GPUs 32-39'),
  },
  {
    rule: 'parameter-count',
    because: 'the vocabulary is open, and it is large',
    silent: plan(...tp4, 'Parameters: 5.9B', 'Layers: 32', 'Hidden size: 4096', 'FFN hidden size: 8192', 'Attention heads: 32'),
    told: plan(...tp4, 'Parameters: 9.9B', 'Layers: 32', 'Hidden size: 4096', 'FFN hidden size: 8192', 'Attention heads: 32'),
  },
  {
    rule: 'memory-model',
    because: 'nobody speaks of Adam',
    silent: plan(...tp4, 'Weights per GPU: 14 GB', 'Optimizer states per GPU: 28 GB'),
    told: plan(...tp4, 'Weights per GPU: 14 GB', 'Optimizer states per GPU: 28 GB', 'Optimizer: Adam'),
    severity: 'warning',
  },
  {
    rule: 'memory-model',
    because: 'the optimizer is sharded',
    silent: plan(...tp4, 'ZeRO-1', 'Weights per GPU: 14 GB', 'Optimizer states per GPU: 28 GB', 'Optimizer: Adam'),
    told: plan(...tp4, 'Weights per GPU: 14 GB', 'Optimizer states per GPU: 28 GB', 'Optimizer: Adam'),
    severity: 'warning',
  },
  {
    rule: 'pipeline-bubble',
    because: 'the figure is a bound',
    silent: plan('PP: 4', 'TP: 2', 'Micro-batches: 4', 'Pipeline bubble: < 25%'),
    told: plan('PP: 4', 'TP: 2', 'Micro-batches: 4', 'Pipeline bubble: 25%'),
    severity: 'warning',
  },
  {
    rule: 'pipeline-bubble',
    because: 'the pipeline is interleaved',
    silent: plan('PP: 8', 'TP: 2', 'Schedule: interleaved 1F1B', 'Micro-batches: 32', 'Pipeline bubble: 5.5%'),
    told: plan('PP: 8', 'TP: 2', 'Schedule: 1F1B', 'Micro-batches: 32', 'Pipeline bubble: 5.5%'),
    severity: 'warning',
  },
  {
    rule: 'throughput',
    because: 'one of the two is a target',
    silent: plan(...tp4, 'GPUs: 8', 'Target throughput per GPU: 200 tokens/s', 'Total throughput: 1000 tokens/s'),
    told: plan(...tp4, 'GPUs: 8', 'Throughput per GPU: 200 tokens/s', 'Total throughput: 1000 tokens/s'),
  },
  {
    rule: 'throughput',
    because: 'the two agree to a tenth',
    silent: plan(...tp4, 'GPUs: 8', 'Throughput per GPU: 200 tokens/s', 'Total throughput: 1500 tokens/s'),
    told: plan(...tp4, 'GPUs: 8', 'Throughput per GPU: 200 tokens/s', 'Total throughput: 1400 tokens/s'),
  },
  {
    rule: 'placement',
    because: 'nobody says how many GPUs a node has',
    silent: plan('TP: 16', 'PP: 2', 'GPUs: 32'),
    told: plan('TP: 16', 'PP: 2', 'GPUs: 32', 'GPUs per node: 8'),
    severity: 'warning',
  },
  {
    rule: 'arithmetic',
    because: 'a written number stands for what rounds to it',
    silent: plan(...tp4, 'Share: 490.4 MB / 64 GB = 0.77%'),
    told: plan(...tp4, 'Share: 490.4 MB / 64 GB = 0.78%'),
  },
  {
    rule: 'arithmetic',
    because: 'about widens',
    silent: plan(...tp4, 'Tokens: ~2000 × 3 = 7000'),
    told: plan(...tp4, 'Tokens: 2000 × 3 = 7000'),
  },
  {
    rule: 'arithmetic',
    because: 'GB may mean GiB',
    silent: plan(...tp4, 'KV cache: 65,536 × 16,384 bytes = 1 GB'),
    told: plan(...tp4, 'KV cache: 65,536 × 16,384 bytes = 1.4 GB'),
  },
  {
    rule: 'arithmetic',
    because: 'a figure in another unit may be cut off',
    silent: plan(...tp4, 'Decode: 41,250 tokens/second = 41.2 tokens/ms'),
    told: plan(...tp4, 'Decode: 41,250 tokens/second = 4,125 tokens/ms'),
  },
  {
    rule: 'arithmetic',
    because: 'a stroke between the parts of a layout divides nothing',
    silent: plan(...tp4, 'Trace 075 (TP4/PP2 decode)'),
    told: plan(...tp4, 'Trace: 75 = 4 / 2'),
  },
  {
    rule: 'gpu-count',
    because: 'what is quoted as an error is known to be one',
    silent: plan('TP: 4', 'PP: 2', 'Total GPUs: 8', '**Previous error**: TP=4 × PP=4 = 24 GPUs ❌'),
    told: plan('TP: 4', 'PP: 2', 'Total GPUs: 8', '**Check**: TP=4 × PP=2 = 24 GPUs'),
  },
  {
    rule: 'contradiction',
    because: 'a sentence sets the plan against another layout',
    silent: `${plan('TP=8，整机一个实例', 'Tensor Parallel: 8', 'GPUs: 8')}\n对比 TP=4 + DP=2，每个实例只用 4 张卡。\n`,
    told: `${plan('TP=8，整机一个实例', 'Tensor Parallel: 8', 'GPUs: 8')}\n- 张量并行: TP=4\n`,
  },
  {
    rule: 'contradiction',
    because: 'the document weighs several layouts',
    silent:
      '# Findings\n\n- For TP8/PP2, reductions stay in a node.\n- Trace (TP8/PP2 decode)\n\n## Finding 1: first token at TP8/PP4\n\nAt 128K context TP8/PP4 takes 2 s, where TP32/PP1 takes 6 s and TP8/PP1 takes 4 s; at 1M context TP8/PP4 takes 29 s.\n',
    told: '# Findings\n\n- For TP8/PP2, reductions stay in a node.\n- Trace (TP8/PP2 decode)\n\n## Finding 1: first token at TP8/PP4\n\nAt 128K context it takes 2 s.\n',
    severity: 'warning',
  },
  {
    rule: 'contradiction',
    because: 'the width inside the feed-forward blocks is no hidden size',
    silent: plan(...tp4, 'Model: Llama-3-70B', 'Recomputing the FFN (hidden=28672) is expensive'),
    told: plan(...tp4, 'Model: Llama-3-70B', 'Recomputing the FFN (hidden=16384) is expensive'),
    severity: 'warning',
  },
  {
    rule: 'arithmetic',
    because: 'two shares with a tilde between them are a range',
    silent: `${plan(...tp4)}\n| Run | Solved |\n|---|---|\n| first | 18.8% ~ 22.3% (48 / 256) |\n`,
    told: `${plan(...tp4)}\n| Run | Solved |\n|---|---|\n| first | 22.3% (48 / 256) |\n`,
  },
  {
    rule: 'arithmetic',
    because: 'the number behind a hyphen belongs to a name',
    silent: plan(...tp4, 'Layers: 40 (18 Mamba-2 + 18 MoE + 4 attention)'),
    told: plan(...tp4, 'Layers: 40 (18 recurrent + 18 MoE + 6 attention)'),
  },
  {
    rule: 'arithmetic',
    because: 'tokens and queries are counted apart',
    silent: plan(...tp4, 'Fleet: 640M tok/s ≈ 1M QPS at 640 tokens an answer'),
    told: plan(...tp4, 'Fleet: 640M tokens/s = 1M tokens/s'),
  },
  {
    rule: 'contradiction',
    because: 'a plan may be widened later',
    silent: plan(
      '并行策略：TP=8 / PP=2 / DP=1（16 卡），必要时可扩容为 DP=2（32 卡）',
      '每副本（DP=1）使用 TP=8',
      '若业务需要高可用，采用 DP=2（32 卡）',
      '若吞吐不足，扩展至 DP=2',
    ),
    told: plan('TP=8, PP=2, DP=2', 'Total GPUs: 32', '每副本（DP=1）使用 TP=8', '采用 DP=2（32 卡）', '高可用时也是 DP=2'),
    severity: 'warning',
  },
  {
    rule: 'contradiction',
    because: 'groups of ranks are no ranks',
    silent: plan(
      'TP: 1',
      'EP: 8',
      'DP: 1',
      'Total GPUs: 8',
      'Experts per layer: 32',
      'Experts of a group: 32 experts ÷ 4 EP groups = 8 experts',
    ),
    told: plan(
      'TP: 1',
      'EP: 8',
      'DP: 1',
      'Total GPUs: 8',
      'Experts per layer: 32',
      'Experts of a rank: 32 experts ÷ 4 EP ranks = 8 experts',
    ),
  },
  {
    rule: 'gpu-count',
    because: 'a stage has as many GPUs as EP ranks, and the TP groups lie within',
    silent: plan(
      'TP: 2',
      'PP: 4',
      'EP: 16',
      'DP: 2',
      'GPUs: 16 GPUs per stage × 4 stages = 64 GPUs per replica',
      'Total GPUs: 64 GPUs per replica × 2 replicas = 128 GPUs',
    ),
    told: plan('TP: 2', 'PP: 4', 'EP: 16', 'DP: 2', 'Total GPUs: 128'),
  },
  {
    rule: 'contradiction',
    because: 'a range of layers states no value',
    silent: plan('TP: 4', 'The model has 61 layers: PP2 = 30-31 layers per stage'),
    told: plan('TP: 4', 'PP: 2', 'Layers: 61', 'Layers per stage: 30', 'Stage layers: 30', 'Layers: 60'),
  },
  {
    rule: 'arithmetic',
    because: 'b before tokens are billions',
    silent: plan(...tp4, 'Corpus: 256 × 4k × 300k = 307b tokens'),
    told: plan(...tp4, 'Corpus: 256 × 4k × 300k = 740b tokens'),
  },
  {
    rule: 'contradiction',
    because: 'a choice of two values is no statement',
    silent: `${plan('TP: 4', 'PP: 2', 'Layers per stage: 20', 'Layers: 40')}\nHere $PP = 4$ or $8$ the bubble grows.\n`,
    told: `${plan('TP: 4', 'PP: 2', 'Layers per stage: 20', 'Layers: 40')}\nHere $PP = 4$ the bubble grows.\n`,
    severity: 'warning',
  },
  {
    rule: 'unit',
    because: 'the factor may be counted in the unit below',
    silent: plan(...tp4, 'One step: 985.4 × 8 = 7.883 PFLOPS'),
    told: plan(...tp4, 'One pass: 985 × 800 × 1002 = 789.6 GFLOP'),
  },
  {
    rule: 'contradiction',
    because: 'columns and rows named by a degree are configurations of their own',
    silent: `${plan('`tp=1`: each GPU holds the model', 'With tp=1 on 8 GPUs', 'TP: 1', 'GPUs: 8')}\n| | tp=1 | tp=2 |\n|---|---|---|\n| speed | 4062 | 3822 |\n\n| setting | 8 cards | 16 cards |\n|---|---|---|\n| (tp=1, zero=8) | 4062 | 3842 |\n| (tp=2, zero=4) | 3822 | 3595 |\n`,
    told: `${plan('`tp=1`: each GPU holds the model', 'With tp=1 on 8 GPUs', 'TP: 1', 'GPUs: 8')}\n- Serving: tp=2\n`,
    severity: 'warning',
  },
  {
    rule: 'contradiction',
    because: 'cards of one server are not those of the cluster',
    silent: `${plan('TP=8 / EP=4（共 32 卡）')}\n在 **32 张 H20**（4 台 × 8 卡）的集群上，每台 8 卡，单机 8 卡用 NVLink。\n`,
    told: `${plan('TP: 8', 'PP: 4', '总卡数: 8 × 4 = 32 GPUs', 'World size: 32')}\n## 部署\n\n- 卡数: 16\n`,
  },
  {
    rule: 'arithmetic',
    because: 'sizes of one unit joined by strokes are to choose from',
    silent: `${plan(...tp4)}\n\`\`\`yaml\nsize: 1  # 8B/70B/405B\n\`\`\`\n`,
    told: `${plan(...tp4)}\n\`\`\`yaml\nsize: 1  # 70B/8B\n\`\`\`\n`,
  },
  {
    rule: 'arithmetic',
    because: 'a word of the command line has no value',
    silent: `${plan(...tp4)}\n\`\`\`bash\nWORKERS=$1  # 4 * 2\n\`\`\`\n`,
    told: `${plan(...tp4)}\n\`\`\`bash\nWORKERS=1  # 4 * 2\n\`\`\`\n`,
  },
  {
    rule: 'arithmetic',
    because: 'thousands are kept apart by a comma in braces in LaTeX',
    silent: `${plan(...tp4)}\n$$2 \\times 512 \\times 80 = 81{,}920$$\n`,
    told: `${plan(...tp4)}\n$$2 \\times 512 \\times 80 = 81{,}290$$\n`,
  },
  {
    rule: 'gpu-count',
    because: 'a column of layouts makes each row a configuration of its own',
    silent: `${plan('GPUs: 24')}\n| run | layout |\n|---|---|\n| A | TP: 4, PP: 2, DP: 4 |\n| B | TP: 8, PP: 2, DP: 2 |\n`,
    told: `${plan('GPUs: 24')}\n| run | layout |\n|---|---|\n| A | TP: 4, PP: 2, DP: 4 |\n`,
  },
  {
    rule: 'contradiction',
    because: 'a section of other layouts tells set-ups beside the plan',
    silent: `${plan('**GPUs**: eight at EP8', 'EP8 + TP2 when memory is the limit')}\n## Other layouts\n\n- Split experts, where one is too large: \`--expert_parallel_size=1\`\n`,
    told: `${plan('**GPUs**: eight at EP8', 'EP8 + TP2 when memory is the limit')}\n## Launch\n\n- Split experts, where one is too large: \`--expert_parallel_size=1\`\n`,
    severity: 'warning',
  },
  {
    rule: 'capacity',
    because: 'a serving engine fills the GPU by intent',
    silent: plan(...tp4, 'Serving with vLLM', 'GPU memory: 80 GB', 'Memory used per GPU: 74 GB'),
    told: plan(...tp4, 'Training with Adam', 'GPU memory: 80 GB', 'Memory used per GPU: 74 GB'),
    severity: 'warning',
  },
  {
    rule: 'capacity',
    because: 'the plan says that it is tight',
    silent: plan(...tp4, 'Training with Adam', 'GPU memory: 80 GB', 'Memory used per GPU: 76 GB (tight)'),
    told: plan(...tp4, 'Training with Adam', 'GPU memory: 80 GB', 'Memory used per GPU: 76 GB (95%)'),
    severity: 'warning',
  },
  {
    rule: 'capacity',
    because: 'the plan states the share itself',
    silent: plan(...tp4, 'Training with Adam', 'GPU memory: 80 GB', 'Memory used per GPU: 74 GB', 'Memory utilization: 92.5%'),
    told: plan(...tp4, 'Training with Adam', 'GPU memory: 80 GB', 'Memory used per GPU: 78 GB', 'Memory utilization: 97.5%'),
    severity: 'warning',
  },
  {
    rule: 'memory-model',
    because: 'weights may be told in GiB',
    silent: llama('Weights per GPU: 4.1 GB'),
    told: llama('Weights per GPU: 3.7 GB'),
    severity: 'warning',
  },
  {
    rule: 'memory-model',
    because: 'a model of which a dimension is not stated may hold more in its embedding',
    silent: llama('Weights per GPU: 5.1 GB').replace('Llama-3.1-70B', 'a 70B model'),
    told: llama('Weights per GPU: 5.1 GB'),
    severity: 'warning',
  },
  {
    rule: 'gpu-count',
    because: 'a framework is only spoken about',
    silent: plan('TP: 4', 'PP: 4', 'EP: 8', 'DP: 4', 'Total GPUs: 512', 'Pretraining', 'Tensor parallelism: torchtitan-style'),
    told: plan('TP: 4', 'PP: 4', 'EP: 8', 'DP: 4', 'Total GPUs: 512', 'Pretraining', 'Framework: torchtitan'),
    severity: 'warning',
  },
  {
    rule: 'gpu-count',
    because: 'the plan gives the expert tensor parallel size',
    silent: plan('TP: 4', 'PP: 2', 'EP: 8', 'DP: 4', 'Total GPUs: 32', 'Training framework: Megatron-LM', 'Expert tensor parallel size: 1'),
    told: plan('TP: 4', 'PP: 2', 'EP: 8', 'DP: 4', 'Total GPUs: 32', 'Training framework: Megatron-LM'),
    severity: 'warning',
  },
  {
    rule: 'placement',
    because: 'FSDP is not ZeRO of DeepSpeed',
    silent: plan('TP: 4', 'PP: 2', 'DP: 4', 'GPUs: 32', 'Training framework: DeepSpeed', 'ZeRO stage: 3, by FSDP'),
    told: plan('TP: 4', 'PP: 2', 'DP: 4', 'GPUs: 32', 'Training framework: DeepSpeed', 'ZeRO stage: 3'),
    severity: 'warning',
  },
  {
    rule: 'placement',
    because: 'DeepSpeed goes around another framework',
    silent: plan('TP: 4', 'PP: 2', 'DP: 4', 'GPUs: 32', 'Use Megatron-LM for tensor parallelism', 'Use DeepSpeed for data parallelism'),
    told: plan('TP: 4', 'PP: 2', 'DP: 4', 'GPUs: 32', 'Use Megatron-LM for tensor parallelism', 'Use torchtitan for data parallelism'),
    severity: 'warning',
  },
  {
    rule: 'framework',
    because: 'argparse takes the beginning of a name',
    silent: '# Serving\n\n```bash\nvllm serve some/model --tensor-parallel 8\n```\n\nTP 8 on 8 GPUs.\n',
    told: '# Serving\n\n```bash\nvllm serve some/model --tensor-model-parallel-size 8\n```\n\nTP 8 on 8 GPUs.\n',
    severity: 'warning',
  },
  {
    rule: 'throughput',
    because: 'nobody says how many experts a token visits',
    silent: mixture('Experts per layer: 64'),
    told: mixture('Experts per layer: 64, 2 experts active per token'),
    severity: 'warning',
  },
  {
    rule: 'arithmetic',
    because: 'devices in a parenthesis are no amount of memory',
    silent: plan(...tp4, 'GPUs: 64 × A100 80GB (8 nodes × 8)', 'More: 64 A100 80GB cards (8 × 8)'),
    told: plan(...tp4, 'GPUs: 64 × A100 80GB', 'Weights: 80 GB (40 × 3)'),
  },
  {
    rule: 'divisibility',
    because: 'the outer stages have one layer fewer',
    silent: plan('TP: 8', 'PP: 16', 'Layers: 126', 'The first and the last stage have one layer fewer'),
    told: plan('TP: 8', 'PP: 16', 'Layers: 126'),
    severity: 'warning',
  },
  {
    rule: 'efficiency',
    because: 'the plan knows its bubble',
    silent: plan('TP: 4', 'PP: 4', 'Training steps', 'Micro-batches: 8', 'Pipeline bubble: 27.3 %'),
    told: plan('TP: 4', 'PP: 4', 'Training steps', 'Micro-batches: 8'),
    severity: 'hint',
  },
  {
    rule: 'efficiency',
    because: 'the plan speaks of the network between its experts',
    silent: plan('TP: 2', 'EP: 16', 'GPUs: 32', 'GPUs per node: 8', 'Experts: 64', 'All-to-all over InfiniBand'),
    told: plan('TP: 2', 'EP: 16', 'GPUs: 32', 'GPUs per node: 8', 'Experts: 64'),
    severity: 'hint',
  },
];

describe('rules stay silent', () => {
  for (const { rule, because, silent, told, severity = 'error' } of pairs) {
    it(`${rule}: ${because}`, () => {
      assert.deepEqual(said(silent), []);
      assert.deepEqual(said(told), [`${rule} ${severity}`]);
    });
  }
});
