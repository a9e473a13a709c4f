import { figure } from '../notation/write.ts';
import type { Plan } from '../plan/plan.ts';
import { type Span, span } from '../text/span.ts';
import { inputs } from './related.ts';
import type { Draft } from './rule.ts';

/**
 * A command that starts as many processes on every node as the plan has GPUs in all: `deepspeed --num_gpus=64 --num_nodes=16`. Both
 * `--num_gpus` and `--nproc_per_node` count one node (deepspeed/launcher/runner.py; torch/distributed/run.py).
 */
export function allGpusOnEveryNode(plan: Plan): Draft[] {
  const gpus = plan.values.get('gpus');
  if (gpus === undefined) return [];
  return [...commands(plan)].flatMap(({ each, nodes }) => {
    if (each.value !== gpus || nodes.value < 2 || gpus % nodes.value !== 0) return [];
    return [
      {
        span: each.at,
        severity: 'warning' as const,
        message: `the launcher starts ${figure(each.value)} on each of ${figure(nodes.value)} nodes, ${figure(each.value * nodes.value)} in all; the plan has ${figure(gpus)} GPUs, ${figure(gpus / nodes.value)} on a node`,
        related: [{ message: `${figure(nodes.value)} nodes`, span: nodes.at }, ...inputs(plan, ['gpus'])],
      },
    ];
  });
}

interface Flag {
  readonly value: number;
  readonly at: Span;
}

const perNode = /--(?:num_gpus|num-gpus|nproc_per_node|nproc-per-node)[= ](\d{1,6})\b/;
const nodeCount = /--(?:num_nodes|num-nodes|nnodes)[= ](\d{1,6})\b/;

/** Lines of scripts that name both, taken together with the lines that they go on in. */
function* commands(plan: Plan): Generator<{ readonly each: Flag; readonly nodes: Flag }> {
  let open: { block: number; each: Flag | undefined; nodes: Flag | undefined } = { block: -1, each: undefined, nodes: undefined };
  for (const { block, fence, span: at } of plan.facts.document.statements) {
    if (fence === null) continue;
    if (block !== open.block) open = { block, each: undefined, nodes: undefined };
    const text = plan.facts.document.text.slice(at.start, Math.min(at.end, at.start + 1000));
    open.each ??= flag(text, perNode, at.start);
    open.nodes ??= flag(text, nodeCount, at.start);
    if (open.each && open.nodes) yield { each: open.each, nodes: open.nodes };
    if (!text.trimEnd().endsWith('\\') || (open.each && open.nodes)) open = { block, each: undefined, nodes: undefined };
  }
}

function flag(text: string, pattern: RegExp, offset: number): Flag | undefined {
  const match = pattern.exec(text);
  if (!match?.[1]) return undefined;
  const start = offset + match.index + match[0].length - match[1].length;
  return { value: Number(match[1]), at: span(start, start + match[1].length) };
}
