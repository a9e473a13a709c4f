import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze } from '../../server/src/engine.ts';
import { gpuCapacity } from '../../server/src/plan/facts.ts';

const page = (hardware: string, command: string, more = ''): string[] =>
  analyze(`# Serving\n\n${hardware}\n\n\`\`\`bash\n${command}\n\`\`\`\n${more}`, { path: 'serve.md' }).findings.map(
    ({ rule, severity }) => `${rule} ${severity}`,
  );
const llama = 'vllm serve meta-llama/Llama-3.3-70B-Instruct --max-model-len 8192';

describe('a launch whose GPU only its page names', () => {
  it('is doubted where the weights are more than the GPU has', () => {
    assert.deepEqual(page('Hardware: 1× RTX 4090 24GB', llama), ['framework warning']);
    assert.deepEqual(page('Hardware: 2× A100 40GB', `${llama} -tp 2`), ['framework warning']);
    assert.deepEqual(page('We run it on 4 × A100 80GB.', 'python -m sglang.launch_server --model-path Qwen/Qwen3-235B-A22B --tp 4'), [
      'framework warning',
    ]);
  });

  it('is doubted where not one longest sequence fits beside them', () =>
    assert.deepEqual(page('Hardware: 1× RTX 4090 24GB', 'vllm serve meta-llama/Llama-3.1-8B-Instruct --max-model-len 131072 -tp 1'), [
      'framework warning',
    ]));

  it('is left alone where it fits, where the page knows, and where it is not sure which GPU or launch is meant', () => {
    assert.deepEqual(page('We run it on 2 × H100 80GB.', `${llama} -tp 2`), []);
    assert.deepEqual(page('Hardware: 1× H200', `${llama} --gpu-memory-utilization 0.97`), []);
    assert.deepEqual(page('Hardware: 1× RTX 4090 24GB', llama, '\nThis does not fit on one card.\n'), []);
    assert.deepEqual(page('Hardware: 1× RTX 4090 24GB', `${llama} --cpu-offload-gb 120`), []);
    assert.deepEqual(page('Development: 1× RTX 4090 24GB.\n\nProduction: 4× H100 80GB.', llama), []);
    assert.deepEqual(page('Hardware: 1× RTX 4090 24GB', `vllm serve Qwen/Qwen3-8B-FP8\n\`\`\`\n\n\`\`\`bash\n${llama}`), []);
  });
});

describe('memory of a whole node', () => {
  it('is that of one GPU times those of the node', () => {
    for (const text of [
      '- GPU memory: 640 GB per node\n- GPUs per node: 8',
      '- Memory: 640GB HBM per node (8 GPUs per node)',
      '- HBM per node: 640 GB\n- GPUs per node: 8',
    ]) {
      const { plan } = analyze(`# Training\n\n- 32 GPUs, TP 8, PP 2, DP 2\n- Layers: 80\n- Hidden size: 8192\n${text}\n`, { path: 'a.md' });
      assert.equal(plan && gpuCapacity(plan), 80e9, text);
    }
    const { plan } = analyze('# Training\n\n- 32 GPUs, TP 8, PP 2, DP 2\n- GPU memory: 80 GB\n- GPUs per node: 8\n', { path: 'a.md' });
    assert.equal(plan && gpuCapacity(plan), 80e9);
  });
});
