import type { Analysis } from '../analyze.ts';
import { bytesText, figure, percentText } from '../notation/write.ts';
import { adviceText } from '../physics/advice.ts';
import { componentNames } from '../physics/components.ts';
import type { MemoryEstimate, StageMemory } from '../physics/memory.ts';
import { servingEngineNames } from '../physics/serving.ts';
import { borrowedFacts, estimateOf } from '../plan/facts.ts';
import { computeFormula, formulasFor } from '../plan/formulas.ts';
import { localFormulas } from '../plan/local-formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { worldSizes } from '../plan/world-size.ts';
import { pendingLayout } from '../repair/offered-layouts.ts';
import { contains, type Span } from '../text/span.ts';
import { isDegree, type QuantityId, quantity, shortName } from '../vocabulary/quantities.ts';
import { bar } from './bar.ts';
import { launchNumberAt, launchText } from './launch.ts';
import { performanceLines } from './performance.ts';
import { rangeText } from './range-text.ts';

export interface Hover {
  /** The characters that the hover speaks of. */
  readonly span: Span;
  readonly markdown: string;
}

/** The quantity at `offset` with its formula filled in and, where it can be told, what one GPU must hold. */
export function hoverAt(analysis: Analysis, offset: number): Hover | null {
  const { plan } = analysis;
  if (!plan || !analysis.isPlan) return null;
  // what a framework reads, it reads in its own way
  const launched = launchNumberAt(plan, offset);
  if (launched) return { span: launched.span, markdown: launchText(plan, launched) };
  const found = mentionAt(plan, offset);
  if (!found) return null;
  const { mention, span } = found;
  const parts = [heading(mention), ...derivation(plan, mention), ...elsewhere(analysis, plan, mention)];
  parts.push(...performanceLines(plan, mention.id));
  if (concernsMemory(mention.id)) parts.push(...memoryTable(analysis, plan));
  return { span, markdown: parts.join('\n\n') };
}

/** The mention whose number is at `offset`; on a label, the number that it leads to. */
function mentionAt(plan: Plan, offset: number): { mention: Mention; span: Span } | null {
  let onLabel: Mention | undefined;
  for (const mention of plan.facts.mentions.concat(plan.mentions.filter((other) => other.role === 'echo'))) {
    if (contains(mention.number.span, offset)) return { mention, span: mention.number.span };
    const label = mention.statement.label;
    if (label && contains(label, offset) && mention.role !== 'echo' && !onLabel) onLabel = mention;
  }
  return onLabel?.statement.label ? { mention: onLabel, span: onLabel.statement.label } : null;
}

function heading(mention: Mention): string {
  const { name, symbol } = quantity(mention.id);
  const title = symbol ? `${name} (${symbol})` : name;
  const scenario = mention.scenario === main ? '' : ` · _${mention.scenario}_`;
  return `**${title}** = ${valueText(mention.id, mention.value)}${scenario}`;
}

function valueText(id: QuantityId, value: number): string {
  switch (quantity(id).measure) {
    case 'bytes':
      return bytesText(value);
    case 'bytes/s':
      return `${bytesText(value)}/s`;
    case 'ratio':
      return percentText(value);
    case 'flop/s':
      return `${figure(value / 1e12)} TFLOPS`;
    case 'flop':
      return `${figure(value / 1e12)} TFLOP`;
    case 'seconds':
      return value < 1 ? `${figure(value * 1e3)} ms` : `${figure(value)} s`;
    case 'per-second':
      return `${figure(value)} /s`;
    default:
      return figure(value, 6);
  }
}

/** The formula with the plan's figures: `layers ÷ PP = 16 ÷ 4 = 4`. */
function derivation(plan: Plan, mention: Mention): string[] {
  const out: string[] = [];
  for (const formula of formulasFor(mention.id)) {
    const computed = computeFormula(formula, plan.values);
    if (computed === undefined) continue;
    const sign = formula.operator === '/' ? ' ÷ ' : ' × ';
    out.push(
      `\`${formula.operands.map(shortName).join(sign)} = ${formula.operands.map((id) => figure(plan.values.get(id) ?? Number.NaN)).join(sign)} = ${figure(computed)}\``,
    );
  }
  for (const formula of localFormulas(plan)) if (formula.result === mention.id) out.push(`by this document: ${formula.text}`);
  if (mention.id === 'gpus' || isDegree(mention.id)) {
    const sizes = worldSizes(plan.values);
    // the reading by which the GPUs come out is the plan's
    const right = sizes.filter(({ size }) => size === plan.values.get('gpus'));
    for (const { meaning, size, factors } of right.length > 0 ? right : sizes) {
      if (factors.length < 2) continue;
      const product = factors.map((id) => `${shortName(id)} ${figure(plan.values.get(id) ?? 1)}`).join(' × ');
      const reading = plan.values.has('ep') ? (meaning === 'factor' ? ' with EP as a factor' : ' with EP folded into data parallel') : '';
      out.push(`\`${product} = ${figure(size)}\` GPUs${reading}`);
    }
  }
  return out;
}

function elsewhere(analysis: Analysis, plan: Plan, mention: Mention): string[] {
  const lines = new Set<number>();
  const own = analysis.lines.lineOf(mention.number.digits.start);
  for (const other of plan.mentions) {
    if (other.id === mention.id && other.scenario === mention.scenario) lines.add(analysis.lines.lineOf(other.number.digits.start));
  }
  lines.delete(own);
  if (lines.size === 0) return [];
  const shown = [...lines].slice(0, 8).map((line) => line + 1);
  return [`also on line${lines.size > 1 ? 's' : ''} ${shown.join(', ')}${lines.size > shown.length ? ' …' : ''}`];
}

const concernsMemory = (id: QuantityId): boolean =>
  isDegree(id) ||
  id === 'gpus' ||
  id === 'params' ||
  quantity(id).group === 'memory' ||
  id === 'gpu_memory' ||
  id === 'experts_per_gpu' ||
  id === 'layers_per_stage';

/** What one GPU of the most loaded stage holds, now and after the pending repair: the total and what decides it first. */
function memoryTable(analysis: Analysis, plan: Plan): string[] {
  const now = estimateOf(plan);
  if (!now) return [];
  const pending = pendingLayout(analysis);
  const after = pending ? estimateOf(plan, pending.restatement.values) : null;
  const stage = now.stages[now.mostLoaded];
  if (!stage) return [];
  const of = now.stages.length > 1 ? ` of stage ${stage.stage}, the fullest of ${now.stages.length},` : '';
  const share =
    stage.utilization && now.capacity ? `, ${shareText(stage)} of ${bytesText(now.capacity)}  ${code(bar(stage.utilization))}` : '';
  const out = [`A GPU${of} holds **${rangeText(stage.total)}**${share}`];
  if (now.decisive) out.push(`_${capital(now.decisive)}._`);
  out.push((after && pending ? besides(stage, now, after, pending.title) : howItComes(stage)).join('\n'));
  const { advice, serving } = now;
  if (serving)
    out.push(
      `${servingEngineNames[serving.engine]} leaves ${rangeText({ low: Math.max(0, serving.kvCache.low), high: Math.max(0, serving.kvCache.high) })} for the KV cache.`,
    );
  if (advice.length > 0) out.push(`To fit: ${advice.slice(0, 2).map(adviceText).join('; ')}.`);
  const assumptions = [...now.assumptions.filter((text) => text !== now.decisive).slice(0, 3), ...borrowedFacts(plan)];
  if (assumptions.length > 0) out.push(`Assumed: ${assumptions.join('; ')}.`);
  return out;
}

/** Every component with its formula, its figures filled in, and where it comes from. */
function howItComes(stage: StageMemory): string[] {
  const rows = stage.components.map(
    ({ id, formula, source, ...range }) => `| ${componentNames[id]} | ${rangeText(range)} | ${cell(formula)} (${cell(cited(source))}) |`,
  );
  return ['| per GPU | bytes | how |', '|---|--:|---|', ...rows];
}

/** The components now and after a repair. */
function besides(stage: StageMemory, now: MemoryEstimate, after: MemoryEstimate, title: string): string[] {
  const then = after.stages[after.mostLoaded];
  if (!then) return [];
  const rows = [`| per GPU | now | ${title.replace(/^Use /, '')} |`, '|---|--:|--:|'];
  for (const component of stage.components) {
    const other = then.components.find((candidate) => candidate.id === component.id);
    rows.push(`| ${componentNames[component.id]} | ${rangeText(component)} | ${other ? rangeText(other) : '–'} |`);
  }
  rows.push(`| **total** | **${rangeText(stage.total)}** | **${rangeText(then.total)}** |`);
  if (now.capacity) rows.push(`| share of ${bytesText(now.capacity)} | ${shareText(stage)} | ${shareText(then)} |`);
  return rows;
}

const code = (text: string): string => `\`${text}\``;
const cell = (text: string): string => text.replaceAll('|', '\\|');
const capital = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** `[arXiv:1910.02054](https://arxiv.org/abs/1910.02054) §3.1`. */
const cited = (source: string): string => source.replace(/arXiv:(\d{4}\.\d{5})/g, '[arXiv:$1](https://arxiv.org/abs/$1)');

const shareText = ({ utilization }: StageMemory): string =>
  utilization ? `${percentText(utilization.low)} to ${percentText(utilization.high)}` : '–';
