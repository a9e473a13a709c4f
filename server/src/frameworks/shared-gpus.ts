import type { LaunchBuilder } from './builder.ts';
import { vllm } from './engines/vllm.ts';
import type { Command, Word } from './shell.ts';

/** Servers that run beside each other on one GPU: what the others take of its memory is not there for the last. */

/** A vLLM on devices that are known. */
export interface Share {
  readonly builder: LaunchBuilder;
  readonly ids: readonly string[];
  /** Which devices it gets is told by no name but by the order in which they are given out: a doubt. */
  readonly guessed: boolean;
}

/** What the servers above a launch take together of the memory of a device that it shares with them: 0.9 each where nothing is said. */
export function together(shares: readonly Share[]): void {
  for (const [index, { builder, ids, guessed }] of shares.entries()) {
    const others = shares.slice(0, index).filter((other) => other.ids.some((id) => ids.includes(id)));
    const taken = others.map((other) => (other.builder.has('memory_fraction') ? other.builder.value('memory_fraction') : 0.9));
    if (others.length === 0 || taken.includes(undefined)) continue;
    const hundredths = taken.reduce<number>((sum, share) => sum + Math.round((share ?? 0) * 100), 0);
    builder.bound('shared_percent', {
      value: hundredths,
      place: null,
      editable: false,
      weak: guessed || others.some((other) => other.guessed),
      source: 'derived',
      inputs: [],
      parts: [],
    });
  }
}

const listed = /^\d{1,3}(?:,\d{1,3})*$/;
const variables = ['CUDA_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ASCEND_RT_VISIBLE_DEVICES'];

/** Devices that an environment shows; null where it shows some that are not known, undefined where it shows all. */
export function shownIds(
  environment: ReadonlyMap<string, Word>,
  names: readonly string[] = variables,
): readonly string[] | null | undefined {
  for (const name of names) {
    const word = environment.get(name);
    if (word) return !word.unknown && listed.test(word.text) ? word.text.split(',') : null;
  }
  return undefined;
}

/** A server without a list of devices takes the first ones. */
export function firstIds(builder: LaunchBuilder): readonly string[] | undefined {
  let needed = 1;
  for (const slot of ['tp', 'pp', 'dp'] as const) {
    if (builder.has(slot) && builder.value(slot) === undefined) return undefined;
    needed *= Math.max(1, builder.value(slot) ?? 1);
  }
  return needed > 0 && needed <= 64 ? Array.from({ length: needed }, (_, index) => String(index)) : undefined;
}

/** What starts a server on the machine itself: not `ssh`, `srun`, `kubectl`, which may start it on another. */
const here =
  /^(?:exec |sudo |nohup |setsid |time |stdbuf \S+ |numactl (?:\S+ )*?|taskset \S+ \S+ |env (?:\S+=\S* )*)*(?:uv run |python\S* -m vllm|(?:\S*\/)?vllm serve|(?:\S*\/)?(?:docker|podman|nerdctl) run )/;

/** Devices of a server that a command starts, where they can be told. */
function shareOf(builder: LaunchBuilder, { words, environment, open }: Command): Share | undefined {
  const text = words.map((word) => word.text).join(' ');
  if (builder.engine !== vllm || open || !here.test(text)) return undefined;
  // sleeping servers give their memory back; ranks of others, Ray and the CPU choose devices of their own
  if (
    /--(?:enable-sleep-mode|device|data-parallel-(?:rank|start-rank|address|hybrid-lb|external-lb)|node-rank|nnodes|headless|kv-cache-memory)|ray\b/.test(
      text,
    )
  )
    return undefined;
  if (/^(?:\w+ )?(?:docker|podman|nerdctl) run /.test(text)) {
    const asked = /--gpus[= ]["']?(?:device=(\d[\d,]*)|(all|\d+))/.exec(text);
    const inside = /(?:-e|--env)[= ](?:CUDA|NVIDIA)_VISIBLE_DEVICES/.test(text);
    if (!asked || inside) return undefined;
    const ids = asked[1]?.split(',') ?? firstIds(builder);
    return ids && { builder, ids, guessed: true };
  }
  const shown = shownIds(environment);
  const needed = firstIds(builder);
  // of the devices that it is shown it takes the first ones
  const ids = shown === null || !needed ? undefined : (shown?.slice(0, needed.length) ?? needed);
  return ids && { builder, ids, guessed: true };
}

/** Servers that a script leaves running, and those that it starts beside them. */
export function besideEachOther(started: readonly { readonly command: Command; readonly builder: LaunchBuilder }[]): void {
  const stages = new Map<number, { readonly share: Share; readonly left: boolean }[]>();
  for (const { command, builder } of started) {
    if (!command.job) continue;
    const share = shareOf(builder, command);
    if (!share) continue;
    const others = stages.get(command.job.stage) ?? [];
    together([...others.filter(({ left }) => left).map((other) => other.share), share]);
    others.push({ share, left: command.job.left });
    stages.set(command.job.stage, others);
  }
}
