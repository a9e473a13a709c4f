import assert from 'node:assert/strict';
import { test } from 'node:test';
import { repairsFor } from '../../server/src/engine.ts';
import { fixed, found, mended, read } from './support.ts';

const plan = ['# Plan', '', 'TP=4, PP=2, DP=2 on 16 GPUs.', ''];

test('a tick is held against the goal in brackets', () => {
  assert.deepEqual(found(read(...plan, '- ✅ MFU utilization: 44% (target: 50%)')), ['target «44%»']);
  assert.deepEqual(found(read(...plan, '- ✅ Time to first token: 900 ms (target 500 ms)')), ['target «900 ms»']);
  assert.deepEqual(found(read(...plan, '- ✅ Throughput ≥ 20 tokens/ms (15-25 achieved)')), ['target «15-25»']);
  assert.deepEqual(found(read(...plan, '- ✅ Throughput: 9 requests/s (target: 8)', '- ✅ Bubble overhead: 4% (target 6%)')), []);
  assert.deepEqual(found(read(...plan, '- MFU utilization: 44% (target: 50%)')), [], 'without a tick the author knows');
  assert.deepEqual(found(read(...plan, '- ✅ Parameters: 30 (target 40)')), [], 'which way is better is not known');
});

test('requirements that are said to be met are held against the figures of the same labels', () => {
  const results = ['## Requirements', '', '- Load efficiency: > 90%', '- Step time: < 80 ms', '', '## Results', ''];
  const claim = ['', 'All requirements are met.'];
  assert.deepEqual(found(read(...plan, ...results, '- Load efficiency: 85%', '- Step time: 60 ms', ...claim)), [
    'target «All requirements are met»',
  ]);
  assert.deepEqual(found(read(...plan, ...results, '- Load efficiency: 95%', '- Step time: 60 ms', ...claim)), []);
  assert.deepEqual(found(read(...plan, ...results, '- Load efficiency: 85%')), [], 'nobody claims it');
  assert.deepEqual(
    found(read(...plan, ...results, '- Load efficiency: 85%', '', '- Latency envelope: all requirements met')),
    [],
    'a part of them',
  );
  assert.deepEqual(
    found(read(...plan, '- Link utilization: watch for saturation above 80%', '- Link utilization: 25%', ...claim)),
    [],
    'an advice',
  );
});

test('lines of a sum that exclude each other count once', () => {
  const table = (total: string): string[] => [
    '| Component | Memory per GPU |',
    '|---|---|',
    '| Model parameters | 4 GB |',
    '| Optimizer states | 8 GB |',
    '| Activations (1k) | 1 GB |',
    '| Activations (8k) | 8 GB |',
    `| Total (max) | ${total} |`,
  ];
  assert.deepEqual(found(read(...plan, ...table('20 GB'))), []);
  assert.deepEqual(found(read(...plan, ...table('25 GB'))), ['arithmetic «25 GB»']);
});

test('a total is no less than the sections of its components', () => {
  const sections = (total: string): string[] => [
    '## Memory',
    '',
    '### Parameter Memory',
    '',
    '- Weights: 80 GB',
    '- Split over TP 2: 80 GB ÷ 2 = 40 GB per GPU',
    '',
    '### Activation Memory',
    '',
    '- Activations: 15 GB per GPU',
    `- Total memory per GPU: ${total}`,
  ];
  assert.deepEqual(found(read(...plan, ...sections('42 GB'))), ['arithmetic «42 GB»']);
  assert.deepEqual(found(read(...plan, ...sections('58 GB'))), []);
});

test('tokens a second are batches a second times the tokens of a batch', () => {
  const rates = (batches: string): string[] => [
    '- Rate: 65,536 tokens/second',
    '- Batch: 64 sequences × 1024 tokens = 65,536 tokens/batch',
    `- Batches: ${batches} batches/second`,
  ];
  assert.deepEqual(found(read(...plan, ...rates('1'))), []);
  assert.deepEqual(found(read(...plan, ...rates('62.5'))), ['throughput «62.5 batches/second»']);
});

test('what each of many GPUs does they do not do together', () => {
  const rates = (all: string): string[] => [
    '```',
    'Achievable: 20-30 tokens/ms per GPU',
    `On 16 GPUs: ${all} tokens/ms system throughput`,
    '```',
  ];
  assert.deepEqual(found(read(...plan, ...rates('320-480'))), []);
  assert.deepEqual(found(read(...plan, ...rates('20-30'))), ['throughput «20-30 tokens/ms»']);
});

test('memory over memory per token is the tokens that fit', () => {
  const cache = (tokens: string): string[] => [
    '### KV cache',
    '',
    '- Allocation: 16GB reserved',
    '- Size: 160KB per token',
    `- Max capacity: ${tokens} tokens`,
  ];
  assert.deepEqual(found(read(...plan, ...cache('100,000'))), []);
  assert.deepEqual(found(read(...plan, ...cache('100'))), ['throughput «100»']);
});

test('weights are parameters times their bytes', () => {
  const weights = (size: string): string[] => [
    '- Total parameters: 30B',
    '- Precision: BF16',
    '',
    '## Memory',
    '',
    `- Parameter memory: ${size}`,
  ];
  assert.deepEqual(found(read(...plan, ...weights('60 GB'))), []);
  assert.deepEqual(found(read(...plan, ...weights('56 GB'))), [], 'gibibytes');
  assert.deepEqual(found(read(...plan, ...weights('7.5 GB'))), [], 'the share of one of TP 4 × PP 2');
  assert.deepEqual(found(read(...plan, ...weights('37 GB'))), ['memory-model «37 GB»']);
  assert.deepEqual(mended(read(...plan, ...weights('37 GB'))), ['- Parameter memory: 60 GB']);
});

test('a stage holds its part of the weights at the least', () => {
  const stage = (size: string): string[] => ['- Parameters: 70B', '- Precision: FP8', `- Memory per stage: ${size}`];
  const alone = ['# Plan', '', '- TP: 1', '- PP: 2', ''];
  assert.deepEqual(found(read(...alone, ...stage('36 GB'))), []);
  assert.deepEqual(found(read(...alone, ...stage('20 GB'))), ['memory-model «20 GB»']);
  assert.deepEqual(found(read(...plan, ...stage('20 GB'))), [], 'of each of its four GPUs, maybe');
});

test('all GPUs divide weights only where none of them are replicas', () => {
  const share = (by: string): string[] => [
    '- Parameters: 64B',
    '- Precision: FP8',
    '- GPUs: 16',
    '',
    '## Weights',
    '',
    `- Share: 64 GB ÷ ${by}`,
  ];
  assert.deepEqual(found(read(...plan, ...share('16 = 4 GB'))), ['memory-model «4 GB»']);
  assert.deepEqual(found(read(...plan, ...share('8 = 8 GB'))), []);
  assert.deepEqual(found(read(...plan, 'Parameters are sharded with FSDP.', '', ...share('16 = 4 GB'))), []);
});

test('a group has the size of its degree', () => {
  const groups = (text: string): string[] => ['', '- GPUs: 16', `- Tensor parallel groups: ${text}`];
  assert.deepEqual(found(read(...plan, ...groups('4 groups of 4 GPUs each'))), []);
  assert.deepEqual(found(read('# Plan', '- TP: 8', '- PP: 1', '- DP: 4', '- GPUs: 32', '', '- TP groups: 8 groups of 4 GPUs each')), [
    'derived-value «8 groups of 4»',
  ]);
  assert.deepEqual(mended(read('# Plan', '- TP: 8', '- PP: 1', '- DP: 4', '- GPUs: 32', '', '- TP groups: 8 groups of 4 GPUs each')), [
    '- TP groups: 4 groups of 8 GPUs each',
  ]);
});

test('groups are as many as their degree, or of its size, and fill the plan or a part of it', () => {
  const of = (line: string): string[] => ['# Plan', '- TP: 4', '- PP: 2', '- DP: 8', '- GPUs: 64', '', `- ${line}`];
  assert.deepEqual(mended(read(...of('DP groups: 8 groups of 3 GPUs each'))), ['- DP groups: 8 groups of 8 GPUs each']);
  assert.deepEqual(mended(read(...of('PP groups: 23 groups of 2 stages each'))), ['- PP groups: 32 groups of 2 stages each']);
  assert.deepEqual(mended(read(...of('TP groups: 16 groups of 2 GPUs each'))), ['- TP groups: 16 groups of 4 GPUs each']);
  assert.deepEqual(found(read(...of('TP groups: 256 groups of 4 GPUs each'))), ['derived-value «256 groups of 4»']);
  for (const line of [
    'TP groups: 16 groups of 4 GPUs each',
    'TP groups: 8 groups of 4 GPUs each, in every stage',
    'DP groups: 8 groups of 8 GPUs each',
    'PP groups: 2 groups × 32 GPUs',
    'TP groups: 2 groups of 32 GPUs each',
  ]) {
    assert.deepEqual(found(read(...of(line))), [], line);
  }
});

test('a pass takes no less than its layers one after the other', () => {
  const times = (total: string): string[] => [
    '- Layers: 32',
    '',
    '## Latency',
    '',
    '- Per-layer computation: 2 ms',
    `- Total latency: ${total}`,
  ];
  assert.deepEqual(found(read(...plan, ...times('70 ms'))), []);
  assert.deepEqual(found(read(...plan, ...times('40 ms'))), ['throughput «40 ms»']);
});

test('a batch every pass is so many sequences, where nothing is generated', () => {
  const rates = (sequences: string): string[] => [
    '- Batch size: 128',
    '',
    '## Performance',
    '',
    '- Latency: 32 ms per forward pass',
    `- Sequences per second: ${sequences} sequences/second`,
  ];
  assert.deepEqual(found(read(...plan, ...rates('4,000'))), []);
  assert.deepEqual(found(read(...plan, ...rates('40'))), ['throughput «40 sequences/second»']);
  assert.deepEqual(found(read(...plan, 'Decoding is greedy.', ...rates('40'))), []);
});

test('the time of a token and the tokens of a second are not the same digits by chance', () => {
  const rates = (time: string): string[] => ['- Throughput: 800,000 tokens/second', `- Latency: ${time} per token`];
  assert.deepEqual(found(read(...plan, ...rates('1.25 ms'))), ['throughput «1.25 ms»']);
  assert.deepEqual(found(read(...plan, ...rates('80 ms'))), []);
});

test('NVLink is counted in bytes', () => {
  const analysis = read(...plan, '- Interconnect: NVLink 900 Gbps within a node, InfiniBand 400 Gbps between nodes');
  assert.deepEqual(found(analysis), ['unit «900 Gbps»']);
  assert.deepEqual(mended(analysis), ['- Interconnect: NVLink 900 GB/s within a node, InfiniBand 400 Gbps between nodes']);
  assert.deepEqual(found(read(...plan, '- Interconnect: NVLink 900 GB/s, network 900 Gbps')), []);
});

test('launchers count the GPUs of one node', () => {
  const launch = (gpus: string): string[] => ['```bash', `deepspeed --num_gpus=${gpus} --num_nodes=2 train.py`, '```'];
  assert.deepEqual(found(read(...plan, ...launch('8'))), []);
  assert.deepEqual(found(read(...plan, ...launch('16'))), ['gpu-count «16»']);
});

test('mixtures of experts whose size does not follow from their dimensions are a doubt', () => {
  const mixture = (size: string): string[] => [
    `- Total parameters: ${size}`,
    '- Layers: 16',
    '- Token dimension: 1024',
    '- MoE hidden size: 2048',
    '- Experts per layer: 64',
    '- Attention heads: 16',
  ];
  assert.deepEqual(
    read(...plan, ...mixture('30B')).findings.map(({ rule, severity }) => `${severity} ${rule}`),
    ['warning parameter-count'],
  );
  assert.deepEqual(found(read(...plan, ...mixture('4.4B'))), []);
});

test('a result before its derivation, whatever the derivation counts', () => {
  const equations = (line: string): string[] => {
    const { plan: understood } = read(...plan, line);
    return (understood?.facts.claims ?? []).map(({ verdict }) => verdict).filter((verdict) => verdict !== 'unknown');
  };
  assert.deepEqual(equations('- Effective batch: 512 sequences (128 × 4 micro-batches)'), ['holds']);
  assert.deepEqual(equations('- GPUs in use: 16 GPUs (4×4 configuration)'), ['holds']);
  assert.deepEqual(equations('- GPUs required: 16 (TP × PP × DP = 4 × 2 × 2)'), ['holds']);
  assert.deepEqual(equations('- Hidden dimension: 1024 → 256 per GPU (1024/4)'), ['holds']);
  assert.deepEqual(equations('- Activations: ~2.7GB (batch 128 × seq 10240 × 1024 × FP16)'), ['holds']);
  assert.deepEqual(equations('- Nodes: 7 nodes (8 × 80GB)'), []);
});

test('degrees behind a colon make the GPUs before it', () => {
  assert.deepEqual(found(read(...plan, '- Stage 0: layers 0-7 (8 GPUs: 4 TP × 2 DP)')), []);
  assert.deepEqual(found(read(...plan, '- Stage 0: layers 0-7 (12 GPUs: 4 TP × 2 DP)')), ['gpu-count «12»']);
});

test('what is added up is no count of its own', () => {
  assert.deepEqual(
    found(read(...plan, '- Experts per MoE layer: 64', '- Total experts: 512 (8 × 64)', '- Modules: 515 (3 dense + 512 experts)')),
    [],
  );
});

test('a precision is no figure that a repair may write over', () => {
  const analysis = read(
    '# Plan',
    '',
    '- TP: 8',
    '- PP: 1',
    '- DP: 1',
    '- GPUs: 16',
    '- Total parameters: 30B',
    '- Precision: FP16',
    '',
    '## Memory',
    '',
    '- Parameter memory: 37 GB',
  );
  assert.ok(analysis.findings.length > 0);
  assert.ok(!fixed(analysis).some((line) => /Precision/.test(line)));
});

test('stages that are listed are kept as they are', () => {
  const analysis = read(
    '# Plan',
    '',
    '- Layers: 94',
    '- Tensor parallel: 2',
    '- Pipeline parallel: 4',
    '- Data parallel: 1',
    '- Expert parallel: 1',
    '- Each stage contains 23 or 24 layers (23-24-23-24 distribution)',
    '- GPUs: 32',
  );
  assert.deepEqual(found(analysis), ['gpu-count «32»']);
  for (const finding of analysis.findings) for (const repair of repairsFor(analysis, finding)) assert.doesNotMatch(repair.title, /PP [^4]/);
});

test('a figure over the parameters that it is made of', () => {
  const lines = (size: string): string[] => [
    '- Precision: FP16',
    '',
    '## Memory',
    '',
    `- Model parameters per GPU: ${size}`,
    '  - 10B params ÷ (4 TP × 2 PP) = 1.25B params per GPU',
  ];
  assert.deepEqual(found(read(...plan, ...lines('2.5 GB'))), []);
  assert.deepEqual(found(read(...plan, ...lines('0.6 GB'))), ['memory-model «0.6 GB»']);
});

test('the attention has four matrices of the hidden size in each layer', () => {
  const lines = (size: string): string[] => [
    '- Layers: 16',
    '- Hidden size: 1024',
    '- Attention heads: 16',
    `- Attention parameters: ${size}`,
  ];
  assert.deepEqual(found(read(...plan, ...lines('67M'))), []);
  assert.deepEqual(found(read(...plan, ...lines('~4B'))), ['parameter-count «~4B»']);
});

test('the practical limit is a share of the theoretical one', () => {
  const lines = (limit: string): string[] => [
    '- Maximum theoretical: 40 tokens/ms per GPU',
    '- Realistic efficiency: 40-50%',
    `- Practical limit: ${limit} tokens/ms per GPU`,
  ];
  assert.deepEqual(found(read(...plan, ...lines('16-20'))), []);
  assert.deepEqual(found(read(...plan, ...lines('16-25'))), ['derived-value «16-25 tokens/ms»']);
});

test('a transfer takes its size over the bandwidth', () => {
  const lines = (time: string): string[] => ['1. All-reduce', '   - Bandwidth: 1.6 TB/s', `   - Latency: ${time} for 320 MB tensors`];
  assert.deepEqual(found(read(...plan, ...lines('0.2 ms'))), []);
  assert.deepEqual(found(read(...plan, ...lines('<2 µs'))), ['derived-value «2 µs»']);
});

test('what is ticked to match is no quarter', () => {
  assert.deepEqual(found(read(...plan, '- ✓ Module count matches GPU count (16 modules ÷ 64 GPUs = 0.25)')), ['derived-value «0.25»']);
  assert.deepEqual(found(read(...plan, '- ✓ Module count matches GPU count (16 modules ÷ 16 GPUs = 1)')), []);
});

test('a batch is dealt out to the replicas or held by each', () => {
  const lines = ['- Batch size: 128', '- Each replica processes 128/2 = 64 sequences', ''];
  assert.deepEqual(found(read(...plan, ...lines)), []);
  assert.deepEqual(found(read(...plan, ...lines, '- In all: 128 sequences × 2 DP = 256 sequences')), ['derived-value «256»']);
});

test('the steps of every layer add up', () => {
  const lines = (total: string): string[] => [
    '- Layers: 16',
    '',
    '## Latency',
    '',
    `- Total latency: ${total}`,
    '',
    '### Communication',
    '',
    '- TP all-reduce: 2ms per layer',
    '- EP all-to-all: 3ms per layer',
  ];
  assert.deepEqual(found(read(...plan, ...lines('90ms'))), []);
  assert.deepEqual(found(read(...plan, ...lines('50ms'))), ['throughput «2ms»']);
});

test('a bubble that was reduced is the bubble that is left', () => {
  const lines = (bubble: string): string[] => [
    '- Pipeline parallel: 4',
    '- Micro-batch processing: 8 concurrent micro-batches',
    `- Pipeline bubble: ${bubble}`,
  ];
  assert.deepEqual(found(read('# Plan', '', '- TP: 2', ...lines('Minimized to 27% overhead'))), []);
  assert.deepEqual(found(read('# Plan', '', '- TP: 2', ...lines('Minimized to 5% overhead'))), ['pipeline-bubble «5%»']);
});
