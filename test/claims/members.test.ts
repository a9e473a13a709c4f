import { type Case, holdAndBreak } from './pairs.ts';

/** How many an index list or a range holds, beside what is told of it. */
const cases: readonly Case[] = [
  ['count', '- Shard group A: GPUs 8-11 (4-way tensor parallel)', '- Shard group A: GPUs 8-14 («4»-way tensor parallel)'],
  ['count', 'The embedding stage sits on GPUs 2,3 (TP=2).', 'The embedding stage sits on GPUs 2,3,4 (TP=«2»).'],
  ['count', '- 解码组:GPU [0,1,2,3](TP=4)', '- 解码组:GPU [0,1,2,3](TP=«3»)'],
  ['count', '```\nStage 0: cards 0,1,2,3 with TP=4\n```', '```\nStage 0: cards 0,1,2,3,4 with TP=«4»\n```'],
  [
    'count',
    '| role | place |\n|---|---|\n| code | experts [4,5,6,7] (4 experts) |',
    '| role | place |\n|---|---|\n| code | experts [4,5,6,7] («5» experts) |',
  ],
  ['count', '- **Layers**: 8-15 (8 layers)', '- **Layers**: 8-15 («16» layers)'],
  ['count', 'The pumps stand in racks 1, 4, 9 (3 racks).', 'The pumps stand in racks 1, 4, 9 («2» racks).'],
  ['count', '- GPUs 8-11: 2 heads each (8 heads total)', '- GPUs 8-11: 2 heads each («6» heads total)'],
  ['count', 'Row 0: `[0, 0, p, p]` → length 4', 'Row 0: `[0, 0, p, p]` → length «5»'],
  ['count', '- 第 7 行 [7, 7, p, p, p] 长度 5', '- 第 7 行 [7, 7, p, p, p] 长度 «8»'],
];

/** Lists of other things, degrees that span lists, and counts of something else. */
const silent: readonly string[] = [
  '- GPUs 0-7 (TP=4): two replicas',
  '- DP ranks 0-4 (TP=2) on the GPU rack',
  '- GPUs 0,1,2 (TP=2 and the draft model)',
  '- top experts: 3, 7 (8 experts) on the GPU',
  '- GPUs 1, 2, 4, 8 (8 GPUs)',
  '- 32 heads\n- GPUs 8-11: 2 heads each (32 heads total)',
  '- GPU row [a, b, c] → length 8 after padding',
  '- node 0: GPUs 0-3 (TP=8)\n- node 1: GPUs 0-3 (TP=8)',
  '- GPUs 0-5 (TP=4, two spare)',
  '- GPUs 0-11 (TP=4, PP=3)',
  '- GPUs 0-5: 4-way split of the 12 racks came later',
  '- layers 0-9 (TP=4)',
  '- experts [0,3] (4 experts)',
  '- experts [0,3] (2 experts)',
  '- GPUs [0,1] (8 GPUs per node)',
  '- GPUs 0,1 (4 GPUs in the rack are free)',
  '- batch sizes 1, 4, 16 (4 GPUs)',
  'The GPU kernel tries tiles [64, 128, …] of size 128.',
  'The GPU tensor has shape [2, 8] and size 16.',
  'GPU pages 1,024, 2,048 (2 pages)',
];

holdAndBreak('what an index list holds', cases, silent);
