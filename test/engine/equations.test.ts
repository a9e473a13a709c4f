import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';

const plan = (line: string): string =>
  `# Plan\n\n- TP: 4\n- PP: 2\n- EP: 8\n- DP: 2\n- Total GPUs: 128\n- Layers: 16\n- Experts per layer: 64\n\n## Figures\n\n- ${line}\n`;

const found = (line: string): string[] =>
  analyze(plan(line), { language: 'markdown' })
    .findings.filter(({ severity }) => severity !== 'hint')
    .map(({ rule, severity }) => `${rule} ${severity}`);

const claims = (line: string): string[] =>
  analyze(plan(line), { language: 'markdown' }).plan?.facts.claims.map(({ verdict }) => verdict) ?? [];

/** Equations as they are written, read and found right; with the result behind the bar they are wrong. */
const read: readonly (readonly [string, string])[] = [
  ['Total: Model 20GB + KV 10GB + Act 5GB = 35GB', '39GB'],
  ['Total: 20GB (weights) + 10GB (KV cache) + 5GB (activations) = 35GB', '39GB'],
  ['Sum: weights (20GB) + KV cache (10GB) + activations (5GB) = 35GB', '39GB'],
  ['State: weights 14GB + optimizer state 56GB + gradient 14GB = 84GB', '94GB'],
  ['Left: 80GB − weights 35GB − KV cache 20GB = 25GB', '35GB'],
  ['Node memory: 8 × A100 80GB = 640GB', '560GB'],
  ['Node memory: 8 × NVIDIA H100 80GB = 640GB', '560GB'],
  ['Node memory: 8 GPUs × 80GB HBM = 640GB', '560GB'],
  ['With overhead: (35GB + 20GB) × 1.1 = 60.5GB', '65.5GB'],
  ['Weights: 10B params × 2 bytes/param ÷ 8 GPUs = 2.5 GB/GPU', '3.5 GB/GPU'],
  ['Compute: 400 TFLOPs x 60% = 240 TFLOPs effective', '260 TFLOPs effective'],
  ['Step: 16 layers × 1.5 ms + 3 ms = 27 ms', '37 ms'],
  ['Weights of a layer: 4 × 8192² = 268M', '286M'],
  ['Bubble: (2-1)/(8+2-1) = 11.1%', '21.1%'],
];

/** Right as well, and silent, whether they are read or not. */
const silent: readonly string[] = [
  '4 × 8192² + 2 × 8192 × 32768 = 268M + 537M = 805M',
  '96GB = 96 × 1000³ ÷ 1024³ ≈ 89.4 GiB',
  'Cluster capacity: 3 models of 8 GPUs',
  '2 nodes × 8 H100 80GB = 1280GB',
  '1,024 experts ÷ 128 GPUs = 8 experts per GPU',
  '64 experts × 16 layers = 1,024 experts total',
  'Weights 35GB + KV cache 20GB, times 1.1 overhead = 60.5GB',
  '1,024 tokens × 2 bytes × 80 layers × 2 (K+V) × 8 heads × 128 dim = 335MB',
  'batch 128 × seq 10240 × 1024 × 2 B = 2.7GB',
  'Layers 16 / PP 2 = 8 layers per stage',
  'EP8×TP4×PP2×DP2=128',
  '20 GB used of 64 GB (31%)',
  '51.2GB (80% of 64GB)',
  '24 h × 3600 s × 1.6M tokens/s = 138B tokens per day',
  '$2.50 × 128 GPUs × 24 h = $7,680 per day',
  'From 120ms to 30ms (75% reduction)',
  '400 Gb/s / 8 = 50 GB/s',
  'weights 14 GB + gradients 14 GB + optimizer 84 GB / 64 = 1.3 GB, activations 18 GB',
  'weights 4.4 GB + gradients 8.8 GB (FP32) + optimizer 26.3 GB / 16 = 1.6 GB + activations 31 GB = 45.8 GB',
  '14GB of weights beside the cache + a workspace of some sort for the kernels 2GB = 16GB',
];

describe('equations as they are written', () => {
  for (const [right, wrong] of read) {
    it(right, () => {
      assert.deepEqual(found(right), []);
      assert.ok(claims(right).includes('holds'), 'not read');
      const said = found(`${right.slice(0, right.lastIndexOf('=') + 2)}${wrong}`);
      assert.equal(said.length, 1);
      assert.match(said[0] ?? '', / error$|pipeline-bubble warning/);
    });
  }
  for (const line of silent) it(line, () => assert.deepEqual(found(line), []));
});
