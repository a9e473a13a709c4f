import type { Draft } from './draft.ts';
import { valueOf } from './numbers.ts';

/** Numbers that are not the plan's: other set-ups, goals, history, dates. Nothing of it may be reported. */
export class Noise {
  readonly #draft: Draft;
  readonly #left: string[];

  constructor(draft: Draft) {
    this.#draft = draft;
    this.#left = draft.random.shuffle(asides(draft));
  }

  /** Another aside, never the same one twice. */
  write(): void {
    const { page, random, style, facts } = this.#draft;
    const text = this.#left.pop();
    if (text === undefined) return;
    page.apart(() => page.line(text, '\n'));
    if (!random.chance(0.25)) return;
    const other = otherThan(this.#draft, valueOf(facts, 'tp'));
    page.apart(() => {
      const shape = random.pick(['list', 'list', 'table'] as const);
      page.line(style.heading(3, random.pick(['Baseline for comparison', 'Previous configuration', 'Alternative considered', 'Option 2 (rejected)'])), '\n');
      if (shape === 'table') page.line(`| TP | PP | GPUs |\n|---|---|---|\n| ${other} | ${random.pick([1, 2, 4])} | ${other * 8} |\n`);
      else page.line(`${style.bullet} TP: ${other}\n${style.bullet} PP: ${random.pick([1, 2, 4])}\n${style.bullet} Throughput: ${random.int(10, 90) * 100} tokens/s\n`);
      page.line(style.heading(3, 'Back to the plan'), '\n');
    });
  }
}

const otherThan = ({ random }: Draft, value: number): number => random.pick([2, 4, 8, 16].filter((each) => each !== value));

function asides(draft: Draft): string[] {
  const { random, facts } = draft;
  const tp = valueOf(facts, 'tp');
  const other = otherThan(draft, tp);
  const digit = (): number => random.int(1, 9);
  return [
    `Compared with the baseline of TP=${other} and PP=${random.pick([1, 2, 4])}, communication drops by ${random.int(5, 60)}%.`,
    `Target: first token within ${digit()} seconds, at most ${random.int(20, 90)} ms per token after that.`,
    `An earlier draft used ${other}-way tensor parallelism; it was given up because all-reduce left the node.`,
    `Checkpoints are written every ${digit() * 250} steps and kept for ${random.int(3, 30)} days.`,
    `Reviewed on 2025-0${digit()}-1${digit()}; the next review is in week ${random.int(1, 52)}.`,
    `NCCL 2.${random.int(18, 27)} and CUDA 12.${random.int(1, 8)} are pinned.`,
    `All-to-all takes ${digit()}.${digit()} ms per layer in the trace, all-reduce ${digit()}.${digit()} ms.`,
    `Option B, not chosen: TP${other} with ${random.pick([2, 4, 8])} stages.`,
    `We moved from TP=${other} to TP=${tp} in March.`,
    `- [x] dry run on ${random.pick([1, 2])} nodes\n- [ ] soak test of ${random.int(24, 72)} hours`,
    `With ${random.pick([16, 32])} GPUs the same code reached ${random.int(70, 95)}% of the expected speed in the pilot.`,
    `> Note: the loss spiked at step ${random.int(1, 90) * 100} and came back within ${random.int(2, 9)} steps.`,
    `See [issue ${random.int(100, 999)}](https://example.com/${random.int(100, 999)}) and section 4.2 of the runbook.`,
    `If one node fails, the job restarts in about ${random.int(3, 12)} minutes from the last checkpoint.`,
  ];
}
