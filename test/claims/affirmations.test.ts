import { type Case, holdAndBreak } from './pairs.ts';

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
];

holdAndBreak('an affirmation', cases, silent);
