import { type Case, holdAndBreak } from './pairs.ts';

/** Equations that a statement makes of its own figures, kind by kind. */
const dealt: readonly Case[] = [
  ['each', '- 48 layers are split into 4 stages of 12 layers', '- 48 layers are split into 4 stages of «18» layers'],
  ['each', 'With 96 shards, grouped into 6 racks of 16, no rack idles.', 'With 96 shards, grouped into 6 racks of «26», no rack idles.'],
  ['each', '- 管线:60 层拆成 5 段,每段 12 层', '- 管线:60 层拆成 5 段,每段 «15» 层'],
  [
    'each',
    '| Store | Layout |\n|---|---|\n| cold | 24 disks into 3×8 disks |\n| warm | 36 disks into 4×9 disks |',
    '| Store | Layout |\n|---|---|\n| cold | 24 disks into 3×«10» disks |\n| warm | 36 disks into 4×9 disks |',
  ],
  ['each', '```text\nPP: 40 layers into 4×10 layers\n```', '```text\nPP: 40 layers into 4×«20» layers\n```'],
  ['each', 'Each of the 5 pods uses 12 chips, 60 chips in all.', 'Each of the 5 pods uses 12 chips, «72» chips in all.'],
  ['each', '- hosts: 3, cards: 8 (24 total)', '- hosts: 3, cards: 8 («32» total)'],
  ['each', '- Width 1536, sharded into 384 per GPU (TP 4)', '- Width 1536, sharded into 384 per GPU (TP «8»)'],
  [
    'each',
    '- Every node carries 8 GPUs; with 6 nodes that makes 48 GPUs',
    '- Every node carries 8 GPUs; with 6 nodes that makes «64» GPUs',
  ],
];
const bracketed: readonly Case[] = [
  ['each', '- **Ports**: 48 (4 per card across 12 cards)', '- **Ports**: 48 (5 per card across «12» cards)'],
  ['each', '- 63 shards divided into 3 parts (21 each)', '- 63 shards divided into 4 parts («21» each)'],
  ['each', '- 24 experts across 24 GPUs = 1 expert per GPU', '- 24 experts across 48 GPUs = «1» expert per GPU'],
  ['each', '- EP=3 perfectly divides 63 experts → 21 experts per GPU', '- EP=3 perfectly divides 66 experts → «21» experts per GPU'],
];
const unevenly: readonly string[] = [
  '- 61 layers split into 4 stages of 16 layers, the last with 13',
  '- 72 cards split into 2 halls of 32 (8 spare)',
  '- 72 cards split into 2 halls of 24 cards and 1 hall of 24 cards',
  '- A batch of 512 sequences is split into 8 micro-batches of 8 sequences',
  '- 256 sequences split into 8 micro-batches of 4 sequences (DP 8)',
  '- hosts: 2, cards: 16 (16 total)',
  '- readers: 2, writers: 4 (6 total)',
  '- Each of the 4 pods uses 16 chips, 80 chips in the hall',
  '- 64 shards split into 2 halls of up to 40',
];

const multiples: readonly Case[] = [
  ['each', '- HBM: 96GB per chip (768GB total)', '- HBM: 96GB per chip («700»GB total)'],
  ['each', 'Every rack has 80 GB per card, 640 GB in all.', 'Every rack has 80 GB per card, «600» GB in all.'],
  ['each', '- 每卡 80 GB(共 640 GB)', '- 每卡 80 GB(共 «650» GB)'],
  ['each', '- Memory per GPU: 80 GB (320 GB total)', '- Memory per GPU: 80 GB («350» GB total)'],
  [
    'each',
    '| Rack | Cards |\n|---|---|\n| A | 8 GPUs per node (40 GPUs in total) |',
    '| Rack | Cards |\n|---|---|\n| A | 8 GPUs per node («36» GPUs in total) |',
  ],
];
const others: readonly string[] = [
  '- 80 GB per GPU (650 GB total with host memory)',
  '- 80 GB per GPU (about 650 GB total)',
  '- 2 experts per GPU (63 total)',
  '- 16 layers per stage (61 total)',
  '- 3,200 tok/s per GPU (25,900 tok/s total)',
  '- $2 per GPU ($33 total)',
  '- 45.3 GB per GPU (362 GB total)',
  '- uses 50 GB per GPU of 80 GB (420 GB total)',
];

const sides: readonly Case[] = [
  ['share', '- Store: 52 GB of 80 GB (65 % utilization)', '- Store: 52 GB of 80 GB («35 %» utilization)'],
  ['share', '- 显存 24/80 GB(利用率 30 %)', '- 显存 24/80 GB(利用率 «70 %»)'],
  ['share', 'The pool uses 52 GB of 80 GB (35 % headroom).', 'The pool uses 52 GB of 80 GB («65 %» headroom).'],
  ['share', '- Utilisation 65 % (52 of 80 GB)', '- Utilisation «35 %» (52 of 80 GB)'],
  [
    'share',
    '| Item | Figures |\n|---|---|\n| Memory | 52 of 80 GB (65 % used) |',
    '| Item | Figures |\n|---|---|\n| Memory | 52 of 80 GB («35 %» used) |',
  ],
  ['rest', '- 77 % headroom (23 % used)', '- 77 % headroom («33» % used)'],
  ['rest', 'Memory: 60 % used, 40 % free', 'Memory: 60 % used, «50» % free'],
  ['rest', '- 占用 70 %,剩余 30 %', '- 占用 70 %,剩余 «20» %'],
  [
    'rest',
    '| Pool | Split |\n|---|---|\n| KV | 62.5 % used, 37.5 % free |',
    '| Pool | Split |\n|---|---|\n| KV | 62.5 % used, «47.5» % free |',
  ],
];
const eitherSide: readonly string[] = [
  '- 28 GB of 80 GB free (65 % used)',
  '- 28 GB of 80 GB free (35 % free)',
  '- Headroom: 28 GB of 80 GB (35 % headroom)',
  '- Headroom 35 % (52 of 80 GB)',
  '- 52 of 80 GB (35 % of free memory)',
  '- 52 of 80 GB (65 % left after the cut)',
  '- 52 of 80 GB, 35 %',
  '- 剩余 28/80 GB(剩余 35 %)',
  '- 60 % used, 30 % free, 10 % reserved',
  '- GPU 60 % used, CPU 70 % free',
  '- 60 % used by the cache, 50 % free on the host',
  '- 77 % headroom (33 % used by the cache)',
  '- 77 % headroom, 33 % used last week',
  '- 120 % used (20 % free)',
];

const changes: readonly Case[] = [
  ['change', '- Idle time cut by 50 %: from 40 % to 20 %', '- Idle time cut by «60 %»: from 40 % to 20 %'],
  ['change', '**Bubble down 50 %** (from 25 % to 12.5 %)', '**Bubble down «60 %»** (from 25 % to 12.5 %)'],
  ['change', '- 开销降低 50 %:从 20 % 降到 10 %', '- 开销降低 «40 %»:从 20 % 降到 10 %'],
  ['change', 'Idle time fell 20 % from 40 % to 20 %.', 'Idle time fell «30 %» from 40 % to 20 %.'],
  ['change', '```text\nretries reduced by 75 %: from 8 % to 2 %\n```', '```text\nretries reduced by «85 %»: from 8 % to 2 %\n```'],
];
const noChange: readonly string[] = [
  '- Balance 95 %: from 4 racks to 8 racks',
  '- 95 %: from 156 GB to 1.5 GB in the cache',
  '- Reached 80 % (from 60 % to 70 % before)',
  '- Idle time reduced by 20 points: from 40 % to 20 %',
  '- Idle time reduced by 20 %: from 40 % to 20 %',
  '- Quality stays at 99 % from 4 nodes to 16 nodes',
];

const further: readonly Case[] = [
  ['share', 'It keeps 96.5 % of the single rate (11,000 of 11,400).', 'It keeps «86.5 %» of the single rate (11,000 of 11,400).'],
  ['change', '- batch jobs: p99 wait 42 min, was 56 min (−25 %)', '- batch jobs: p99 wait 42 min, was 56 min (−«35 %»)'],
  ['change', '- 12.0 s → 9.6 s = −20 %', '- 12.0 s → 9.6 s = −«40 %»'],
  ['change', '- 命中率从 40 % 升到 58 %,提升 18 个百分点', '- 命中率从 40 % 升到 58 %,提升 «36» 个百分点'],
  ['change', 'The hit rate went up 18 points (from 40 % to 58 %).', 'The hit rate went up «28» points (from 40 % to 58 %).'],
  ['given', '64 rows × 12 shards gives 768 running rows.', '64 rows × 12 shards gives «798» running rows.'],
  ['given', '- 3 × 8 boxes make 24 boxes', '- 3 × 8 boxes make «32» boxes'],
  ['unit', '- 每周 18 × 20 = 360 分钟,即 6 小时', '- 每周 18 × 20 = 360 分钟,即 «7» 小时'],
  ['rest', 'It uses 63.8 of 80 GB, which leaves 16.2 GB of headroom.', 'It uses 63.8 of 80 GB, which leaves «26.2» GB of headroom.'],
  ['rest', '- holds 52 GB of 80 GB, leaving 28 GB free', '- holds 52 GB of 80 GB, leaving «38» GB free'],
];
const noFurther: readonly string[] = [
  '- 2 × 8 GPUs are 4 racks',
  '- 3 × 8 boxes make 12 trips',
  '- a 4 × 8 mesh is 16 hosts',
  '- 2 × 16 cards are 8 per rack',
  '- 30 % of the tokens (12 of 90 files)',
  '- up from 40 % to 58 % in 3 points of time',
  '- takes 20 min of the 60 min, which leaves 2 h for the rest of the week',
  '- A: 9 min, was 6 min in May (4 runs)',
];

const forms: readonly Case[] = [
  ['share', '- Load imbalance 0.05 (5 % variance)', '- Load imbalance 0.05 («6» % variance)'],
  ['share', '- 波动 0.08(8 %)', '- 波动 0.08(«12» %)'],
  ['share', '- 1/8 of the experts (12.5 %)', '- 1/8 of the experts («14 %»)'],
  ['share', 'Half of the 64 GPUs (32) stay idle at night.', 'Half of the 64 GPUs («16») stay idle at night.'],
  ['share', 'A quarter of the 96 layers, i.e. 24, hold adapters.', 'A quarter of the 96 layers, i.e. «32», hold adapters.'],
  ['share', '- Twice the 40 GB = 80 GB', '- Twice the 40 GB = «90» GB'],
  ['share', '- 64 卡的一半(32)', '- 64 卡的一半(«24»)'],
  ['share', '- Inner width: 20,480 (4× the width of 5,120)', '- Inner width: 20,480 («3×» the width of 5,120)'],
  [
    'share',
    '| Tier | Spare |\n|---|---|\n| hot | one third of the 24 TB (8 TB) |',
    '| Tier | Spare |\n|---|---|\n| hot | one third of the 24 TB («6» TB) |',
  ],
];
const noForm: readonly string[] = [
  '- more than half of the 64 GPUs (40)',
  '- nearly half of the 64 GPUs (30)',
  '- half of the 64 GPUs (4 nodes)',
  '- half of the 64 GPUs (2 per node)',
  '- half of the 64 GPUs (16 in each hall)',
  '- the second half of the 64 GPUs (12 are older)',
  '- p = 0.05 (95 % confidence)',
  '- 0.7 (30 % lower)',
  '- dropout 0.1 (20 % of layers)',
  '- AUC 0.92 (90 % CI)',
  '- memory fraction 0.9 (10 % headroom)',
  '- 1/8 of the experts (14 % of the weights)',
  '- 20,480 (3× more than 5,120)',
];

const affirmed: readonly Case[] = [
  ['each', '- 12 parts for 12 GPUs (perfect match)', '- 12 parts for «14» GPUs (perfect match)'],
  ['each', '24 layers → 24 GPUs in 1:1 mapping', '24 layers → «20» GPUs in 1:1 mapping'],
  ['each', '- 16 个专家 → 16 张卡,一一对应', '- 16 个专家 → «32» 张卡,一一对应'],
  ['each', 'Here 512 shards match 512 GPUs exactly.', 'Here 512 shards match «522» GPUs exactly.'],
  ['each', '- one expert per GPU: 24 experts on 24 GPUs', '- one expert per GPU: 24 experts on «48» GPUs'],
  ['each', '- 8/8 GPUs used, all of them', '- 7/«8» GPUs used, all of them'],
  [
    'each',
    '| Check | Said |\n|---|---|\n| count | 96 modules = 96 GPUs ✓ |',
    '| Check | Said |\n|---|---|\n| count | 96 modules = «92» GPUs ✓ |',
  ],
];
const notAffirmed: readonly string[] = [
  '- 8 parts for 16 GPUs (perfect match: 2 GPUs each)',
  '- 8 parts do not match 9 GPUs',
  '- 8 parts fit into 9 GPUs (not 1:1)',
  '- 16 GPUs = 2 nodes ✓',
  '- 40 layers match 8 GPUs well',
  '- 7/8 GPUs used, all of them H100',
  '- one expert per GPU per layer: 16 experts on 32 GPUs',
  '- at most one expert per GPU: 16 experts on 32 GPUs',
  '- If 8 parts met 9 GPUs it would be no perfect match',
];

const bounds: readonly Case[] = [
  ['order', '- Memory limit: ≤64GB per GPU ✓ (55.9GB used)', '- Memory limit: ≤64GB per GPU ✓ («95.9GB» used)'],
  ['order', '- Restart goal: ≤10 s ✓ (achieved 5 s)', '- Restart goal: ≤10 s ✓ (achieved «15 s»)'],
  ['order', '- 显存上限:≤ 64 GB ✓(占用 41.2 GB)', '- 显存上限:≤ 64 GB ✓(占用 «71.2 GB»)'],
  ['order', '- Memory limit: 64GB per GPU ✓ (55.9GB used)', '- Memory limit: 64GB per GPU ✓ («95.9GB» used)'],
  ['order', '- Floor: ≥100 tok/ms ✓ (achieved 125 tok/ms)', '- Floor: ≥100 tok/ms ✓ (achieved «98.4 tok/ms»)'],
  ['order', 'It starts in 9 s (within the 10 s requirement).', 'It starts in «9 s» (within the 8 s requirement).'],
  [
    'order',
    '| Goal | State |\n|---|---|\n| step | ≤ 500 ms ✅ (actual: 420 ms) |',
    '| Goal | State |\n|---|---|\n| step | ≤ 500 ms ✅ (actual: «620 ms») |',
  ],
];
const noBound: readonly string[] = [
  '- Memory limit: ≤ 64 GB ✓ (80 GB available)',
  '- Memory limit: ≤ 64 GB ✗ (95 GB used)',
  '- Memory limit: ≤ 64 GB ✓ (headroom 70 GB)',
  '- Memory limit: ≤ 64 GB per GPU ✓ (512 GB in total)',
  '- If memory is ≤ 64 GB ✓ (95 GB used)',
  '- Memory limit: ≤ 64 GB ✓ (95 GB used before the cut)',
  '- p99 ≤ 10 s ✓ (15 s in the worst week)',
];

const named: readonly Case[] = [
  ['given', 'GROUP_SIZE=2, so a ring is 2 × GROUP_SIZE = 4', 'GROUP_SIZE=2, so a ring is 2 × GROUP_SIZE = «6»'],
  ['given', '- RING_SIZE=3\n- links: 4 × RING_SIZE = 12', '- RING_SIZE=3\n- links: 4 × RING_SIZE = «16»'],
  ['given', '- with N_GROUP = 8 and N_PICK = 2: N_GROUP × N_PICK = 16', '- with N_GROUP = 8 and N_PICK = 2: N_GROUP × N_PICK = «18»'],
  ['given', '当 N=8 时,内存 N × 10 GB = 80 GB', '当 N=8 时,内存 N × 10 GB = «90» GB'],
  [
    'given',
    '- 64 books ÷ 8 shelves → 8 a shelf\n- 4 × 8 books → 32 books\n- 2 × 16 books → 32 books',
    '- 64 books ÷ 8 shelves → 8 a shelf\n- 4 × 8 books → 32 books\n- 2 × 16 books → «36» books',
  ],
];
const unnamed: readonly string[] = [
  '- GROUP_SIZE=2 (or GROUP_SIZE=4), 2 × GROUP_SIZE = 8',
  '- `RING_SIZE=2`\n\n2 × RING_SIZE = 8',
  '- 2 × N = 8 layers',
  '- 4 shelves × 8 books → 36 books',
  '- 4 shelves × 8 books → 30 books\n- 2 × 8 books → 12 books\n- 2 × 2 books → 4 books\n- 3 × 3 books → 9 books',
  '- H=4096, BUF = H × 2 = 8 KB',
];

holdAndBreak('what is dealt out', dealt, unevenly);
holdAndBreak('what is dealt out, in a bracket', bracketed, [
  '- Ports: 48 (8 uplinks per card, 4 cards)',
  '- batch 32 (4 per GPU on 4 GPUs, accumulation 2)',
  'Promised were 4.2 s a step, 640 k tok/s, 200 B tokens in 3.6 days.',
  '- 61 layers divided into 4 parts (15 each, one with 16)',
  '- 16 experts over 32 GPUs, 1 expert per GPU',
  '- Budget $320 ($80 per GPU on 4 GPUs)',
  '- 2 racks of 8 (4 per row on 2 rows)',
]);
holdAndBreak('a whole multiple', multiples, others);
holdAndBreak('the side of a percentage', sides, eitherSide);
holdAndBreak('a change of percentages', changes, noChange);
holdAndBreak('a change, a share, a rest and a product in words', further, noFurther);
holdAndBreak('one figure in two forms', forms, noForm);
holdAndBreak('an affirmation of equality', affirmed, notAffirmed);
holdAndBreak('a limit in brackets', bounds, noBound);
holdAndBreak('an equation over named values', named, unnamed);
