import { type Span, span } from '../text/span.ts';
import type { ConfigComment, ConfigNode } from './config-tree.ts';
import type { Bound } from './launch.ts';
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

const devices = String.raw`(?:[GN]PUs?|gpus?|(?:(?:NVIDIA |AMD )?(?:[HAVBL]\d{2,3}|GB\d{3}|MI\d{3}X?)s?(?:[ -]?\d{2,3} ?GB)?)(?: GPUs?)?)`;
/** Ways in which a comment says how many GPUs a config is for; a number per node is none. */
const said: readonly RegExp[] = [
  new RegExp(
    String.raw`\b(?:trained|preset|designed|tuned|configured|validated|parallelism|config(?:uration)?|meant) (?:on|for|with|using)? ?(?:a total of |about )?(\d{1,6}) ?[x×]? ?(?:\d+ ?GB )?${devices}(?!\s*(?:per|each|\/))`,
  ),
  new RegExp(String.raw`\bassuming (\d{1,6}) ${devices}(?!\s*(?:per|each|\/))`),
  new RegExp(String.raw`^[#\s]*(?:topology|total|world size)\s*[:=]\s*(\d{1,6}) ${devices}(?!\s*(?:per|each|\/))`, 'i'),
];

/** GPUs that comments or the file's name tell of: weak evidence, and none where they tell of several counts. */
export function toldGpus(comments: readonly ConfigComment[], path: string | null): Bound | undefined {
  const found: Bound[] = [];
  for (const { text, span: at } of comments) {
    if (text.length > 400) continue;
    for (const pattern of said) {
      const match = pattern.exec(text);
      if (!match?.[1]) continue;
      const start = at.start + text.indexOf(match[1], match.index);
      found.push({
        value: Number(match[1]),
        place: span(start, start + match[1].length),
        editable: false,
        weak: true,
        source: 'comment',
        inputs: [],
        parts: [],
      });
      break;
    }
  }
  const counts = new Set(found.map((bound) => bound.value));
  if (counts.size === 1) return found[0];
  if (counts.size > 1) return undefined;
  const name = path?.replace(/^.*[\\/]/, '') ?? '';
  const whole = /(?:^|[-_.])(\d{1,5})gpus?(?=[-_.]|$)/i.exec(name);
  const nodes = /(?:^|[-_.])(\d{1,4})n(\d{1,2})g(?=[-_.]|$)/i.exec(name);
  const value = nodes ? Number(nodes[1]) * Number(nodes[2]) : whole ? Number(whole[1]) : undefined;
  return value === undefined ? undefined : { value, place: null, editable: false, weak: true, source: 'comment', inputs: [], parts: [] };
}
