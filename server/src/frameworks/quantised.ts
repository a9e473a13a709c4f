import type { Constraint } from './constraint.ts';
import { figure } from './figure.ts';
import type { LaunchView } from './view.ts';

/** Experts are shared out whole, or it cannot be told: no rank holds a part of one. */
const sharesExperts = (launch: LaunchView): boolean =>
  launch.is('expert_parallel') !== false ||
  launch.words('a2a') !== undefined ||
  (launch.get('ep')?.source === 'written' && launch.value('ep') !== 1);

/** Checkpoints whose own config says `weight_block_size: [128, 128]`. */
const published =
  /^qwen\/qwen3.*-fp8$|^deepseek-ai\/deepseek-(?:v3|r1)(?!-distill)|^minimaxai\/minimax-m2(?:\.\d)?$|^moonshotai\/kimi-k2-(?:base|instruct)/i;

/**
 * Weights in blocks of 128 × 128 (the FP8 checkpoints of Qwen, DeepSeek, MiniMax, Kimi K2): every rank's share of an FFN must be whole blocks. Experts are
 * shared out whole where expert parallelism is on.
 */
export function wholeBlocks(rule: Pick<Constraint, 'dies' | 'source'>): Constraint {
  const share = (launch: LaunchView): { width: number; part: number } | undefined => {
    const name = launch.words('model')?.text ?? '';
    const blocked = published.test(name);
    const tp = launch.value('tp');
    if (!blocked || !launch.model || tp === undefined) return undefined;
    const { moe, ffn } = launch.model.dimensions;
    if (moe && sharesExperts(launch)) return undefined;
    const width = moe ? moe.ffn : ffn;
    return (width / tp) % 128 === 0 ? undefined : { width, part: width / tp };
  };
  return {
    id: 'fp8-block',
    rule: 'FFN size ÷ TP mod 128 = 0 for weights quantised in blocks',
    needs: ['tp'],
    dies: rule.dies,
    source: rule.source,
    severity: 'error',
    at: ['tp'],
    holds: (_, launch) => share(launch) === undefined,
    also: (get) => ({ part: get('tp') }),
    says: (get, launch) => {
      const found = share(launch);
      return `TP ${get('tp')} leaves each rank ${figure(found?.part ?? 0)} of the FFN’s ${figure(found?.width ?? 0)} columns, no whole block of the 128 in which ${launch.model?.name} FP8 is quantised`;
    },
    fixes: (get) =>
      [get('tp') / 2, get('tp') / 4]
        .filter((value) => Number.isInteger(value) && value > 0)
        .map((value) => ({ slot: 'tp' as const, value })),
  };
}

/** Columns of one group of weights in GPTQ and AWQ checkpoints, as nearly all are made. */
const group = 128;

/** Width of the matrix whose rows are shared out, where the model is quantised in groups. */
function groupedWidth(launch: LaunchView): number | undefined {
  const name = launch.words('model')?.text ?? '';
  const by = launch.words('quantization')?.text;
  const grouped = by === undefined ? /gptq|awq|w4a16/i.test(name) : /^(?:gptq|awq)(?:_marlin)?$/i.test(by);
  if (!grouped || !launch.model) return undefined;
  const { moe, ffn } = launch.model.dimensions;
  if (moe) return sharesExperts(launch) ? undefined : moe.ffn;
  // Qwen’s own quantised 72B are padded from 29568 to a whole number of groups
  return /^qwen\/.*72b/i.test(name) && ffn === 29_568 ? 29_696 : ffn;
}

/** The down projection’s rows are cut between the ranks: a cut through a group has no scale. Padded or regrouped checkpoints exist: a doubt. */
export const quantisedGroups: Constraint = {
  id: 'groups-tp',
  rule: 'FFN size ÷ TP mod 128 = 0 for weights quantised in groups (GPTQ, AWQ)',
  needs: ['tp'],
  dies: 'The input size is not aligned with the quantized weight shape. This can be caused by too large tensor parallel size.',
  source: 'vllm-project/vllm@000796ac vllm/model_executor/layers/quantization/awq.py create_weights',
  severity: 'warning',
  at: ['tp'],
  holds: (get, launch) => {
    const width = groupedWidth(launch);
    return width === undefined || (width / get('tp')) % group === 0;
  },
  says: (get, launch) =>
    `TP ${get('tp')} leaves each rank ${figure((groupedWidth(launch) ?? 0) / get('tp'))} of the FFN’s ${figure(groupedWidth(launch) ?? 0)} rows, no whole groups of the ${group} in which such checkpoints are quantised`,
  fixes: (get) =>
    [2, 4, 8].map((part) => ({ slot: 'tp' as const, value: get('tp') / part })).filter(({ value }) => Number.isInteger(value)),
};
