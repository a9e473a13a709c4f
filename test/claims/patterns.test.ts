import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { PatternId } from '../../server/src/claims/claim.ts';
import { claimsOf } from '../../server/src/claims/find.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { analyze } from '../../server/src/engine.ts';

/** Claims that need no vocabulary: a text that holds, and the same with one figure that cannot be true, at `«…»`. */
const cases: readonly (readonly [PatternId, string, string])[] = [
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
  'From 300 to 240 is 25 % faster.',
  'The queue went from 300 to 240, down to 80 %',
  'The window is 4:1 at 12 of 48 hosts.',
  'The 90 shelves do not divide evenly by 24.',
  'If the 90 shelves divide evenly by 24, all is well.',
  'Each of 8 replicas makes 3,000 tok/s; 48,000 tokens take 2 s.',
  'An MoE model of 8 experts on 4 GPUs in 4 experts per GPU mode.',
  'Fine-tuning a model of over 40B parameters on a single GPU, and of over 2T parameters on 512 GPUs.',
  'The 8 GPUs have 80 GB each, and the weights take 140 GB in total.',
  '- 16 experts across 4 GPUs, with 8 experts per GPU (two copies)',
  '- GPUs 0-11: all\n- GPUs 0-7: attention\n- GPUs 8-11: experts',
  '- worker 0: cores 0-13\n- worker 1: cores 14-27 (GPU-bound)',
  '| n | tok/s | speedup |\n|---|---|---|\n| 8 | 800 | 1.0× |\n| 16 | 1,540 | 1.9× |\n| 32 | 2,960 | 3.7× |\n| 64 | 5,680 | 7.1× |',
];

const page = (text: string): string => `# Notes on the GPU rack\n\n${text}\n`;

describe('a claim without vocabulary', () => {
  for (const [pattern, right, wrong] of cases) {
    it(`${pattern}: ${wrong.replaceAll('\n', ' / ')}`, () => {
      const told = (text: string): string[] =>
        analyze(page(text), { language: 'markdown' }).findings.map(
          ({ span, message }) => `${page(text).slice(span.start, span.end)}: ${message}`,
        );
      assert.deepEqual(told(right), []);
      const holding = claimsOf(readDocument(page(right), 'markdown'));
      assert.ok(holding.every(({ holds }) => holds));
      const text = page(wrong.replace('«', '').replace('»', ''));
      const start = page(wrong).indexOf('«');
      const end = page(wrong).indexOf('»') - 1;
      const broken = analyze(text, { language: 'markdown' }).findings;
      assert.equal(broken.length, 1, broken.map(({ message }) => message).join(' | ') || 'nothing is said');
      assert.equal(text.slice(broken[0]?.span.start, broken[0]?.span.end), text.slice(start, end));
      assert.ok(
        claimsOf(readDocument(text, 'markdown')).some((claim) => !claim.holds && claim.pattern === pattern),
        'under another pattern',
      );
    });
  }
  for (const text of silent) {
    it(`says nothing of ${text.replaceAll('\n', ' / ')}`, () => {
      assert.deepEqual(
        analyze(page(text), { language: 'markdown' }).findings.map(({ message }) => message),
        [],
      );
    });
  }
});
