import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyze } from '../../server/src/engine.ts';
import { type Case, holdAndBreak } from './pairs.ts';

/** Figures of one sentence that follow from one another by what they count. */
const inOneSentence: readonly Case[] = [
  ['each', 'We run on 32 nodes (8 GPUs per node), i.e. 256 GPUs.', 'We run on 32 nodes (8 GPUs per node), i.e. «128» GPUs.'],
  ['each', 'With 80 layers and PP=8 every stage gets 10 layers.', 'With 80 layers and PP=8 every stage gets «12» layers.'],
  [
    'each',
    'Each pipeline stage holds 10 of the 80 layers, so there are 8 stages.',
    'Each pipeline stage holds 10 of the 80 layers, so there are «4» stages.',
  ],
  ['each', 'At 8.4M tokens per step, 1T tokens take about 119,000 steps.', 'At 8.4M tokens per step, 1T tokens take about «11,900» steps.'],
  [
    'each',
    'Throughput is 1.2M tokens/s on 512 GPUs, 2,344 tokens/s per GPU.',
    'Throughput is 1.2M tokens/s on 512 GPUs, «4,300» tokens/s per GPU.',
  ],
  [
    'each',
    'KV cache per token is 320 KB; a 32k context therefore needs 10 GB.',
    'KV cache per token is 320 KB; a 32k context therefore needs «20» GB.',
  ],
  ['each', '140 GB of weights over 4 GPUs is 35 GB per GPU.', '140 GB of weights over 4 GPUs is «70» GB per GPU.'],
  ['each', 'With EP 16, each rank hosts 16 of 256 experts.', 'With EP 16, each rank hosts 8 of «256» experts.'],
  ['each', '64 attention heads over TP=8 leave 8 heads per GPU.', '64 attention heads over TP=8 leave «16» heads per GPU.'],
  ['each', 'Each node has 8 GPUs with 80 GB, 640 GB per node.', 'Each node has 8 GPUs with 80 GB, «512» GB per node.'],
  ['each', '8 replicas of 16 GPUs each need 128 GPUs.', '8 replicas of 16 GPUs each need «144» GPUs.'],
  [
    'each',
    'CP=4 splits the 131072-token sequence into chunks of 32768 tokens.',
    'CP=4 splits the 131072-token sequence into chunks of «16384» tokens.',
  ],
  [
    'each',
    'The job burns 512 GPUs for 20 days, that is 245,760 GPU-hours.',
    'The job burns 512 GPUs for 20 days, that is «24,576» GPU-hours.',
  ],
  ['each', 'At $2.00 per GPU-hour, 1,024 GPUs for 30 days cost $1.47M.', 'At $2.00 per GPU-hour, 1,024 GPUs for 30 days cost $«2.1»M.'],
  ['each', 'Each of the 16 nodes draws 10.2 kW, 163 kW together.', 'Each of the 16 nodes draws 10.2 kW, «143» kW together.'],
  [
    'each',
    'Sequence length 8192 and GBS 512 give 4.2M tokens per step, so the loader is idle.',
    'Sequence length 8192 and GBS 512 give «8.4»M tokens per step, so the loader is idle.',
  ],
  [
    'each',
    'GBS 4096 with DP 32 and MBS 1 means 128 micro-batches per rank.',
    'GBS 4096 with DP 32 and MBS 1 means «256» micro-batches per rank.',
  ],
  [
    'each',
    'A step took 5.4 s and we saved every 250 steps, so that was every 22.5 minutes.',
    'A step took 5.4 s and we saved every 250 steps, so that was every «38.3» minutes.',
  ],
  [
    'each',
    'At 8.6 s a step, 120,000 steps last 11.9 days, or 36,693 GPU-hours.',
    'At 8.6 s a step, 120,000 steps last «20.2» days, or 36,693 GPU-hours.',
  ],
  ['each', '256 卡, 每卡 64 GB HBM, 总显存 16,384 GB。', '256 卡, 每卡 64 GB HBM, 总显存 «16,834» GB。'],
  ['each', '一台 4 个实例, 6 台共 24 个实例。', '一台 4 个实例, 6 台共 «20» 个实例。'],
];

const inOneSentenceSilent: readonly string[] = [
  'It has 4 racks with 8 pumps per rack; we use 30 pumps in total.',
  'The 8 GPUs have 80 GB each, and the weights take 140 GB in total.',
  'The weights take 140 GB in total, and the 8 GPUs have 80 GB each.',
  'The weights take 140 GB, and 8 GPUs have 80 GB each.',
  // another set-up, a choice, a part, a bound, a guess
  'We run on 32 nodes (8 GPUs per node); the evaluation uses 128 GPUs.',
  'Fine-tuning needs 2 nodes with 8 H100 (or 8 H200).',
  'If each of 32 nodes had 8 GPUs, 128 GPUs would be half of them.',
  '80 layers with PP=8, while the draft model has 12 layers per stage.',
  'The 12 nodes have 8 GPUs each, of which 90 GPUs are usable.',
  'At most 10 of the 80 layers fit on each GPU, so we need 16 GPUs.',
  'On 1024 GPUs we limited the runs to a batch size of 8 per GPU with a sequence length of 1024.',
  'Every step takes 20 s on 512 GPUs, and a checkpoint takes 40 s.',
  'Each request has 2,000 input tokens and 500 output tokens; 10 requests make 25,000 tokens.',
  'The weights (140 GB) and the cache (40 GB) are split over 4 GPUs, 45 GB each.',
  'Two replicas of 8 GPUs serve 40 requests each, 80 requests in all.',
  'Throughput per GPU is 2,300 tokens/s, 18,400 tokens/s per node of 8 GPUs, 294k on 16 nodes.',
  'A batch of 512 sequences with 4096 tokens takes 20 s, 100k tokens/s.',
  'One node gives 1,500 tokens/s; 3,600 tokens/s are wanted, so 3 nodes (24 GPUs, 2.4 rounded up).',
  'The model was sharded TP=8 × PP=4 × DP=4 on 128 GPUs (40 layers, 10 layers per stage).',
  '80 layers, 20 layers per stage, 64 heads, 8 heads per rank.',
  // two kinds of nodes, and a part of each
  'We have 12 nodes of 8 GPUs and 4 nodes of 4 GPUs, so 112 GPUs in all.',
  'Each node has 8 GPUs, but only 6 of them are ours: 10 nodes give us 60 GPUs.',
  '120 layers, 8 stages of 15, each on 8 GPUs: 64 GPUs a replica, 4 replicas on 256.',
  // `6` are replicas, told of in another sentence
  'We ran 12 replicas. Each made 1,400 tokens/s, 16.8k tokens/s together, where 6 made 10.5k before: 1.6x.',
  // one more factor stands in the sentence
  'With DP 4 and 2 sequences per replica, 3 accumulation steps make a batch of 24 sequences.',
];

const acrossSentences: readonly Case[] = [
  [
    'each',
    'The hour costs $441.60 per hour. For 237 hours that is $104,659.',
    'The hour costs $441.60 per hour. For 237 hours that is $«96,809».',
  ],
  ['each', 'There are 64 GPUs. 80 GB each, 5.12 TB in total.', 'There are 64 GPUs. 80 GB each, «6.4» TB in total.'],
  ['each', 'One checkpoint is 1.2 TB. Writing it at 20 GB/s takes 60 s.', 'One checkpoint is 1.2 TB. Writing it at 20 GB/s takes «90» s.'],
];

const acrossSilent: readonly string[] = [
  'There are 64 GPUs. The login node has 80 GB, and 6.4 TB of disk are free.',
  'One checkpoint is 1.2 TB. Reading the data at 20 GB/s takes 90 s longer than writing it.',
];

const throughout: readonly Case[] = [
  ['each', 'Every node has 8 GPUs.\n\n- The lab owns 10 nodes, 80 GPUs.', 'Every node has 8 GPUs.\n\n- The lab owns 10 nodes, «96» GPUs.'],
  [
    'each',
    'We plan 4,194,304 tokens per step.\n\n- 120,000 steps → 503 B tokens',
    'We plan 4,194,304 tokens per step.\n\n- 120,000 steps → «603» B tokens',
  ],
];

const throughoutSilent: readonly string[] = [
  // the last node in part; two sizes of node; a list of settings
  'Every node has 8 GPUs.\n\n- The lab uses 12 nodes (90 GPUs).',
  'Every node has 8 GPUs, the old ones have 4 GPUs per node.\n\n- The lab owns 10 nodes, 60 GPUs.',
  // what another cluster has
  'On the old cluster (4 GPUs per node) it ran as well.\n\n- The lab uses 16 nodes (128 GPUs).',
  '## The other cluster\n\nThere are 4 GPUs per node.\n\n## Ours\n\n- The lab uses 16 nodes (128 GPUs).',
  // an instance of a service is no machine
  'Two decode instances of 9 nodes each: 72 GPUs per instance.\n\n- A prefill instance spans 2 nodes (16 GPUs).',
  'Each rank runs 128 sequences per GPU.\n\n- r1 (32 GPUs, 128 sequences)',
];

const sums: readonly Case[] = [
  [
    'sum',
    'Weights 35 GB, KV cache 20 GB and activations 8 GB add up to 63 GB, which fits in 80 GB.',
    'Weights 35 GB, KV cache 20 GB and activations 8 GB add up to «73» GB, which fits in 80 GB.',
  ],
  [
    'sum',
    'The weights (16 GB), gradients (16 GB) and optimizer states (96 GB) come to 128 GB.',
    'The weights (16 GB), gradients (16 GB) and optimizer states (96 GB) come to «138» GB.',
  ],
  ['sum', 'The three pools have 32, 16 and 8 GPUs, together 56.', 'The three pools have 32, 16 and 8 GPUs, together «60».'],
  [
    'sum',
    'Every request has 2,000 input and 500 output tokens, 2,500 in total.',
    'Every request has 2,000 input and 500 output tokens, «2,600» in total.',
  ],
  [
    'sum',
    'Prefill uses 24 GPUs and decode 40 GPUs, for a total of 64 GPUs.',
    'Prefill uses 24 GPUs and decode 40 GPUs, for a total of «72» GPUs.',
  ],
  [
    'rest',
    'That leaves 17 GB of headroom on an 80 GB card with 63 GB used.',
    'That leaves «22» GB of headroom on an 80 GB card with 63 GB used.',
  ],
  [
    'rest',
    'We use 8 of the 64 GPUs for tests, which leaves 56 for training.',
    'We use 8 of the 64 GPUs for tests, which leaves «52» for training.',
  ],
  ['rest', 'Of the 96 GPUs 88 run the job and 8 are spare.', 'Of the 96 GPUs 88 run the job and «10» are spare.'],
];

const sumsSilent: readonly string[] = [
  // things of two kinds, and a rest beside a total
  'Decode: 18 nodes, 144 GPUs; prefill: 4 instances of 4 nodes, 16 nodes, 128 GPUs; 272 GPUs in total.',
  'The model with 16 GB of weights fits twice on a 40 GB card, 32 GB in all with 8 GB left.',
  '8 spare nodes (64 GPUs) are kept booted beside the 256 of the job.',
  'Weights 35 GB, KV cache 20 GB per GPU; with fragmentation 63 GB in total.',
  'Prefill takes 24 GPUs or 40 GPUs, with decode 72 in total.',
  'With 63 GB used of 80 GB and 2 GB reserved, 15 GB remain.',
  'Weights 17.6 GB, KV cache 10.7 GB and 4 GB of activations come to 35 GB with buffers.',
  '30 GB of 80 GB are free, 50 GB used.',
];

const told: readonly Case[] = [
  ['change', 'It is 2× faster, 50 % less time.', 'It is 2× faster, «40 %» less time.'],
  ['unit', '70.55 B parameters, so 141.1 GB of weights in BF16', '70.55 B parameters, so «239.9 GB» of weights in BF16'],
  [
    'change',
    'It delivers 2,146 tokens/s against 1,480 tokens/s, an improvement of 45 %.',
    'It delivers 2,146 tokens/s against 1,480 tokens/s, an improvement of «55 %».',
  ],
  ['order', 'Peak memory is 74.5 GB per GPU, below the limit of 76 GB.', 'Peak memory is «78.5 GB» per GPU, below the limit of 76 GB.'],
  ['order', 'TTFT of 350 ms meets the 400 ms SLO.', 'TTFT of «450 ms» meets the 400 ms SLO.'],
];

const toldSilent: readonly string[] = [
  // the bubble is the fraction; what the GPUs could do is of no other figure
  '- Micro-batches per step: 64\n\nWith 4 stages the bubble is 3/67, about 4.5 % of the step.',
  'A peak of 312 TFLOP/s of BF16 could do 1.18e18 in a step, hence an MFU of 64 %.',
  'The new kernel is 1.5× faster and cuts the memory by 20 %.',
  'At TP 8 with one replica it gave 5,050 tok/s, 12 % less than two TP 4 replicas.',
];

holdAndBreak('what a sentence counts', inOneSentence, inOneSentenceSilent);
holdAndBreak('over the border of two sentences', acrossSentences, acrossSilent);
holdAndBreak('what a page holds throughout', throughout, throughoutSilent);
holdAndBreak('sums and rests in a sentence', sums, sumsSilent);
holdAndBreak('told twice', told, toldSilent);

test('a message calls the figures as the author does', () => {
  const told = (text: string): readonly string[] =>
    analyze(`# Notes\n\n${text}\n`, { language: 'markdown' }).findings.map(({ message }) => message);
  assert.deepEqual(told('64 attention heads over TP=8 leave 16 heads per GPU.'), ['64 attention heads ÷ TP 8 is 8, not 16 heads per GPU']);
  assert.deepEqual(told('We run on 32 nodes (8 GPUs per node), i.e. 128 GPUs.'), ['32 nodes × 8 GPUs per node is 256, not 128 GPUs']);
});
