import { type Span, span } from '../text/span.ts';
import type { ConfigComment, ConfigNode } from './config-tree.ts';
import type { Bound, Words } from './launch.ts';
import { valueOf } from './values.ts';

/** `H100:8`, `nvidia-gpu-l4:8`, `8xH100`, `A100-80GB`: a kind of accelerator and how many of it. */
export interface Accelerators {
  readonly name: string;
  readonly count: number;
  /** The digits of the count; the whole text where no count is written. */
  readonly place: Span;
  readonly counted: boolean;
}

export function acceleratorsOf(text: string, at: Span): Accelerators | null {
  const lead = text.length - text.trimStart().length;
  const words = text.trim();
  const start = at.start + lead;
  const behind = /^([A-Za-z][\w. +-]*?)\s*:\s*(\d{1,5})$/.exec(words);
  if (behind?.[1] && behind[2])
    return {
      name: behind[1],
      count: Number(behind[2]),
      place: span(start + words.length - behind[2].length, start + words.length),
      counted: true,
    };
  const before = /^(\d{1,5})\s*[x×*]\s*([A-Za-z][\w. -]*)$/.exec(words);
  if (before?.[1] && before[2])
    return { name: before[2], count: Number(before[1]), place: span(start, start + before[1].length), counted: true };
  if (/^[A-Za-z][\w. -]*$/.test(words)) return { name: words, count: 1, place: span(start, start + words.length), counted: false };
  return null;
}

export const boundOf = (found: Accelerators): Bound => ({
  value: found.count,
  place: found.place,
  editable: found.counted,
  weak: false,
  source: 'written',
  inputs: [],
  parts: [],
});

/**
 * Alternatives of a launch: `accelerators: {H100:8, A100-80GB:8}`, a list, or one text. Null where none can be told.
 * In a flow map `{H100:8, A100:8}` YAML reads `H100:8` as a key without a value.
 */
export function alternatives(node: ConfigNode | undefined): Accelerators[] | null {
  if (!node) return null;
  if (node.children.length === 0) {
    const value = valueOf(node);
    const found = value.kind === 'text' ? acceleratorsOf(value.text, value.at) : null;
    return found ? [found] : null;
  }
  const out: Accelerators[] = [];
  for (const item of node.children) {
    const value = valueOf(item);
    if (item.key !== '' && item.label) {
      const written = item.label;
      const count = value.kind === 'number' ? value.written : undefined;
      const found = count
        ? { name: item.key, count: count.value, place: count.digits ?? written, counted: count.digits !== null }
        : acceleratorsOf(item.key.replaceAll('_', '-'), written);
      if (!found) return null;
      out.push(found);
    } else {
      const found = value.kind === 'text' ? acceleratorsOf(value.text, value.at) : null;
      if (!found) return null;
      out.push(found);
    }
  }
  return out.length > 0 ? out : null;
}

const weakly = { editable: false, weak: true, source: 'comment', inputs: [], parts: [] } as const;

const devices = String.raw`(?:[GN]PUs?|gpus?|(?:(?:NVIDIA |AMD )?(?:[HAVBL]\d{2,3}[SG]?|GB\d{3}|MI\d{3}X?|(?:GeForce )?RTX (?:A|PRO )?\d{4}(?: ?(?:Ti|Ada))?)s?(?:[ -]?\d{2,3} ?GB)?)(?: GPUs?)?)`;
/** Ways in which a comment says how many GPUs a config is for; a number per node is none. */
const said: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:trained|preset|designed|tuned|configured|validated|parallelism|config(?:uration)?|meant) (?:on|for|with|using)? ?(?:a total of |about )?(\d{1,6}) ?[x×]? ?(?:\d+ ?GB )?${devices}(?!\s*(?:per|each|\/))`,
  ),
  new RegExp(String.raw`\bassuming (\d{1,6}) ${devices}(?!\s*(?:per|each|\/))`),
  new RegExp(String.raw`^[#\s]*(?:topology|total|world size)\s*[:=]\s*(\d{1,6}) ${devices}(?!\s*(?:per|each|\/))`, 'i'),
];

/** `# 8 GPUs`, `# 1 node, 8 GPUs`, `# 4 nodes, 32 x A100 80GB`, `# 2 nodes of 8 GPUs`: a comment that says nothing else. */
const header = new RegExp(
  String.raw`^[#\s]*(?:runs? on |needs? |requires? |for |on )?(?:a )?(?:(\d{1,4}|one|two|four|single)[ -]nodes?( of|,? with| ?[x×]|,|:)? ?)?(\d{1,6}|one|a|single|two|four|eight) ?[x×]? ?(?:NVIDIA |AMD )?(${devices}(?: (?:PCIe|SXM\d?|NVL))?(?: ?\d{2,3} ?GB)?)( each| per node)?[.\s]*$`,
);
const words: Readonly<Record<string, number>> = { one: 1, a: 1, single: 1, two: 2, three: 3, four: 4, eight: 8 };
/** As many GPUs as a node has at most, where a comment does not say whether it counts one node or all. */
const mostOfNode = 8;

interface Told {
  readonly count: number;
  readonly place: Span;
  readonly accelerator: Words;
}

/** `# 单机 8 卡`, `# 8卡`, `# 2机16卡`: the cards of all machines together. */
const chinese =
  /^[#\s]*(?:(?:单机|单节点|(\d{1,4}) ?(?:机|节点))[,，、 ]*)?(\d{1,6}) ?(?:张)?[ ]?(?:([A-Z]{1,3}\d{2,4}\w?)[ ]?)?(?:卡|GPU)[\s。]*$/;

function toldInChinese(text: string, at: Span): Told | undefined {
  const match = chinese.exec(text);
  if (!match?.[2]) return undefined;
  const [nodes, count] = [Number(match[1] ?? 1), Number(match[2])];
  // eight cards on two machines may be those of each
  if (nodes > 1 && (count <= mostOfNode || count % nodes !== 0)) return undefined;
  const start = at.start + text.lastIndexOf(match[2]);
  const place = span(start, start + match[2].length);
  return { count, place, accelerator: { text: match[3] ?? 'GPU', place } };
}

/** What a comment says that tells hardware alone, in brackets at its end, or behind its first comma or colon. */
export function toldHardware(comment: ConfigComment): Told | undefined {
  const { text, span: at } = comment;
  const aside = text.length > 200 ? null : (/\(([^()]{4,60})\)[.\s]*$/.exec(text) ?? /^[^,;:()]{3,80}[,;:] ?([^()]{4,80})$/.exec(text));
  const from = aside?.[1] === undefined ? 0 : aside.index + aside[0].indexOf(aside[1]);
  return alone(comment) ?? (aside?.[1] === undefined ? undefined : alone({ text: aside[1], span: span(at.start + from, at.end) }));
}

function alone({ text, span: at }: ConfigComment): Told | undefined {
  const here = /卡/.test(text) && text.length <= 120 ? toldInChinese(text, at) : undefined;
  if (here) return here;
  const match = text.length > 120 ? null : header.exec(text);
  if (!match?.[3] || !match[4]) return undefined;
  const nodes = match[1] ? (words[match[1]] ?? Number(match[1])) : 1;
  const per = match[5] !== undefined || /of|with|x|×/.test(match[2] ?? '');
  const count = words[match[3]] ?? Number(match[3]);
  if (nodes > 1 && !per && (count <= mostOfNode || count % nodes !== 0)) return undefined;
  const start = at.start + text.indexOf(match[3], match[1] ? text.indexOf(match[1]) + match[1].length : 0);
  const name = at.start + text.indexOf(match[4]);
  return {
    count: per ? count * nodes : count,
    place: span(start, start + match[3].length),
    accelerator: { text: match[4], place: span(name, name + match[4].length) },
  };
}

/** More ways, of which the last number counts all GPUs: `(2 nodes / 16 GPUs)`, `8 nodes x 8 H100-80GB = 64 GPUs`, `Usage (8-GPU)`. */
const counted: readonly RegExp[] = [
  /\(\d{1,4} nodes? ?\/ ?(\d{1,6}) GPUs\)/,
  /\b\d{1,4} nodes? ?[x×] ?\d{1,2} ?[\w-]* ?= ?(\d{1,6}) GPUs\b/,
  /\b(?:usage|run|to run|requires?|needs?):? \(?(\d{1,5})[- ]GPUs?\b/i,
  /\b(\d{1,6}) (?:\w+ )?GPUs \(\d{1,4} nodes/,
  /\bon (\d{1,6}) (?:[A-Z]\w{2,4} )?GPUs?\b(?! ?(?:per|each|\/))/,
  /\((\d{1,6}) GPUs\)/,
  /\b(?:single|one) (\d{1,2})[- ]GPU (?:node|machine|server|box|host)\b/i,
];
const usage =
  /\b(?:torchrun|torch\.distributed\.run|automodel|primus-cli)\b[^\n]*--nproc[-_]per[-_]node[= ](\d{1,3})\b|\baccelerate launch\b[^\n]*--num[-_]processes[= ](\d{1,4})\b/;

/** GPUs of a comment that counts them beside other words, or shows how the file is used. */
function told(comment: ConfigComment): Bound | undefined {
  const { text, span: at } = comment;
  const hardware = toldHardware(comment);
  if (hardware) return { ...weakly, value: hardware.count, place: hardware.place };
  for (const pattern of [...said, ...counted]) {
    const match = pattern.exec(text);
    if (!match?.[1]) continue;
    const start = at.start + match.index + match[0].lastIndexOf(match[1]);
    return { ...weakly, value: Number(match[1]), place: span(start, start + match[1].length) };
  }
  const command = usage.exec(text);
  const nodes = /--nnodes[= ](\d{1,4})\b/.exec(text)?.[1];
  const digits = command?.[1] ?? command?.[2];
  if (!command || !digits || (/--nnodes/.test(text) && !nodes)) return undefined;
  const start = at.start + command.index + command[0].length - digits.length;
  return { ...weakly, value: Number(digits) * Number(nodes ?? 1), place: span(start, start + digits.length) };
}

/** GPUs that comments or the file's name tell of: weak evidence, and none where they tell of several counts. */
export function toldGpus(comments: readonly ConfigComment[], path: string | null): Bound | undefined {
  const found = comments.flatMap((comment) => (comment.text.length > 400 ? [] : (told(comment) ?? [])));
  const counts = new Set(found.map((bound) => bound.value));
  if (counts.size === 1) return found[0];
  return counts.size > 1 ? undefined : namedGpus(path);
}

/** GPUs that comments tell of which say nothing else, or the file's name. */
export function gpusAlone(comments: readonly ConfigComment[], path: string | null): Bound | undefined {
  const found = comments.flatMap((comment) => toldHardware(comment) ?? []);
  const [first] = found;
  if (!first) return namedGpus(path);
  return found.every(({ count }) => count === first.count) ? { ...weakly, value: first.count, place: first.place } : undefined;
}

/** `llama-16gpus.yaml`, `70b_4n8g.sh`: four nodes of eight. */
function namedGpus(path: string | null): Bound | undefined {
  const name = path?.replace(/^.*[\\/]/, '') ?? '';
  const whole = /(?:^|[-_.])(\d{1,5})gpus?(?=[-_.]|$)/i.exec(name);
  const nodes = /(?:^|[-_.])(\d{1,4})n(\d{1,2})g(?=[-_.]|$)/i.exec(name);
  const value = nodes ? Number(nodes[1]) * Number(nodes[2]) : whole ? Number(whole[1]) : undefined;
  return value === undefined ? undefined : { ...weakly, value, place: null };
}
