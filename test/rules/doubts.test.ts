import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyze, type RuleId } from '../../server/src/engine.ts';

const plan = (...items: string[]): string => `# Plan\n\n${items.map((item) => `- ${item}`).join('\n')}\n`;

const said = (text: string): string[] =>
  analyze(text, { language: 'markdown' })
    .findings.filter(({ severity }) => severity !== 'hint')
    .map(({ rule, severity }) => `${rule} ${severity}`);

/** A doubt, and the like of it that is none. */
interface Pair {
  readonly rule: RuleId;
  readonly because: string;
  readonly silent: string;
  readonly told: string;
  readonly severity?: 'error' | 'warning';
}

const tp4 = ['Tensor parallel: 4', 'Pipeline parallel: 2'];

const pairs: readonly Pair[] = [
  {
    rule: 'gpu-count',
    because: 'without data parallel attention DP makes copies',
    silent: plan('SGLang', 'Layout: 2 nodes × 8 H20 GPUs, TP=8, DP=2'),
    told: plan('SGLang with `--enable-dp-attention`', 'Layout: 2 nodes × 8 H20 GPUs, TP=8, DP=2'),
    severity: 'warning',
  },
  {
    rule: 'memory-model',
    because: 'the document goes on to divide by the stages',
    silent: plan(
      ...tp4,
      'Total GPUs: 8',
      'Model weights: 80 GB',
      'Weights over TP: 80 GB ÷ 4 = 20 GB per GPU before the pipeline',
      'Weights: 10 GB per GPU',
    ),
    told: plan(...tp4, 'Total GPUs: 8', 'Model weights: 80 GB', 'Weights over TP: 80 GB ÷ 4 = 20 GB per GPU'),
    severity: 'warning',
  },
  {
    rule: 'memory-model',
    because: 'a figure per stage, and experts that tensor parallelism does not split, are divided by fewer degrees',
    silent: plan(
      'Model size: 24B parameters',
      'TP: 2',
      'PP: 2',
      'EP: 8',
      'DP: 2',
      'Total GPUs: 64',
      'Parameters per stage: 24B ÷ 2 stages = 12B',
      'Expert parameters per GPU: 24B ÷ (8 EP × 2 PP) = 1.5B',
    ),
    told: plan(
      'Model size: 24B parameters',
      'TP: 2',
      'PP: 2',
      'EP: 8',
      'DP: 2',
      'Total GPUs: 64',
      'Parameters per GPU: 24B ÷ 8 EP = 3B per GPU',
    ),
    severity: 'warning',
  },
  {
    rule: 'arithmetic',
    because: 'a total that is given as the least takes the lower ends',
    silent: `${plan(...tp4)}\n## Memory per GPU\n\n- Weights: 10 GB\n- Activations: 12-16 GB\n- Buffers: 2 GB\n- Total, minimum: 24 GB\n`,
    told: `${plan(...tp4)}\n## Memory per GPU\n\n- Weights: 10 GB\n- Activations: 12-16 GB\n- Buffers: 2 GB\n- Total: 24 GB\n`,
    severity: 'warning',
  },
  {
    rule: 'unit',
    because: 'a link may have the bandwidth that memory has elsewhere',
    silent: plan(...tp4, 'VRAM bandwidth: 1.8 TB/s', 'NVLink: 1.8 TB/s', 'Communication: 40 GB/s, well within the 1.8 TB/s'),
    told: plan(...tp4, 'VRAM bandwidth: 1.8 TB/s', 'Communication: 40 GB/s, well within the 1.8 TB/s'),
    severity: 'warning',
  },
  {
    rule: 'placement',
    because: 'a node has the devices that are listed',
    silent: `${plan('TP: 8', 'GPUs: 64', 'GPUs per node: 8')}\n\`\`\`bash\nexport CUDA_VISIBLE_DEVICES=0,1,2,3,4,5,6,7\n\`\`\`\n`,
    told: `${plan('TP: 8', 'GPUs: 64', 'GPUs per node: 8')}\n\`\`\`bash\nexport CUDA_VISIBLE_DEVICES=0,1,2,3,...,63\n\`\`\`\n`,
    severity: 'warning',
  },
  {
    rule: 'throughput',
    because: 'the backward pass, recomputation and attention come on top',
    silent: plan(...tp4, 'Model size: 10B parameters', 'Model FLOPs: 12 TFLOPs for a 128-token sequence'),
    told: plan(...tp4, 'Model size: 10B parameters', 'Model FLOPs: 30 TFLOPs for a 128-token sequence'),
    severity: 'warning',
  },
  {
    rule: 'derived-value',
    because: 'there are as many ranks as experts',
    silent: plan('TP: 1', 'EP: 64', 'Experts per layer: 64', 'GPUs: 64', 'Placement: one expert per GPU'),
    told: plan('TP: 1', 'EP: 16', 'Experts per layer: 64', 'GPUs: 16', 'Placement: each GPU hosts exactly one expert'),
    severity: 'warning',
  },
  {
    rule: 'framework',
    because: 'stages may be uneven',
    silent: `${plan('Layers: 47', 'TP: 1', 'GPUs: 4')}\n\`\`\`bash\nexport VLLM_PP_LAYER_PARTITION=13,12,12,10\n\`\`\`\n`,
    told: `${plan('Layers: 47', 'TP: 1', 'GPUs: 4')}\n\`\`\`bash\nexport VLLM_PP_LAYER_PARTITION=13,12,12,8\n\`\`\`\n`,
  },
  {
    rule: 'parameter-count',
    because: 'the dimensions give the size, in whatever order they are told',
    silent: plan(
      ...tp4,
      'Model: 4.4B parameters, 16 layers',
      'Experts per layer: 64',
      'Shape: 1024 token dim, 16 heads, 2048 MoE hidden size',
    ),
    told: plan(
      ...tp4,
      'Model: 30B parameters, 16 layers',
      'Experts per layer: 64',
      'Shape: 1024 token dim, 16 heads, 2048 MoE hidden size',
    ),
    severity: 'warning',
  },
  {
    rule: 'arithmetic',
    because: 'the unit may stand behind the formula',
    silent: plan(...tp4, 'Cache of one layer: $16,384 \\times 8192 = 134$ MB'),
    told: plan(...tp4, 'Cache of one layer: $16,384 \\times 8192 = 143$ MB'),
  },
  {
    rule: 'contradiction',
    because: 'two degrees of one line depart, which is another layout',
    silent: `${plan('Example of two axes: TP=2, PP=2, DP=2', 'GPUs: 2 × 2 × 2 = 8', 'TP: 2', 'PP: 2')}\n## Three axes\n\n\`\`\`\nTP=8, PP=4, DP=2\n\`\`\`\n`,
    told: `${plan('Layout: TP=2, PP=2, DP=2', 'GPUs: 2 × 2 × 2 = 8', 'TP: 2', 'PP: 2')}\n## Launch\n\n\`\`\`\nTP=8, PP=2, DP=2\n\`\`\`\n`,
  },
  {
    rule: 'contradiction',
    because: 'what stands in parentheses as an example is none of the plan',
    silent: plan(
      'TP: 4',
      'PP: 4',
      'Layers: 32',
      'Layers per stage: 8',
      'Layers are split evenly over the stages (e.g., 7 layers per stage for a 28-layer model)',
    ),
    told: plan('TP: 4', 'PP: 4', 'Layers: 32', 'Layers per stage: 8', 'Depth: 8 × 4 = 32 layers', '**Layers**: 28'),
  },
  {
    rule: 'derived-value',
    because: 'the layers of a stage are told in Chinese',
    silent: '# 部署\n\n- 层数：80\n- TP=8，PP=2，DP=1\n- 总卡数：16\n- 每个 stage 40 层\n',
    told: '# 部署\n\n- 层数：80\n- TP=8，PP=2，DP=1\n- 总卡数：16\n- 每个 stage 30 层\n',
  },
  {
    rule: 'contradiction',
    because: 'a total over all layers is no number of one layer',
    severity: 'warning',
    silent: `${plan(...tp4, 'Layers: 24', 'EP: 8', 'Experts per layer: 32', 'Experts per GPU: 4 (32 ÷ 8)')}\n| Resource | Total |\n|---|---|\n| Experts | 768 |\n| Layers | 24 |\n`,
    told: `${plan(...tp4, 'Layers: 24', 'EP: 8', 'Experts per layer: 32', 'Experts per GPU: 4 (32 ÷ 8)')}\n| Resource | Total |\n|---|---|\n| Experts | 64 |\n| Layers | 24 |\n`,
  },
];

describe('doubts and their like', () => {
  for (const { rule, because, silent, told, severity = 'error' } of pairs) {
    it(`${rule}: ${because}`, () => {
      assert.deepEqual(said(silent), []);
      assert.deepEqual(said(told), [`${rule} ${severity}`]);
    });
  }
});
