import type { Draft } from './draft.ts';
import { factors } from './draft.ts';
import { valueOf } from './numbers.ts';

/**
 * Numbers that are not the plan's, or that hang on nothing: other set-ups, goals, history, code, money, dates. All of it is true, and
 * nothing of it may be reported.
 */
export class Noise {
  readonly #draft: Draft;
  readonly #left: string[];

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#left = [...draft.random.shuffle([...sentences(draft), ...blocks(draft)])];
  }

  /** Another aside, never the same one twice. */
  write(): void {
    const { page, random, style } = this.#draft;
    const text = this.#left.pop();
    if (text === undefined) return;
    page.apart(() => page.line(text, '\n'));
    if (!random.chance(0.2)) return;
    page.apart(() => {
      page.line(otherSection(this.#draft));
      page.line(style.heading(3, 'Back to the plan'), '\n');
    });
  }
}

const otherThan = ({ random }: Draft, value: number): number => random.pick([2, 4, 8, 16].filter((each) => each !== value));

/** A section under a heading that sets it apart. */
function otherSection(draft: Draft): string {
  const { style, random, facts } = draft;
  const tp = otherThan(draft, valueOf(facts, 'tp'));
  const pp = random.pick([1, 2, 4]);
  const heading = style.heading(
    3,
    random.pick(['Baseline for comparison', 'Previous configuration', 'Alternative considered', 'Option 2 (rejected)']),
  );
  if (random.chance(0.3)) return `${heading}\n\n| TP | PP | GPUs |\n|---|---|---|\n| ${tp} | ${pp} | ${tp * pp} |\n`;
  return `${heading}\n\n${style.bullet} TP: ${tp}\n${style.bullet} PP: ${pp}\n${style.bullet} Throughput: ${random.int(10, 90) * 100} tokens/s\n`;
}

function sentences(draft: Draft): string[] {
  const { random, facts } = draft;
  const tp = valueOf(facts, 'tp');
  const other = otherThan(draft, tp);
  const gpus = valueOf(facts, 'gpus');
  const layers = valueOf(facts, 'layers');
  const digit = (): number => random.int(1, 9);
  const rate = random.int(18, 39) / 10;
  const [compute, wait] = [random.int(11, 40), random.int(2, 9)];
  return [
    // other set-ups
    `Compared with the baseline of TP=${other} and PP=${random.pick([1, 2, 4])}, communication drops by ${random.int(5, 60)}%.`,
    `An earlier draft used ${other}-way tensor parallelism; it was given up because all-reduce left the node.`,
    `Option B, not chosen: TP${other} with ${random.pick([2, 4, 8])} stages.`,
    `We moved from TP=${other} to TP=${tp} in March.`,
    `Why not TP=${other}? The matrices would be too ${other > tp ? 'small' : 'large'} for one GPU.`,
    `With ${random.pick([16, 32])} GPUs the same code reached ${random.int(70, 95)}% of the expected speed in the pilot.`,
    `If the cluster grew to ${gpus * 2} GPUs, the number of replicas could be doubled.`,
    `Llama 3 70B was served here before, with TP ${other} on a single node.`,
    `Anything below ${Math.max(2, gpus / 2)} GPUs would not hold the ${facts.mode === 'training' ? 'optimizer states' : 'KV cache'}.`,
    // goals and limits
    ...(facts.mode === 'inference'
      ? [`Target: first token within ${digit()} seconds, at most ${random.int(20, 90)} ms per token after that.`]
      : []),
    `The goal is at least ${random.int(30, 60)}% of peak; anything above ${random.int(61, 70)}% would be a surprise.`,
    // history, dates, names
    `Checkpoints are written every ${digit() * 250} steps and kept for ${random.int(3, 30)} days.`,
    `Reviewed on 2025-0${digit()}-1${digit()}; the next review is in week ${random.int(1, 52)}.`,
    `NCCL 2.${random.int(18, 27)} and CUDA 12.${random.int(1, 8)} are pinned.`,
    `See [issue ${random.int(100, 999)}](https://example.com/${random.int(100, 999)}) and section 4.2 of the runbook.`,
    `The settings live in \`configs/${facts.model.toLowerCase()}_v${digit()}.yaml\`, commit 4f${digit()}a${digit()}c1.`,
    `Job ${random.int(10000, 99999)} on partition gpu-${digit()} ran for ${random.int(10, 70)} hours.`,
    `Contact: on-call, phone ${random.int(1000, 9999)}; dashboards on port ${random.pick([3000, 8080, 9090])}.`,
    // recipe
    ...(facts.mode === 'training'
      ? [
          `The learning rate rises to ${digit()}e-4 over ${random.int(1, 4) * 500} steps and falls to a tenth by cosine; betas are 0.9 and 0.95.`,
          `Data: ${random.int(1, 15)}T tokens, of which ${random.int(5, 30)}% code; dropout 0.1.`,
        ]
      : []),
    `Prompts have 128-10240 tokens, answers ${random.int(100, 900)} on average.`,
    // measurements and arithmetic that holds
    `All-to-all takes ${digit()}.${digit()} ms per layer in the trace, all-reduce ${digit()}.${digit()} ms.`,
    `A step is ${compute} ms of compute + ${wait} ms of waiting = ${compute + wait} ms in the trace.`,
    `At $${rate.toFixed(2)} per GPU hour, ${gpus} GPUs cost $${(rate * gpus).toFixed(0)} an hour.`,
    `Each node has two CPUs with ${random.pick([48, 56, 64])} cores, 2 TB of memory and 8 network cards of 400 Gb/s.`,
    `Halving the sequence saves about ${random.int(30, 50)}% of the activation memory.`,
    `Stage 0 also holds the embedding, stage ${valueOf(facts, 'pp') - 1} the head.`,
    `Layer 0 to layer ${layers - 1} are alike.`,
    // notes
    `- [x] dry run on ${random.pick([1, 2])} nodes\n- [ ] soak test of ${random.int(24, 72)} hours`,
    `> Note: the loss spiked at step ${random.int(1, 90) * 100} and came back within ${random.int(2, 9)} steps.`,
    `If one node fails, the job restarts in about ${random.int(3, 12)} minutes from the last checkpoint.`,
    `Recomputation would cost ${random.int(20, 33)}% more compute and is off.`,
    `1. Warm up the caches.\n2. Start ${random.pick([1, 2])} canary.\n3. Roll out to ${random.pick([10, 25])}% of the traffic.`,
  ];
}

/** Tables, code and lists of their own. */
function blocks(draft: Draft): string[] {
  const { random, facts, style } = draft;
  const tp = valueOf(facts, 'tp');
  const pp = valueOf(facts, 'pp');
  const gpus = valueOf(facts, 'gpus');
  const speed = random.int(20, 60) * 100;
  return [
    `Scaling in the pilot:\n\n| GPUs | tokens/s | Efficiency |\n|---|---|---|\n| 8 | ${speed} | 100% |\n| 16 | ${Math.round(speed * 1.9)} | 95% |\n| 32 | ${Math.round(speed * 3.6)} | 90% |`,
    `Other layouts that were measured:\n\n| TP | PP | ms per step |\n|---|---|---|\n| 2 | 8 | ${random.int(400, 900)} |\n| 4 | 4 | ${random.int(400, 900)} |\n| 8 | 2 | ${random.int(400, 900)} |`,
    `Alternatives:\n\n${style.bullet} Option A: TP=${otherThan(draft, tp)}, PP=2: too slow\n${style.bullet} Option B: TP=1, PP=16: too many bubbles`,
    `Launch:\n\n\`\`\`bash\ntorchrun --nnodes $NNODES --nproc_per_node $GPUS_PER_NODE train.py \\\n  --tensor-model-parallel-size ${tp} \\\n  --pipeline-model-parallel-size ${pp} \\\n  --lr 3e-4 --train-iters ${random.int(10, 99)}000\n\`\`\``,
    `\`\`\`python\n# ranks of one tensor-parallel group\ngroup = [rank for rank in range(${gpus}) if rank // ${tp} == 0]\nassert len(group) == ${tp}\n\`\`\``,
    `| Milestone | Week | Owner |\n|---|---|---|\n| Dry run | ${random.int(1, 9)} | infrastructure |\n| Full run | ${random.int(10, 30)} | training |`,
    `| Risk | Likelihood | Loss |\n|---|---|---|\n| Node failure | ${random.int(2, 9)}% a day | ${random.int(5, 30)} minutes |\n| Slow link | ${random.int(1, 4)}% a day | ${random.int(1, 9)}% of speed |`,
    `Time of one layer in the trace:\n\n\`\`\`\nattention     ${random.int(1, 4)}.${random.int(1, 9)} ms\nFFN           ${random.int(2, 6)}.${random.int(1, 9)} ms\nall-reduce    0.${random.int(2, 9)} ms\n\`\`\``,
    `Degrees of product ${factors(facts).length > 1 ? 'and order of ranks' : ''}: ${factors(facts)
      .map((id) => id.toUpperCase())
      .join(', ')}, the first one fastest.`,
    `Roadmap:\n\n${style.bullet} Phase 1: this plan\n${style.bullet} Phase 2: ${gpus * 4} GPUs, with ${random.pick([2, 4])} times the replicas`,
  ];
}
