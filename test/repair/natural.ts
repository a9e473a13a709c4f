import type { Language } from '../../server/src/engine.ts';
import { Random, seedOf } from '../mutation/generator/random.ts';

/** A small plan as people write them: degrees, GPUs, and a product that may be wrong. */
export interface NaturalPlan {
  readonly name: string;
  readonly text: string;
  readonly language: Language;
}

interface Choice {
  /** 0 where it is not stated. */
  readonly tp: number;
  readonly pp: number;
  readonly ep: number;
  readonly dp: number;
  readonly gpus: number;
  readonly shape: Shape;
  readonly product: (typeof products)[number];
  readonly framework: (typeof frameworks)[number];
  readonly model: boolean;
}

const sizes = [1, 2, 3, 4, 6, 8, 12, 16, 32, 64];
const shapes = ['list', 'table', 'fence', 'prose', 'yaml'] as const;
/** Beside those of the series: Chinese prose and lists, and tables with the names that configs have. */
export type Shape = (typeof shapes)[number] | 'chinese' | 'chinese list' | 'keys';
const products = ['none', 'all', 'named', 'glued', 'words', 'dense', 'behind'] as const;
const frameworks = ['', 'Megatron-LM', 'DeepSpeed', 'MaxText', 'vLLM', 'torchtitan', 'NeMo'] as const;
const clusters = [8, 16, 32, 64, 96, 128, 256, 512, 1024];

/** Plan number `index` of a series: the same one each time; in another shape than its own where one is given. */
export function naturalPlan(index: number, shape?: Shape): NaturalPlan {
  const random = new Random(seedOf(5, index));
  const pick = <T>(all: readonly T[]): T => random.pick(all);
  const tp = pick(sizes);
  const pp = pick(sizes);
  const ep = random.next() < 0.6 ? pick(sizes) : 0;
  const dp = random.next() < 0.75 ? pick(sizes) : 0;
  const full = tp * pp * Math.max(ep, 1) * Math.max(dp, 1);
  const gpus = random.next() < 0.35 ? full : random.next() < 0.2 ? tp * pp * Math.max(dp, 1) : pick(clusters);
  const choice: Choice = {
    tp,
    pp,
    ep,
    dp,
    gpus,
    shape: pick(shapes),
    product: pick(products),
    framework: random.next() < 0.4 ? pick(frameworks) : '',
    model: random.next() < 0.4,
  };
  const shaped = shape ? { ...choice, shape } : choice;
  return { name: `natural plan ${index}: ${JSON.stringify(shaped)}`, ...write(shaped) };
}

function write(choice: Choice): { text: string; language: Language } {
  const degrees: [string, string, number][] = [
    ['TP', 'Tensor parallelism', choice.tp],
    ['PP', 'Pipeline parallelism', choice.pp],
    ['EP', 'Expert parallelism', choice.ep],
    ['DP', 'Data parallelism', choice.dp],
  ];
  const stated = degrees.filter(([, , size]) => size > 0);
  const rows: [string, string][] = [
    ...stated.map(([short, long, size]): [string, string] => [`${long} (${short})`, String(size)]),
    ['Total GPUs', String(choice.gpus)],
    ...(choice.model
      ? ([
          ['Layers', '48'],
          ['Attention heads', '64'],
          ['Experts', '64'],
          ['Layers per stage', figure(48 / choice.pp)],
        ] as [string, string][])
      : []),
  ];
  const product = productLine(choice, stated);
  const intro = choice.framework ? `Trained with ${choice.framework}.\n\n` : '';
  if (choice.shape === 'yaml') return { text: yaml(choice, product), language: 'yaml' };
  if (choice.shape === 'chinese' || choice.shape === 'chinese list') return { text: chinese(choice, stated), language: 'markdown' };
  if (choice.shape === 'keys') return { text: keyTable(choice, product), language: 'markdown' };
  const body = {
    list: () => rows.map(([label, value]) => `- ${label}: ${value}`).join('\n'),
    table: () => `| Parameter | Value |\n|---|---|\n${rows.map(([label, value]) => `| ${label} | ${value} |`).join('\n')}`,
    fence: () => `\`\`\`\n${rows.map(([label, value]) => `${`${label}:`.padEnd(28)}${value}`).join('\n')}\n\`\`\``,
    prose: () =>
      `We run ${stated.map(([short, , size]) => `${short}=${size}`).join(', ')} on ${choice.gpus} GPUs.${choice.model ? ' The model has 48 layers and 64 experts.' : ''}`,
  }[choice.shape]();
  return { text: `# Deployment plan\n\n${intro}${body}\n${product ? `\n${product}\n` : ''}`, language: 'markdown' };
}

const inChinese: Readonly<Record<string, string>> = { TP: '张量并行', PP: '流水线并行', EP: '专家并行', DP: '数据并行' };

function chinese(choice: Choice, stated: readonly [string, string, number][]): string {
  const intro = choice.framework ? `使用 ${choice.framework} 训练。\n\n` : '';
  const model = choice.model ? ['层数：48', '注意力头数：64', '专家数：64'] : [];
  const body =
    choice.shape === 'chinese'
      ? `集群共 ${choice.gpus} 张 GPU，采用${stated.map(([short, , size]) => `${inChinese[short]} ${short}=${size}`).join('、')}。${choice.model ? '模型共 48 层，64 个专家。' : ''}`
      : [...stated.map(([short, , size]) => `${inChinese[short]}（${short}）：${size}`), `GPU 总数：${choice.gpus}`, ...model]
          .map((line) => `- ${line}`)
          .join('\n');
  const product = productLine(choice, stated).replace(/^Total(?: GPUs)?:/, '总卡数：');
  return `# 部署方案\n\n${intro}${body}\n${product ? `\n${product}\n` : ''}`;
}

function keyTable(choice: Choice, product: string): string {
  const { tp, pp, ep, dp, gpus, model, framework } = choice;
  const rows: readonly (readonly [string, number])[] = [
    ['tensor_parallel_size', tp],
    ['pipeline_parallel_size', pp],
    ['expert_parallel_size', ep],
    ['data_parallel_size', dp],
    ['total_gpus', gpus],
    ...(model
      ? ([
          ['num_layers', 48],
          ['num_attention_heads', 64],
          ['num_experts', 64],
        ] as const)
      : []),
  ];
  const table = rows.filter(([, value]) => value > 0).map(([key, value]) => `| \`${key}\` | ${value} |`);
  return `# Settings\n\n${framework ? `For ${framework}.\n\n` : ''}| Parameter | Value |\n|---|---|\n${table.join('\n')}\n${product ? `\n${product}\n` : ''}`;
}

/** Shares of the model that do not come out whole are left to the reader. */
const figure = (value: number): string => (Number.isInteger(value) ? String(value) : value.toFixed(2));

function productLine({ product, gpus }: Choice, stated: readonly [string, string, number][]): string {
  const factors = product === 'dense' ? stated.filter(([short]) => short !== 'EP') : stated;
  const join = (write: (part: [string, string, number]) => string): string => factors.map(write).join(' × ');
  switch (product) {
    case 'none':
      return '';
    case 'named':
      return `Total: ${join(([short, , size]) => `${short} ${size}`)} = ${gpus} GPUs`;
    case 'glued':
      return `Total: ${join(([short, , size]) => `${short}${size}`)} = ${gpus}`;
    case 'words':
      return `Total GPUs: ${join(([short]) => short)} = ${join(([, , size]) => String(size))} = ${gpus}`;
    case 'behind':
      return `Total GPUs: ${gpus} (${join(([, , size]) => String(size))} = ${gpus})`;
    default:
      return `Total: ${join(([, , size]) => String(size))} = ${gpus} GPUs`;
  }
}

function yaml({ tp, pp, ep, dp, gpus, model, framework }: Choice, product: string): string {
  return [
    ...(framework ? [`framework: ${framework}`] : []),
    'parallelism:',
    `  tensor_parallel_size: ${tp}`,
    `  pipeline_parallel_size: ${pp}`,
    ...(ep > 0 ? [`  expert_parallel_size: ${ep}`] : []),
    ...(dp > 0 ? [`  data_parallel_size: ${dp}`] : []),
    'cluster:',
    `  total_gpus: ${gpus}${product ? `  # ${product.replace(/^.*?: /, '')}` : ''}`,
    ...(model
      ? ['model:', '  num_layers: 48', '  num_attention_heads: 64', '  num_experts: 64', `layers_per_stage: ${figure(48 / pp)}`]
      : []),
    '',
  ].join('\n');
}
