import { type Case, holdAndBreak } from './pairs.ts';

const checks = (first: string, last: string, title = 'Verification'): string =>
  `## ${title}\n\n- ${first} world size\n- ✓ heads divide\n- ${last} cold start`;
const findings = (first: string, last: string): string =>
  `| no. | finding | state |\n|---|---|---|\n| a | retry storm | ${first} |\n| b | clock skew | fixed |\n| c | disk fills up | ${last} |`;
const runs = (...steps: readonly string[]): string =>
  `| run | step |\n|---|---|\n${steps.map((step, index) => `| R${'abc'[index]} | ${step} |`).join('\n')}`;

const thresholds =
  '| signal | green | amber | red |\n|---|---|---|---|\n| time to first token | < 900 ms | 900-1500 ms | > 1500 ms |\n| restarts a day | 0-2 | 3-5 | 6 or more |\n\nLast week on the GPU rack:\n\n| day | TTFT p95 | restarts | verdict |\n|---|---|---|---|\n';

const speedups = (last: string): string =>
  `| batch | base | with draft | ratio |\n|---|---|---|---|\n| 1 | 50 | 110 | 2.20 |\n| 8 | 350 | 640 | 1.83 |\n| 64 | 2,000 | ${Math.round(2000 * Number(last)).toLocaleString('en-US')} | ${last} |`;

/** What a text says in words of figures that stand in it: below, fits, met, so many of so many. */
const cases: readonly Case[] = [
  [
    'order',
    'The watchdog fires after 600 s; a cold start needs 12 minutes, which is longer.',
    'The watchdog fires after 600 s; a cold start needs «8 minutes», which is longer.',
  ],
  ['order', 'A step of 18 s is well under 20 s.', 'A step of «24 s» is well under 20 s.'],
  ['order', 'The step takes 18 s, less than the 20 s we promised.', 'The step takes «24 s», less than the 20 s we promised.'],
  ['order', '- ✓ run time below 100 h (98.5)', '- ✓ run time below 100 h («108.5»)'],
  ['order', '每步耗时 18 s,低于 20 s 的上限', '每步耗时 «24 s»,低于 20 s 的上限'],
  ['order', 'The rack draws 2.8 kW, which is within the 3.2 kW feed.', 'The rack draws «3.4 kW», which is within the 3.2 kW feed.'],
  ['room', '- leaf: 64 ports; 32 down + 16 up → fits', '- leaf: 64 ports; «32» down + 36 up → fits'],
  ['room', 'The model needs 612 GB; the node has 640 GB, so it fits.', 'The model needs «662 GB»; the node has 640 GB, so it fits.'],
  [
    'room',
    '- 12 images of 3 TB each → 36 TB; the share has 40 TB → fits',
    '- 16 images of 3 TB each → «48 TB»; the share has 40 TB → fits',
  ],
  ['room', 'The job asks for 12 nodes, 14 are free, which is enough.', 'The job asks for «12» nodes, 10 are free, which is enough.'],
  ['room', '- ✓ quota 24.5 of 25 TB', '- ✓ quota «25.5» of 25 TB'],
  ['room', '磁盘可用 120 TB,需要 118 TB,足够', '磁盘可用 120 TB,需要 «128 TB»,足够'],
  [
    'room',
    '- budget: 43.2 min\n- outages in June: 41 min\n- so June stayed inside the budget',
    '- budget: 43.2 min\n- outages in June: 46 min\n- «so June stayed inside the budget»',
  ],
  [
    'room',
    'We keep the last 6, that is 3.90 TB. The bucket quota is 4.0 TB, so the six copies stay within quota.',
    'We keep the last 6, that is 4.10 TB. «The bucket quota is 4.0 TB, so the six copies stay within quota.»',
  ],
  ['affirmation', `${checks('✓', '✓')}\n\nAll requirements met.`, `${checks('✓', '✗')}\n\n«All requirements met.»`],
  ['affirmation', `${checks('✓', '✓', 'Checks')}\n\nAll checks passed.`, `${checks('✓', '✗', 'Checks')}\n\n«All checks passed.»`],
  [
    'affirmation',
    `${findings('fixed', 'fixed')}\n\nAll three findings are fixed.`,
    `${findings('fixed', 'open')}\n\n«All three findings are fixed.»`,
  ],
  [
    'affirmation',
    `${findings('fixed', 'open')}\n\nTwo of the three findings are fixed.`,
    `${findings('open', 'open')}\n\n«Two of the three findings are fixed.»`,
  ],
  [
    'affirmation',
    `${runs('7.9 s', '8.3 s', '9.1 s')}\n\nNot one of the three runs went out of memory.`,
    `${runs('7.9 s', '8.3 s', 'OOM')}\n\n«Not one of the three runs went out of memory.»`,
  ],
  [
    'affirmation',
    '| part | kW |\n|---|---|\n| nodes | 80 |\n| pumps | 4 |\n| rack | 84 |\n\nThe contract caps a rack at 90 kW; no rack exceeds the cap.',
    '| part | kW |\n|---|---|\n| nodes | 80 |\n| pumps | 14 |\n| rack | 94 |\n\n«The contract caps a rack at 90 kW; no rack exceeds the cap.»',
  ],
  [
    'count',
    `${runs('7.9 s', '8.3 s', '9.1 s')}\n\nTwo of the three runs took less than 8.5 s a step.`,
    `${runs('7.9 s', '8.6 s', '9.1 s')}\n\n«Two of the three runs took less than 8.5 s a step.»`,
  ],
  [
    'count',
    `${runs('7.9 s', '8.3 s', '9.1 s')}\n\nEvery run took less than 9.5 s a step.`,
    `${runs('7.9 s', '9.7 s', '9.1 s')}\n\n«Every run took less than 9.5 s a step.»`,
  ],
  [
    'affirmation',
    `${speedups('1.05')}\n\nThe draft model helped at every batch size.`,
    `${speedups('0.91')}\n\n«The draft model helped at every batch size.»`,
  ],
  ['count', '- ports 8000-8019, one per replica, 20 ports in the rule', '- ports 8000-8019, one per replica, «19» ports in the rule'],
  ['count', '- 备机,编号 257-264,共 8 台', '- 备机,编号 257-264,共 «7» 台'],
  ['count', '- Warm spares: north-037 … north-040, four of them.', '- Warm spares: north-037 … north-041, «four» of them.'],
  ['count', '- rack-01 to rack-12 (12 racks)', '- rack-01 to rack-12 («11» racks)'],
  ['count', '- Free from 20:00 to 07:00, a window of 11 h', '- Free from 20:00 to 07:00, a window of «12 h»'],
  ['count', 'The slow phase, 02:14 to 04:40: 146 min on the GPU rack.', 'The slow phase, 02:14 to 04:40: «164 min» on the GPU rack.'],
  ['count', 'It drains in 6 hours, from 22:00 to 04:00.', 'It drains in «7 hours», from 22:00 to 04:00.'],
  [
    'room',
    '| seq | KV | sum | fits 64 GB? |\n|---|---|---|---|\n| 16 | 11 GB | 31 GB | ✓ |\n| 40 | 29 GB | 49 GB | ✓ |\n| 64 | 43 GB | 63 GB | ✓ |',
    '| seq | KV | sum | fits 64 GB? |\n|---|---|---|---|\n| 16 | 11 GB | 31 GB | ✓ |\n| 40 | 29 GB | 49 GB | ✓ |\n| 64 | 47 GB | 67 GB | «✓» |',
  ],
  [
    'goal',
    `${thresholds}| Mon | 710 ms | 1 | green |\n| Tue | 950 ms | 0 | amber |\n| Wed | 820 ms | 4 | amber |`,
    `${thresholds}| Mon | 710 ms | 1 | green |\n| Tue | 950 ms | 0 | amber |\n| Wed | 820 ms | 4 | «green» |`,
  ],
];

/** Conditional, planned, denied, of another thing, or right. */
const silent: readonly string[] = [
  'With 300 ms timeouts the p99 of the GPU rack is below 200 ms.',
  'If the model needs 662 GB and the node has 640 GB, it fits only after pruning.',
  'Each GPU has 80 GB and the model needs 140 GB, so it fits with TP 2.',
  'The host writes 18 GB a night and has 4 disks × 240 GB = 960 GB, enough for 53 nights.',
  'The model must stay below 16 GB, and 18 GB are under the 20 GB of the card.',
  'The prefill of 300 ms is not below 200 ms.',
  'A restart of 9 min is below 9 min 30 s.',
  'The log covers steps 1000-2000, 1000 steps.',
  'A shard of 1000 MiB is less than 1 GB on the GPU rack.',
  `${speedups('0.91')}\n\nThe draft model helped at every small batch, and with a longer draft it would have helped at every batch size.`,
  `${runs('7.9 s', '8.3 s', '9.1 s')}\n\nThree of the three nodes of the GPU rack booted in less than 8.5 s.`,
  `${runs('7.9 s', '8.3 s', '9.1 s')}\n\nAll three runs restarted in less than 8.5 s.`,
  '## Requirements\n\n| requirement | first | second |\n|---|---|---|\n| memory | ✓ | ✗ |\n| speed | ✓ | ✓ |\n\nAll requirements are met.',
  '## Checks\n\n| check | regression? |\n|---|---|\n| tp | no |\n| pp | no |\n| ep | yes |\n\nAll checks passed.',
  '| set-up | total | fits 80 GB? |\n|---|---|---|\n| a | 70 GB | ✓ |\n| b | 95 GB | ✓ with offload |\n| c | 50 GB | ✓ |',
  `${findings('fixed', 'open')}\n\nAll findings are closed by Friday.`,
  `${findings('fixed', 'open')}\n\nLast year all findings were fixed.`,
  'Load efficiency of the GPU rack is 85 %, more than 90 % is required.',
  'The 40 GB card is above the 80 GB card in the list.',
  'It needs 92 GB and has 80 GB, so half of it is offloaded, which is enough.',
  'It needs 46 TB raw, 36 TB compressed; the share has 40 TB, so it fits.',
  'The cap is 90 kW. Two racks draw 95 kW; the other racks are within the cap.',
  'The job takes 64 cards and has 48 cards, in two waves, which is enough.',
  `${checks('✓', '✗')}\n\nAll unit tests passed.`,
  `${checks('✓', '✗')}\n\nAll latency requirements are met.`,
  `${checks('✓', '✗')}\n\nThe next phase can begin when:\n\n- all requirements are met\n- the disks are cleaned`,
  `${checks('✓', '✗')}\n\n- [ ] all requirements met\n- [ ] disks cleaned`,
  'The 40 KB of states fit in the 19 KB of the cache, which they do not.',
  `${checks('✓', '✗')}\n\nNot all checks passed.`,
  `${checks('✓', '✗')}\n\nNearly all checks passed.`,
  `${checks('✓', '✗')}\n\nAll checks passed in the previous release.`,
  `${checks('✓', '✗')}\n\nThe gate opens only if all checks passed.`,
  'From 08:00 to 18:00, 6 h of which are idle.',
  '- node-01 … node-16, four of them with 96 GB',
  '- node-01 … node-16 (4 racks)',
  '- layers 1-40, every second one sparse, 20 layers with experts',
  '- 编号 1-16,共 128 卡',
  '- gpu-0 to gpu-7, 8 per node',
  'The job took 8 min to restart, from 09:00 to 10:00 it ran.',
  '- ports 8000-8019, of which two are spare, 18 ports',
  'Shifts are from 9:00 pm to 6:00, a window of 9 h.',
  'The model needs 140 GB and a card has 80 GB, so two cards are enough.',
  'The model needs 140 GB and the card has 80 GB, so it fits on 2 cards.',
  'The checkpoint takes 900 GB. The card has 80 GB, which is enough for a replica.',
  `${checks('✓', '✗')}\n\nAll other requirements met.`,
  `${checks('✓', '✗')}\n\nOnce that is done, all requirements are met.`,
  `${checks('✓', '✗')}\n\n## Second round\n\nAll requirements are now met.`,
  `${checks('✓', '✗ (accepted)')}\n\nAll requirements met.`,
  `${runs('7.9 s', '8.3 s', 'OOM')}\n\nEvery run restarts in less than 4 s, and all of the three runs took more than 7 s.`,
  `${runs('7.9 s', '8.5 s', '9.1 s')}\n\nTwo of the three runs took less than 8.5 s a step.`,
];

holdAndBreak('an affirmation', cases, silent);
