import assert from 'node:assert/strict';
import { it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';
import { type Case, holdAndBreak } from './pairs.ts';

/** Claims that need no vocabulary. */
const cases: readonly Case[] = [
  ['unit', '- Store: 12.58 GB (12,000 MiB)', '- Store: 12.58 GB («13,000» MiB)'],
  ['unit', '- 每步 3 145 728(约 315 万)', '- 每步 3 145 728(约 «3146» 万)'],
  ['unit', 'The job runs for 90 min (1.5 h).', 'The job runs for 90 min («1.2» h).'],
  ['each', 'A store of 48 GB at 24 KB per page gives ~2,000,000 pages.', 'A store of 48 GB at 24 KB per page gives ~«2,000» pages.'],
  ['unit', '- Attention FLOPs: 2 TFLOP', '- Attention FLOPs: «2 TB»'],
  ['share', '- Rack: 9.7 of 80 GB (12 %)', '- Rack: 9.7 of 80 GB («21 %»)'],
  ['share', '- Cache: 9.7/80 GB (12.1 %)', '- Cache: 9.7/80 GB («21 %»)'],
  ['share', '- Budget: 68 GB (85 % of 80 GB)', '- Budget: 68 GB («75 %» of 80 GB)'],
  ['share', 'Success rate: 98.00 % (1470/1500 requests)', 'Success rate: «89.00 %» (1470/1500 requests)'],
  [
    'share',
    'The tier serves 656 of 683 tok/s, a scaling efficiency of 96 %.',
    'The tier serves 656 of 683 tok/s, a scaling efficiency of «92 %».',
  ],
  [
    'share',
    'In a layer of 640 µs the exchange takes 118 µs, a share of 18 %.',
    'In a layer of 640 µs the exchange takes 118 µs, a share of «22 %».',
  ],
  ['change', 'Restart time fell 25 % (18 min vs 24 min).', 'Restart time fell «35 %» (18 min vs 24 min).'],
  ['change', '- Step: 24.0 s → 18.0 s (−25 %)', '- Step: 24.0 s → 18.0 s (−«35 %»)'],
  ['change', '- Disk: from 576 to 614.4 GB (+6.7 %)', '- Disk: from 576 to 614.4 GB (+«7.6 %»)'],
  ['change', '- Latency: 25 ms (50 % better than 50 ms)', '- Latency: 25 ms («40 %» better than 50 ms)'],
  ['change', '35 → 28 ms is a cut of 20 %.', '35 → 28 ms is a cut of «28 %».'],
  ['change', '- 恢复时间:从 50 ms 降到 44 ms,下降 12 %', '- 恢复时间:从 50 ms 降到 44 ms,下降 «21 %»'],
  ['share', '- Step: 27 ms (54 % of the 50 ms)', '- Step: 27 ms («46 %» of the 50 ms)'],
  ['share', 'Of ten pumps 12 of them 8.2 h, that is 5.7 % of the 144 h.', 'Of ten pumps 12 of them 8.2 h, that is «7.2 %» of the 144 h.'],
  ['share', 'Fans are 3.1 kW of the 52.4, i.e. 5.9 %.', 'Fans are 3.1 kW of the 52.4, i.e. «9.1 %».'],
  ['change', '- 上月 25 次/周,本月 18 次/周,下降 28 %', '- 上月 25 次/周,本月 18 次/周,下降 «32 %»'],
  ['change', 'The yield grows by a factor of 2.7 (240 → 648 l).', 'The yield grows by a factor of «3.7» (240 → 648 l).'],
  ['share', 'Here 95 pages of 9,500 were lost, that is 1 %.', 'Here 9.5 pages of 9,500 were lost, that is «1 %».'],
  ['unit', '# 5720 * 36 s = 205920 s, about 57.2 hours', '# 5720 * 36 s = 205920 s, about «75.2» hours'],
  ['each', 'On 3 racks the 96 shelves divide evenly by 24 too.', 'On 3 racks the «90 shelves divide evenly by 24» too.'],
  ['change', '- The queue went from 300 to 240, down 20 %', '- The queue went from 300 to 240, down «25 %»'],
  ['change', 'The peak grew by 25 % since (8,000 → 10,000).', 'The peak grew by «20 %» since (8,000 → 10,000).'],
  ['share', '- 15 pumps for water, 5 pumps for oil (3:1 ratio)', '- 15 pumps for water, 5 pumps for oil («5:1» ratio)'],
  ['share', 'It moves 2400 against 1800, a ratio of 4:3.', 'It moves 2400 against 1800, a ratio of «3:2».'],
  ['each', 'The 96 shelves divide evenly by 24.', 'The «90 shelves divide evenly by 24».'],
  ['rate', 'Reading 3,000,000 tokens at 5,000 tok/s takes 10 min.', 'Reading 3,000,000 tokens at 5,000 tok/s takes «16» min.'],
  ['rate', '- 182 GB in 5.2 s, 35 GB/s', '- 182 GB in 5.2 s, «53» GB/s'],
  ['rate', '- At 25 GB a day the 600 GB last 24 days', '- At 25 GB a day the 600 GB last «42» days'],
  ['order', '- Peak: 39.2 GB < 68 GB limit ✓', '- Peak: «93.2 GB» < 68 GB limit ✓'],
  ['order', '- Start: 1.6 s (well below the 10 s requirement)', '- Start: «16 s» (well below the 10 s requirement)'],
  ['goal', '- Target: 8 RPS\n- Projected: 8.1 RPS ✓', '- Target: 8 RPS\n- Projected: «7.1 RPS» ✓'],
  ['goal', '- Required: 64 GB per GPU\n- Available: 80 GB\n- Status: OK', '- Required: 114 GB per GPU\n- Available: «80 GB»\n- Status: OK'],
  [
    'goal',
    '| SLO | Target | Measured | Met |\n|---|---|---|---|\n| p99 | 200 ms | 180 ms | ✓ |',
    '| SLO | Target | Measured | Met |\n|---|---|---|---|\n| p99 | 200 ms | «236 ms» | ✓ |',
  ],
  ['rest', '- Target: 100 ms\n- Measured: 27.4 ms\n- Margin: 72.6 %', '- Target: 100 ms\n- Measured: 27.4 ms\n- Margin: «62.6 %»'],
  [
    'sum',
    '| Item | $ |\n|---|---|\n| Nodes | 1,200 |\n| Disks | 340 |\n| Total | 1,540 |',
    '| Item | $ |\n|---|---|\n| Nodes | 1,200 |\n| Disks | 340 |\n| Total | «1,450» |',
  ],
  [
    'sum',
    '| pool | hosts | pods |\n|---|---|---|\n| big | 12 | 30 |\n| small | 7 | 44 |\n| spare | 3 | – |\n| all | 22 | 74 |',
    '| pool | hosts | pods |\n|---|---|---|\n| big | 12 | 30 |\n| small | 7 | 44 |\n| spare | 3 | – |\n| all | 22 | «76» |',
  ],
  [
    'sum',
    '| load of a row | kW |\n|---|---|\n| hosts | 71.4 |\n| pumps | 6.2 |\n| lights | 0.9 |\n| row | 78.5 |',
    '| load of a row | kW |\n|---|---|\n| hosts | 71.4 |\n| pumps | 6.2 |\n| lights | 0.9 |\n| row | «87.5» |',
  ],
  [
    'sum',
    '| post | $ |\n|---|---|\n| one week | 8,431.50 |\n| 6 weeks | 50,589.00 |\n| disks | 1,220.00 |\n| cost total | 51,809.00 |',
    '| post | $ |\n|---|---|\n| one week | 8,431.50 |\n| 6 weeks | 50,589.00 |\n| disks | 1,220.00 |\n| cost total | «58,109.00» |',
  ],
  [
    'row',
    '| seed | loss | s |\n|---|---|---|\n| 1 | 2.31 | 41.2 |\n| 2 | 2.35 | 40.6 |\n| 3 | 2.30 | 41.5 |\n| mean | 2.32 | 41.1 |',
    '| seed | loss | s |\n|---|---|---|\n| 1 | 2.31 | 41.2 |\n| 2 | 2.35 | 40.6 |\n| 3 | 2.30 | 41.5 |\n| mean | 2.32 | «41.4» |',
  ],
  [
    'row',
    '| part | weights | cache | total |\n|---|---|---|---|\n| first | 13.7 | 21.4 | 35.1 |\n| mid | 12.2 | 20.3 | 32.5 |\n| last | 14.9 | 18.2 | 33.1 |',
    '| part | weights | cache | total |\n|---|---|---|---|\n| first | 13.7 | 21.4 | 35.1 |\n| mid | 12.2 | 20.3 | 32.5 |\n| last | 14.9 | 18.2 | «31.3» |',
  ],
  [
    'row',
    '| card | old | new |\n|---|---|---|\n| Hosts | 84 | 26 |\n| Slots per host | 6 | 12 |\n| Slots | 504 | 312 |',
    '| card | old | new |\n|---|---|---|\n| Hosts | 84 | 26 |\n| Slots per host | 6 | 12 |\n| Slots | 504 | «321» |',
  ],
  [
    'row',
    '| piece | per block | × 44 blocks |\n|---|---|---|\n| mixer | 38.2 | 1,680.8 |\n| norm | 3.15 | 138.6 |',
    '| piece | per block | × 44 blocks |\n|---|---|---|\n| mixer | 38.2 | 1,680.8 |\n| norm | 3.15 | «163.8» |',
  ],
  [
    'row',
    '| worker | first shard | last shard | shards |\n|---|---|---|---|\n| a | 0 | 22 | 23 |\n| b | 23 | 40 | 18 |\n| c | 41 | 66 | 26 |',
    '| worker | first shard | last shard | shards |\n|---|---|---|---|\n| a | 0 | 22 | 23 |\n| b | 23 | 40 | 18 |\n| c | 41 | 66 | «28» |',
  ],
  [
    'row',
    '| post | reckoning | $ |\n|---|---|---|\n| cards | 96 × 720 × $1.85 | 127,872 |\n| disk | 210 TB × $19 | 3,990 |\n| desk | 3 people × $450 | 1,350 |',
    '| post | reckoning | $ |\n|---|---|---|\n| cards | 96 × 720 × $1.85 | 127,872 |\n| disk | 210 TB × $19 | 3,990 |\n| desk | 3 people × $450 | «1,530» |',
  ],
  [
    'row',
    '| load | kW |\n|---|---|\n| hosts (6 × 9.7) | 58.2 |\n| pumps | 4.4 |\n| total | 62.6 |',
    '| load | kW |\n|---|---|\n| hosts (7 × 9.7) | «58.2» |\n| pumps | 4.4 |\n| total | 62.6 |',
  ],
  [
    'row',
    '| time | event | min |\n|---|---|---|\n| 22:47 | alarm | 0 |\n| 23:09 | ack | 22 |\n| 23:58 | drain | 71 |\n| 00:31 | swap | 104 |\n| 01:16 | done | 149 |',
    '| time | event | min |\n|---|---|---|\n| 22:47 | alarm | 0 |\n| 23:09 | ack | 22 |\n| 23:58 | drain | 71 |\n| 00:31 | swap | «114» |\n| 01:16 | done | 149 |',
  ],
  [
    'row',
    '| wave | hosts moved | so far |\n|---|---|---|\n| 1 | 17 | 17 |\n| 2 | 26 | 43 |\n| 3 | 31 | 74 |\n| 4 | 22 | 96 |\n| 5 | 13 | 109 |',
    '| wave | hosts moved | so far |\n|---|---|---|\n| 1 | 17 | 17 |\n| 2 | 26 | 43 |\n| 3 | 31 | 74 |\n| 4 | 22 | «86» |\n| 5 | 13 | 109 |',
  ],
  [
    'row',
    '| worker | shards | how many |\n|---|---|---|\n| a | 0–23 | 24 |\n| b | 24–47 | 24 |\n| c | 48–69 | 22 |\n| d | 70–92 | 23 |',
    '| worker | shards | how many |\n|---|---|---|\n| a | 0–23 | 24 |\n| b | 24–47 | 24 |\n| c | 48–69 | «24» |\n| d | 70–92 | 23 |',
  ],
  [
    'row',
    '| mesh | outer | inner | deep | cores |\n|---|---|---|---|---|\n| a | 4 | 24 | 4 | 384 |\n| b | 2 | 24 | 8 | 384 |\n| c | 6 | 16 | 4 | 384 |\n| d | 3 | 24 | 4 | 288 |',
    '| mesh | outer | inner | deep | cores |\n|---|---|---|---|---|\n| a | 4 | 24 | 4 | 384 |\n| b | 2 | 24 | 8 | 384 |\n| c | 6 | 16 | 4 | 384 |\n| d | 3 | 24 | 4 | «384» |',
  ],
  [
    'row',
    '```\npool      hosts   GPUs each   GPUs     kW\nnorth        14           8    112   131.6\nsouth         9           6     54    66.3\nwest         11           4     44    60.5\neast         17           6    102   118.7\nall          51                312   377.1\n```',
    '```\npool      hosts   GPUs each   GPUs     kW\nnorth        14           8    112   131.6\nsouth         9           6     54    66.3\nwest         11           4     «48»    60.5\neast         17           6    102   118.7\nall          51                312   377.1\n```',
  ],
  [
    'sum',
    '```\npool      hosts   GPUs each   GPUs     kW\nnorth        14           8    112   131.6\nsouth         9           6     54    66.3\nwest         11           4     44    60.5\neast         17           6    102   118.7\nall          51                312   377.1\n```',
    '```\npool      hosts   GPUs each   GPUs     kW\nnorth        14           8    112   131.6\nsouth         9           6     54    66.3\nwest         11           4     44    60.5\neast         17           6    102   118.7\nall          51                312   «371.7»\n```',
  ],
  ['sum', '- Weights: 6 GB\n- Cache: 25 GB\n- Total: 31 GB', '- Weights: 6 GB\n- Cache: 40 GB\n- Total: «31 GB»'],
  ['count', '- Ports 8000-8019 (20 ports) of the GPU rack', '- Ports 8000-8019 («19» ports) of the GPU rack'],
  ['count', '- **GPUs 12-15**: experts only (4 GPUs)', '- **GPUs 12-15**: experts only («3» GPUs)'],
  [
    'sequence',
    '- Stage 0: layers 0-19\n- Stage 1: layers 20-39\n- Stage 2: layers 40-59',
    '- Stage 0: layers 0-19\n- Stage 1: layers «18-39»\n- Stage 2: layers 40-59',
  ],
  ['sequence', '- rank 0: [0, 32)\n- rank 1: [32, 64)\n- rank 2: [64, 96)', '- rank 0: [0, 32)\n- rank 1: [«30, 64»)\n- rank 2: [64, 96)'],
  ['each', 'The pod has 12 nodes of 8 GPUs, 96 in total.', 'The pod has 12 nodes of 8 GPUs, «98» in total.'],
  ['each', '- 服务器 128 台,每台 8 卡,共 1024 卡', '- 服务器 128 台,每台 8 卡,共 «1042» 卡'],
  ['each', '- 48 experts split into 6 groups of 8 experts each', '- 48 experts split into 6 groups of «9» experts each'],
  ['each', '- The 36 blocks go into 3 stages (12 blocks per stage)', '- The 36 blocks go into 3 stages («24» blocks per stage)'],
  ['each', 'With 80 heads, TP 8 → 10 heads a card.', 'With 80 heads, TP 8 → «20» heads a card.'],
  ['each', 'It has 6 racks with 4 pumps per rack, for 24 pumps total.', 'It has 6 racks with 4 pumps per rack, for «48» pumps total.'],
  ['each', 'So 24 sequences of 2,048 tokens are 49,152 tokens.', 'So 24 sequences of 2,048 tokens are «94,152» tokens.'],
  ['each', 'The 32 heads go over 8 GPUs: 4 heads per GPU.', 'The 32 heads go over 8 GPUs: «5» heads per GPU.'],
  [
    'row',
    '| site | racks | kW each | kW |\n|---|---|---|---|\n| N | 12 | 31 | 372 |\n| S | 7 | 29 | 203 |\n| W | 9 | 33 | 297 |\n| E | 4 | 27 | 108 |',
    '| site | racks | kW each | kW |\n|---|---|---|---|\n| N | 12 | 31 | 372 |\n| S | 7 | 29 | 203 |\n| W | 9 | 33 | «279» |\n| E | 4 | 27 | 108 |',
  ],
  [
    'row',
    '| part | B tokens | share |\n|---|---|---|\n| code | 80 | 20 % |\n| web | 240 | 60 % |\n| books | 48 | 12 % |\n| forums | 32 | 8 % |',
    '| part | B tokens | share |\n|---|---|---|\n| code | 80 | 20 % |\n| web | 240 | 60 % |\n| books | 48 | «21 %» |\n| forums | 32 | 8 % |',
  ],
  [
    'row',
    '| job | before | after | reduction |\n|---|---|---|---|\n| a | 80 GB | 60 GB | 25 % |\n| b | 50 GB | 44 GB | 12 % |\n| c | 90 GB | 63 GB | 30 % |',
    '| job | before | after | reduction |\n|---|---|---|---|\n| a | 80 GB | 60 GB | 25 % |\n| b | 50 GB | 44 GB | «21 %» |\n| c | 90 GB | 63 GB | 30 % |',
  ],
  [
    'row',
    '| streams | gap (ms) | tok/s |\n|---|---|---|\n| 12 | 25 | 480 |\n| 36 | 29 | 1,241 |\n| 72 | 38 | 1,895 |\n| 110 | 47 | 2,340 |',
    '| streams | gap (ms) | tok/s |\n|---|---|---|\n| 12 | 25 | 480 |\n| 36 | 29 | 1,241 |\n| 72 | 38 | «1,985» |\n| 110 | 47 | 2,340 |',
  ],
  [
    'row',
    '| try | slack | slots |\n|---|---|---|\n| a | 1.10 | 9,900 |\n| b | 1.25 | 11,250 |\n| c | 1.40 | 12,600 |\n| d | 1.75 | 15,750 |',
    '| try | slack | slots |\n|---|---|---|\n| a | 1.10 | 9,900 |\n| b | 1.25 | 11,250 |\n| c | 1.40 | «12,900» |\n| d | 1.75 | 15,750 |',
  ],
  [
    'row',
    '## Using 4 racks (32 pumps)\n\n## Using 2 racks (16 pumps)\n\n## Using 16 racks (128 pumps)\n\n## Using 8 racks (64 pumps)',
    '## Using 4 racks (32 pumps)\n\n## Using 2 racks (16 pumps)\n\n## Using 16 racks («182» pumps)\n\n## Using 8 racks (64 pumps)',
  ],
  [
    'same',
    '## Summary\n\nDecode rate: 4,200 tok/s\n\n## Detail\n\nDecode rate: 4,200 tok/s\n\n## End\n\nDecode rate: 4,200 tok/s',
    '## Summary\n\nDecode rate: 4,200 tok/s\n\n## Detail\n\nDecode rate: «2,400» tok/s\n\n## End\n\nDecode rate: 4,200 tok/s',
  ],
];

/** Right in a reading that a careful author may mean. */
const silent: readonly string[] = [
  'TP from 8 to 4 saves 14 % of step time on these GPUs.',
  'Going from 8 → 16 GPUs (92 % efficiency) is worth it.',
  'Target 90 % MFU, now 72 % ✗',
  'Uptime: 9.7 of 80 GB (88 % free)',
  'Memory 52.4 GiB of 80 GiB (65.5 %)',
  '| stage | p50 | p99 |\n|---|---|---|\n| a | 35 ms | 75 ms |\n| b | 30 ms | 70 ms |\n| c | 33 ms | 72 ms |',
  '- Before: 33 GB\n- After: 20 GB\n- Total available: 80 GB',
  'Time to first token: 60 ms < 50 ms',
  'If two of the 8 GPUs die, 6 of 8 (75 %) remain.',
  '- weights 6 GB\n- cache 25 GB\n- peak, total with fragmentation: 34 GB',
  '- set-up A: TP 2\n- set-up B: TP 4\n- set-up C: TP 8',
  '- latency: 35 ms (1.2 s at most)',
  '- p50 of the pump (p99): 35 ms (1.2 s)',
  '- Store: 131,072 pages (128K)',
  '- Link: 400 Gb/s (50 GB/s), 2.5 TB, i.e. 2,560 GB',
  'It has 4 racks with 8 pumps per rack; we use 30 pumps in total.',
  'Take 16 pages of 2,048 words, 40,000 words in total with the index.',
  '- Copy: 182 GB in 5.2 s, 70 GB/s peak',
  'Reading 3,000,000 tokens at 5,000 tok/s takes 12 min including the warm-up.',
  '- 16 leaf switches, 8 spine switches, 1:1',
  '- 48 ports down, 16 ports up, 2:1 oversubscription',
  '- Memory: 80 GB (72 GiB usable)',
  '- p50 60 ms, p99 80 ms, down 20 % since May',
  'From 300 to 240 is 25 % faster.',
  'The queue went from 300 to 240, down to 80 %',
  'The window is 4:1 at 12 of 48 hosts.',
  'The 90 shelves do not divide evenly by 24.',
  'The 1,000 requests spread evenly over 48 pumps.',
  'If the 90 shelves divide evenly by 24, all is well.',
  'Each of 8 replicas makes 3,000 tok/s; 48,000 tokens take 2 s.',
  'An MoE model of 8 experts on 4 GPUs in 4 experts per GPU mode.',
  'Fine-tuning a model of over 40B parameters on a single GPU, and of over 2T parameters on 512 GPUs.',
  'The 8 GPUs have 80 GB each, and the weights take 140 GB in total.',
  '- 16 experts across 4 GPUs, with 8 experts per GPU (two copies)',
  '- GPUs 0-11: all\n- GPUs 0-7: attention\n- GPUs 8-11: experts',
  '- worker 0: cores 0-13\n- worker 1: cores 14-27 (GPU-bound)',
  '| n | tok/s | speedup |\n|---|---|---|\n| 8 | 800 | 1.0× |\n| 16 | 1,540 | 1.9× |\n| 32 | 2,960 | 3.7× |\n| 64 | 5,680 | 7.1× |',
  // totals of a choice, of other rows than all, of nothing that can be added
  '| host with a GPU | $/h | $/day |\n|---|---|---|\n| 1 card | 2.10 | 50.40 |\n| 2 cards | 4.20 | 100.80 |\n| disk | 0.05 | 1.20 |\n| Total (1 card) | 2.15 | 51.60 |',
  '| piece of the GPU model | count |\n|---|---|\n| attention, one layer | 12,582,912 |\n| MLP, one layer | 50,331,648 |\n| one layer | 62,914,560 |\n| all 10 layers | 629,145,600 |\n| embedding | 65,536,000 |\n| sum (norms left out) | 694,681,600 |',
  '| role | GPUs | GB each | GB |\n|---|---|---|---|\n| a | 8 | 96 | 768 |\n| b | 40 | 96 | 3,840 |\n| all | 48 | 96 | 4,608 |',
  '| field of the GPU model | value |\n|---|---|\n| layers | 60 |\n| experts | 160 |\n| total parameters | 236 |',
  '| test on a GPU | score |\n|---|---|\n| a | 61.2 |\n| b | 70.4 |\n| c | 66.0 |\n| mean | 65.1 |',
  // rules of a column are no reckoning, and a name of eight parts is none
  '| part on a GPU | rule | GB |\n|---|---|---|\n| weights (4.1 B) | 2 bytes | 8.2 |\n| optimizer | 12 bytes / 16 | 3.1 |\n| total | | 11.3 |',
  '| model on GPUs | parameters |\n|---|---|\n| mix (8 × 7B) | 46.7 B |\n| mix (8 × 22B) | 141 B |',
  '| | rent of GPUs | buy |\n|---|---|---|\n| year 1 | $1,037,184 | $2,330,847 |\n| by end of year 2 | $2,074,368 | $2,686,934 |',
  '```\nPart of a GPU   GB      Share    Note\nweights         8.39    14.7 %   good\nexperts         32.00   56.0 %   good\nactivations     16.78   29.3 %   good\nTotal           57.17   71.5 %   of the card\n```',
  // one row of longer sequences: a factor that stands elsewhere
  '| phase | GPU batch | tokens |\n|---|---|---|\n| a | 360 | 1,474,560 |\n| b | 450 | 1,843,200 |\n| c | 540 | 2,211,840 |\n| long | 120 | 1,966,080 |',
  // measured figures that are nearly in proportion
  '| GPUs | tok/s | power kW |\n|---|---|---|\n| 8 | 21,400 | 5.9 |\n| 16 | 42,500 | 11.9 |\n| 32 | 84,100 | 23.6 |\n| 64 | 151,000 | 47.0 |',
  '| seed | bf16 | fp8 |\n|---|---|---|\n| 1 | 2.412 | 2.417 |\n| 2 | 2.418 | 2.423 |\n| 3 | 2.409 | 2.414 |\n| 4 | 2.421 | 2.420 |',
  // two discounts of one size are a price list of its own
  '| post | GPU pieces | each | $ |\n|---|---|---|---|\n| a | 6 | 41,300 | 247,800 |\n| b | 3 | 12,700 | 34,290 |\n| c | 2 | 38,250 | 76,500 |\n| d | 58 | 210 | 10,962 |\n| e | 4 | 6,150 | 24,600 |',
];

holdAndBreak('a claim without vocabulary', cases, silent);

/** Two figures of one table that are wrong, each at `«…»`. */
const twoOdd =
  '| post | pieces | each | $ |\n|---|---|---|---|\n| hosts | 6 | 41,300 | 247,800 |\n| leaves | 3 | 12,700 | «31,800» |\n| shelves | 2 | 38,250 | 76,500 |\n| cables | 58 | 210 | «12,810» |\n| racks | 4 | 6,150 | 24,600 |';

it('tells two odd rows where many hold, each on its own', () => {
  const text = `# Notes on the GPU rack\n\n${twoOdd.replace(/[«»]/g, '')}\n`;
  const found = analyze(text, { language: 'markdown' }).findings.map(({ span }) => text.slice(span.start, span.end));
  assert.deepEqual(found, ['31,800', '12,810']);
});
