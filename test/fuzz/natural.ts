import type { Random } from '../mutation/generator/random.ts';

const degrees = [1, 2, 4, 8, 16];
const gpus = [8, 16, 32, 64, 128, 256, 512];

type Named = readonly [name: string, value: number];

/** The degrees as people set them down. */
const forms: readonly ((parts: readonly Named[], total: number) => string)[] = [
  (parts, total) => [['Total GPUs', total] as const, ...parts].map(([name, value]) => `- ${name}: ${value}`).join('\n'),
  (parts, total) =>
    `| Parameter | Value |\n|---|---|\n${[...parts, ['Total GPUs', total] as const].map(([name, value]) => `| ${name} | ${value} |`).join('\n')}`,
  (parts, total) => `\`\`\`\n${[...parts, ['GPUs', total] as const].map(([name, value]) => `${name} = ${value}`).join('\n')}\n\`\`\``,
  (parts, total) => `The cluster has ${total} GPUs. We use ${parts.map(([name, value]) => `${name} ${value}`).join(', ')}.`,
];

/** A plan of a few lines: degrees, GPUs and their product, of which any may be wrong. */
export function naturalPlan(random: Random): string {
  const names = ['TP', 'PP', ...(random.chance(0.7) ? ['EP'] : []), ...(random.chance(0.7) ? ['DP'] : [])];
  const parts = names.map((name): Named => [name, random.pick(degrees)]);
  const total = random.chance(0.3) ? parts.reduce((product, [, value]) => product * value, 1) : random.pick(gpus);
  const factors = random.chance(0.5) ? parts : parts.slice(0, random.int(2, parts.length));
  const sign = random.pick([' × ', ' x ', ' * ', '×']);
  const product = factors.map(([name, value]) => (random.chance(0.3) ? `${name}${value}` : `${value}`)).join(sign);
  const result = random.chance(0.5) ? total : factors.reduce((all, [, value]) => all * value, 1);
  const tail = random.chance(0.6) ? `\n\n${random.pick([16, 24, 30, 32])} layers, ${random.pick([8, 16, 64])} experts.` : '';
  const shape = random.chance(0.4)
    ? `\nLayers per stage: ${random.pick([2, 4, 8])} (16 ÷ ${parts[1]?.[1]} = ${random.pick([2, 4, 8])})`
    : '';
  return `# Plan\n\n${random.pick(forms)(parts, total)}\n\nTotal: ${product} = ${result} GPUs${shape}${tail}\n`;
}
