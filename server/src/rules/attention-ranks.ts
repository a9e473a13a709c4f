import { figure } from '../notation/write.ts';
import type { Mention } from '../plan/model.ts';
import type { Plan } from '../plan/plan.ts';
import type { Draft } from './rule.ts';

const said = /\benable[-_]dp[-_]attention\b|\b(?:DP|[Dd]ata[- ][Pp]arallel(?:ism)?) [Aa]ttention\b/;
const sglang = /\bsglang\b/i;
/** `2 nodes, each with 8×H100`, `2 nodes × 8 H100 GPUs`, `16 H100 GPUs in all`. */
const nodes = /\b(\d{1,3}) (?:nodes|hosts|servers)\b[^.;\d]{0,16}(\d{1,2}) ?[x×]? ?(?:NVIDIA |AMD )?(?:[A-Z]{1,3}\d{2,4}\w?|GPUs)\b/;

/**
 * A line that counts DP among the factors of its GPUs where SGLang runs with data parallel attention, whose ranks are those of TP: one server
 * takes TP × PP GPUs (sgl-project/sglang@469c63e5 python/sglang/srt/server_args.py). The others are left idle, or run a server of their own.
 */
export function attentionRanks(plan: Plan): Draft[] {
  const { words, plain, language } = plan.facts.document;
  if (language !== 'markdown' && language !== 'rst' && language !== 'text') return [];
  if (!words.has(said) || !words.has(sglang)) return [];
  const out: Draft[] = [];
  // such a line speaks for itself, in a section of examples too
  for (const dp of plan.facts.mentions) {
    if (dp.id !== 'dp' || dp.value < 2 || dp.strength === 'weak' || dp.role === 'echo') continue;
    const beside = (id: Mention['id']): number | undefined =>
      plan.facts.mentions.find((other) => other.statement === dp.statement && other.id === id && other.strength === 'strong')?.value;
    const [tp, pp] = [beside('tp'), beside('pp') ?? 1];
    const hardware = nodes.exec(plain.slice(dp.statement.span.start, dp.statement.span.end));
    const gpus = Number(hardware?.[1]) * Number(hardware?.[2]);
    if (tp === undefined || tp % dp.value !== 0 || tp * pp * dp.value !== gpus) continue;
    const server = pp > 1 ? `TP ${figure(tp)} × PP ${figure(pp)} take ${figure(tp * pp)}` : `TP ${figure(tp)} takes ${figure(tp)}`;
    out.push({
      span: dp.number.digits,
      severity: 'warning',
      message: `with data parallel attention SGLang runs DP ${figure(dp.value)} inside of TP: ${server} GPUs, not ${figure(gpus)}`,
    });
  }
  return out;
}
