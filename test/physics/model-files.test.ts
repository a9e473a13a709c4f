/** A `config.json` or an index of weights beside a plan tells its model's shape, where they can be that model's. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { analyze } from '../../server/src/analyze.ts';
import { memoryReport } from '../../server/src/explain/memory.ts';

const config = {
  model_type: 'llama',
  num_hidden_layers: 48,
  hidden_size: 6144,
  intermediate_size: 16_384,
  num_attention_heads: 48,
  num_key_value_heads: 8,
  vocab_size: 100_352,
};
// 48 × (2 × 6144² + 2 × 6144 × 1024 + 3 × 6144 × 16,384 + 2 × 6144) + 2 × 100,352 × 6144 + 6144
const parameters = 19_960_694_784;
const page = '# Serving our model\n\nvLLM on 2 × H100 80GB.\n\n- TP 2\n- Context length: 32768\n';

const weightsOf = (text: string, files: Readonly<Record<string, string>>): number | undefined =>
  memoryReport(analyze(text, { path: 'deploy/plan.md', files: (name) => files[name] ?? null }))?.perGpu[0]?.components.find(
    ({ id }) => id === 'weights',
  )?.expected;

const near = (value: number | undefined, expected: number): void =>
  assert.ok(value !== undefined && Math.abs(value / expected - 1) < 0.002, `${value} for ${expected}`);

test('a plan asks for the files that lie beside it, and is read without them', () => {
  const analysis = analyze(page, { path: 'deploy/plan.md' });
  assert.deepEqual(analysis.helpful, ['deploy/config.json', 'deploy/model.safetensors.index.json']);
  assert.deepEqual(analysis.wanted, []);
  assert.equal(weightsOf(page, {}), undefined);
  assert.deepEqual(analyze('# A poem\n\nRoses are red.\n', { path: 'poem.md' }).helpful, []);
  assert.deepEqual(analyze(page).helpful, []);
});

test('the shape is that of the config, the total that of the index', () => {
  near(weightsOf(page, { 'deploy/config.json': JSON.stringify(config) }), parameters);
  const index = JSON.stringify({ metadata: { total_size: 2 * 21.5e9 }, weight_map: {} });
  near(weightsOf(page, { 'deploy/config.json': JSON.stringify(config), 'deploy/model.safetensors.index.json': index }), 21.5e9);
  const narrow = JSON.stringify({ ...config, quantization_config: { quant_method: 'fp8' } });
  near(weightsOf(page, { 'deploy/config.json': narrow }), (parameters + 2 * 100_352 * 6144) / 2);
});

test('a folder that a launch names, inside of what it is seen from', () => {
  const launch = (folder: string): string =>
    `# Ours\n\nOn 2 × H100 80GB.\n\n\`\`\`bash\nvllm serve ${folder} --tensor-parallel-size 2 --max-model-len 8192\n\`\`\`\n`;
  near(weightsOf(launch('./ours'), { 'deploy/ours/config.json': JSON.stringify(config) }), parameters);
  near(weightsOf(launch('../models/ours'), { 'models/ours/config.json': JSON.stringify(config) }), parameters);
  assert.ok(analyze(launch('../../../etc'), { path: 'deploy/plan.md' }).helpful.every((name) => name.startsWith('deploy/')));
});

test('another model, no model and no JSON count for nothing', () => {
  const named = page.replace('our model', 'Llama-3.1-70B');
  const known = weightsOf(named, {});
  near(known, 70.55e9);
  assert.equal(weightsOf(named, { 'deploy/config.json': JSON.stringify(config) }), known);
  for (const text of ['{', '[]', '{"a": 1}', 'null', JSON.stringify({ ...config, num_hidden_layers: -4 }), ' '.repeat(2e6)])
    assert.equal(weightsOf(page, { 'deploy/config.json': text }), undefined, text.slice(0, 40));
});
