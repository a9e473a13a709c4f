import assert from 'node:assert/strict';
import { it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

/** What a page says of a launch right above it, and commands of one job on several nodes. */
const fence = (...lines: string[]): string => ['```bash', ...lines, '```'].join('\n');
const serve = (tp: number, more = ''): string =>
  `vllm serve Qwen/Qwen2.5-72B-Instruct --tensor-parallel-size ${tp} --pipeline-parallel-size 2${more}`;

const told = (text: string): string[] =>
  analyze(text, { language: 'markdown' })
    .findings.filter(({ severity }) => severity !== 'hint')
    .map(({ span, severity, message }) => `${severity} ${text.slice(span.start, span.end)}: ${message}`);

const page = (...parts: string[]): string => `# Serving a 72B model\n\n${parts.join('\n\n')}\n`;

const wrong: readonly (readonly [string, string, string])[] = [
  [
    'a sentence before the fence',
    page('With 2 nodes of 8 GPUs, set the tensor parallel size to 4 and the pipeline parallel size to 2:', fence(serve(8))),
    '4: the launch below has TP 8, not 4',
  ],
  ['a heading', page('## TP=4, PP=2', 'Start the server.', fence(serve(8))), '4: the launch below has TP 8, not 4'],
  [
    'a node that departs',
    page('Node 0:', fence(serve(8, ' --nnodes 2 --node-rank 0')), 'Node 1:', fence(serve(4, ' --nnodes 2 --node-rank 1 --headless'))),
    '4: this node starts with tensor-parallel-size 4, the first one of the job with 8',
  ],
  [
    'processes that depart',
    page(
      fence('torchrun --nnodes=2 --node_rank=0 --nproc_per_node=8 train.py --tp 8'),
      fence('torchrun --nnodes=2 --node_rank=1 --nproc_per_node=4 train.py --tp 8'),
    ),
    '4: this node starts with nproc-per-node 4, the first one of the job with 8',
  ],
];

const training = (pp: number): string =>
  [
    '# Pre-training plan',
    '',
    '- TP: 4',
    '- PP: 2',
    '- DP: 4',
    '- GPUs: 32',
    '- Layers: 40',
    '- Hidden size: 5120',
    '- Attention heads: 40',
    '',
    fence(
      `torchrun --nnodes 4 --nproc-per-node 8 pretrain_gpt.py --tensor-model-parallel-size 4 --pipeline-model-parallel-size ${pp} \\`,
      '  --num-layers 40 --hidden-size 5120 --num-attention-heads 40',
    ),
    '',
  ].join('\n');

it('tells the one degree in which a command departs from its page', () => {
  assert.deepEqual(told(training(2)), []);
  assert.deepEqual(told(training(4)), ['warning 4: this launch has PP 4, the page 2; all else that both state is the same']);
});

for (const [name, text, finding] of wrong) it(`tells ${name}`, () => assert.deepEqual(told(text), [`warning ${finding}`]));

const right: readonly (readonly [string, string])[] = [
  ['words that agree', page('Set the tensor parallel size to 8 and the pipeline parallel size to 2:', fence(serve(8)))],
  ['a sentence of another set-up', page('If TP 4 runs out of memory, use a tensor parallel size of 8 instead:', fence(serve(8)))],
  ['two ways in one sentence', page('With TP 4 or TP 8, start the server like this:', fence(serve(8)))],
  ['words that end with no colon', page('A tensor parallel size of 4 is enough for the small model.', fence(serve(8)))],
  ['several launches under a heading', page('## TP=4, PP=2', fence(serve(4)), 'The wider one:', fence(serve(8)))],
  ['other jobs', page(fence(serve(8, ' --nnodes 2 --node-rank 0')), fence(serve(4, ' --nnodes 4 --node-rank 1')))],
  [
    'addresses and ranks',
    page(fence(serve(8, ' --nnodes 2 --node-rank 0 --port 8000')), fence(serve(8, ' --nnodes 2 --node-rank 1 --port 8001'))),
  ],
];

for (const [name, text] of right) it(`says nothing of ${name}`, () => assert.deepEqual(told(text), []));
