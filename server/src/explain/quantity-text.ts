import type { Analysis } from '../analyze.ts';
import { bytesText, figure, percentText } from '../notation/write.ts';
import { computeFormula, formulasFor } from '../plan/formulas.ts';
import { localFormulas } from '../plan/local-formulas.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import { main } from '../plan/scenario.ts';
import { worldSizes } from '../plan/world-size.ts';
import { inert, inertName } from '../text/inert.ts';
import { contains, type Span } from '../text/span.ts';
import { isDegree, type QuantityId, quantity, shortName } from '../vocabulary/quantities.ts';

/** The mention whose number is at `offset`; on a label, the number that it leads to. */
export function mentionAt(plan: Plan, offset: number): { mention: Mention; span: Span } | null {
  let onLabel: Mention | undefined;
  for (const mention of plan.facts.mentions.concat(plan.mentions.filter((other) => other.role === 'echo'))) {
    if (contains(mention.number.span, offset)) return { mention, span: mention.number.span };
    const label = mention.statement.label;
    if (label && contains(label, offset) && mention.role !== 'echo' && !onLabel) onLabel = mention;
  }
  return onLabel?.statement.label ? { mention: onLabel, span: onLabel.statement.label } : null;
}

/** `tensor parallel size (TP)` */
export function titleOf(id: QuantityId): string {
  const { name, symbol } = quantity(id);
  return symbol ? `${name} (${symbol})` : name;
}

/** `**tensor parallel size (TP)** = 8`, with the scenario where it is not the plan's own. */
export function heading({ id, value, scenario }: Mention): string {
  return `**${titleOf(id)}** = ${valueText(id, value)}${scenario === main ? '' : ` · _${inertName(scenario)}_`}`;
}

export function valueText(id: QuantityId, value: number): string {
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

/** How it follows from the plan, with the plan's figures: `layers ÷ PP = 16 ÷ 4 = 4`. */
export function derivation(plan: Plan, { id }: Mention): string[] {
  const out: string[] = [];
  for (const formula of formulasFor(id)) {
    const computed = computeFormula(formula, plan.values);
    if (computed === undefined) continue;
    const sign = formula.operator === '/' ? ' ÷ ' : ' × ';
    const figures = formula.operands.map((operand) => figure(plan.values.get(operand) ?? Number.NaN));
    out.push(`\`${formula.operands.map(shortName).join(sign)} = ${figures.join(sign)} = ${figure(computed)}\``);
  }
  for (const formula of localFormulas(plan)) if (formula.result === id) out.push(`by this document: ${inert(formula.text)}`);
  return id === 'gpus' || isDegree(id) ? [...out, ...products(plan)] : out;
}

/** The GPUs that the degrees come to; where no reading of EP gives the plan's GPUs, by each of them. */
function products(plan: Plan): string[] {
  const sizes = worldSizes(plan.values);
  const right = sizes.filter(({ size }) => size === plan.values.get('gpus'));
  return (right.length > 0 ? right : sizes).flatMap(({ meaning, size, factors }) => {
    if (factors.length < 2) return [];
    const product = factors.map((id) => `${shortName(id)} ${figure(plan.values.get(id) ?? 1)}`).join(' × ');
    const reading = plan.values.has('ep') ? (meaning === 'factor' ? ' with EP as a factor' : ' with EP folded into DP') : '';
    return [`\`${product} = ${figure(size)}\` GPUs${reading}`];
  });
}

/** `also on lines 39, 59, 60` */
export function elsewhere(analysis: Analysis, plan: Plan, mention: Mention, most = 6): string {
  const lines = new Set<number>();
  const own = analysis.lines.lineOf(mention.number.digits.start);
  for (const other of plan.mentions) {
    if (other.id === mention.id && other.scenario === mention.scenario) lines.add(analysis.lines.lineOf(other.number.digits.start));
  }
  lines.delete(own);
  if (lines.size === 0) return '';
  const shown = [...lines].slice(0, most).map((line) => line + 1);
  return `also on line${lines.size > 1 ? 's' : ''} ${shown.join(', ')}${lines.size > shown.length ? ' …' : ''}`;
}
