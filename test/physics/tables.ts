/** The generated tables of docs/physics.md. */
import { type Comparison, topics } from './agreement.ts';
import { compareLayers, readMeasurement } from './layers.ts';
import { median } from './support.ts';

/** A distribution in words: how far a topic's figures lie from the published ones. */
function distance(comparisons: readonly Comparison[]): string {
  const errors = comparisons.flatMap(({ fact, actual }) => {
    if (actual === null || typeof fact.value !== 'number' || fact.value === 0) return [];
    const value = typeof actual === 'number' ? actual : (actual.low + actual.high) / 2;
    return [Math.abs(value / fact.value - 1)];
  });
  if (errors.length === 0) return '';
  const percent = (value: number): string => (value === 0 ? '0' : value < 5e-5 ? '< 0.01 %' : `${Number((value * 100).toPrecision(2))} %`);
  return percent(median(errors));
}

/** Where the figures of a topic come from, in words. */
const origins: Readonly<Record<keyof typeof topics, string>> = {
  'parameter counts': 'published weights, model cards, Megatron-LM tables',
  'world sizes': 'Megatron-Bridge, BLOOM, torchtitan, papers, two broken plans',
  'state and activation formulas': 'ZeRO, Korthikanti et al., DeepSpeed, ml-engineering',
  'measured peaks': 'BLOOM, torchtitan, Megatron-Bridge',
  'KV cache': 'papers and vLLM logs (11), computed from published shapes',
  'pipeline bubble': 'papers (18), computed for published layouts',
  'FLOPs per token': 'Megatron-Bridge rates',
};

/** Published figures by topic: how many agree, and how far off the median is. */
export function agreementTable(): string {
  const rows = Object.entries(topics).map(([topic, compare]) => {
    const comparisons = compare().filter((c) => c.actual !== null);
    const agreed = comparisons.filter((c) => c.agreed).length;
    const explained = comparisons.filter((c) => !c.agreed && c.note).length;
    return `| ${topic} | ${comparisons.length} | ${agreed} | ${explained || ''} | ${distance(comparisons)} | ${origins[topic as keyof typeof topics]} |`;
  });
  return ['| topic | figures | agree | counted otherwise | median distance | from |', '|---|--:|--:|--:|--:|---|', ...rows].join('\n');
}

/** The measured runs that the estimate's interval does not hold, by name. */
export function missedRuns(): string {
  const missed = topics['measured peaks']().filter((c) => c.actual !== null && !c.agreed);
  return missed
    .map(({ fact, actual }) => {
      const range = actual as { low: number; high: number };
      const { config } = fact;
      const degrees = ['tp', 'pp', 'dp', 'mbs'].filter((k) => config[k] !== undefined).map((k) => `${k} ${config[k]}`);
      const bounds = `${Math.round(range.low)}–${Math.round(range.high)}`;
      return `- ${config.model}, ${degrees.join(', ')}: measured ${fact.value} ${fact.unit}, estimated ${bounds}`;
    })
    .join('\n');
}

/** Layers that the measuring script built, beside their prediction. */
export function layerTable(): string {
  const measurement = readMeasurement();
  const mega = (bytes: number): string => (bytes / 1e6).toFixed(2);
  const compared = compareLayers(measurement);
  // peaks are those of a GPU: without one there is no such column
  const peaks = compared.some((c) => c.peak);
  const rows = compared.map((c) => {
    const peak = c.peak ? ` ${mega(c.peak.measured)} (${mega(c.peak.predicted.low)}–${mega(c.peak.predicted.high)}) |` : peaks ? ' |' : '';
    const ratio = (c.activations.predicted / c.activations.measured).toFixed(3);
    return `| ${c.name} | ${c.parameters.measured} | ${c.parameters.predicted} | ${mega(c.state.measured)} | ${mega(c.state.predicted)} | ${mega(
      c.activations.measured,
    )} | ${mega(c.activations.predicted)} | ${ratio} |${peak}`;
  });
  return [
    `PyTorch ${measurement.torch}, ${measurement.device}. MB.`,
    '',
    `| case | parameters | predicted | state | predicted | activations | predicted | ratio |${peaks ? ' peak (predicted) |' : ''}`,
    `|---|--:|--:|--:|--:|--:|--:|--:|${peaks ? '--:|' : ''}`,
    ...rows,
  ].join('\n');
}

const tables: Readonly<Record<string, () => string>> = { agreement: agreementTable, missed: missedRuns, layers: layerTable };

/** The document with every generated part brought up to date. Parts stand between `<!-- generated: NAME -->` and `<!-- end -->`. */
export function withTables(document: string): string {
  return document.replace(/(<!-- generated: (\w+) -->)[\s\S]*?(<!-- end -->)/g, (whole, open: string, name: string, close: string) => {
    const table = tables[name];
    return table ? `${open}\n${table()}\n${close}` : whole;
  });
}
