import { span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { type Command, offsetIn, type Word } from './shell.ts';
import type { Slot } from './slots.ts';

/** Arguments of vLLM that are JSON: `--kv-transfer-config '{…}'`, `--speculative-config '{…}'`, their quotes perhaps escaped once more. */
export function readJsonFlags(builder: LaunchBuilder, command: Command): void {
  for (const [index, word] of command.words.entries()) {
    const match = /^--(kv[-_]transfer[-_]config|speculative[-_]config|rope[-_]scaling)(=|$)/.exec(word.text);
    if (!match?.[1]) continue;
    const value = match[2] === '=' ? word : command.words[index + 1];
    const from = match[2] === '=' ? match[0].length : 0;
    if (value?.text[from] !== '{') continue;
    if (match[1].startsWith('kv')) connector(builder, value, from);
    else if (match[1].startsWith('rope')) stretchedTo(builder, value);
    else put(builder, 'draft_tp', value, /draft_tensor_parallel_size\\?"\s*:\s*(\d{1,5})/.exec(value.text), 0);
  }
}

/** The shares that a KV connector is told of: those of the command's own role have to be the command's. */
function connector(builder: LaunchBuilder, word: Word, from: number): void {
  const role = /kv_role\\?"\s*:\s*\\?"kv_(producer|consumer)/.exec(word.text)?.[1];
  if (!role) return;
  const name = role === 'producer' ? 'prefill' : 'decode';
  const part = new RegExp(String.raw`\b${name}\\?"\s*:\s*\{([^{}]*)\}`).exec(word.text.slice(from));
  if (!part?.[1]) return;
  const at = from + part.index + part[0].length - part[1].length - 1;
  put(builder, 'connector_tp', word, /\btp_size\\?"\s*:\s*(\d{1,5})/.exec(part[1]), at);
  put(builder, 'connector_dp', word, /\bdp_size\\?"\s*:\s*(\d{1,5})/.exec(part[1]), at);
  builder.words('connector_role', { text: name, place: word.at });
}

/** YaRN and its kin stretch the positions that a model was made for by a factor. */
function stretchedTo(builder: LaunchBuilder, word: Word): void {
  const factor = Number(/\bfactor\\?"\s*:\s*(\d+(?:\.\d+)?)/.exec(word.text)?.[1]);
  const original = Number(/\boriginal_max_position_embeddings\\?"\s*:\s*(\d+)/.exec(word.text)?.[1]);
  const positions = factor * original;
  if (!/yarn|linear|dynamic/i.test(word.text) || !Number.isInteger(positions)) return;
  builder.bound('positions', { value: positions, place: word.at, editable: false, weak: false, source: 'derived', inputs: [], parts: [] });
}

function put(builder: LaunchBuilder, slot: Slot, word: Word, match: RegExpExecArray | null, at: number): void {
  if (!match?.[1]) return;
  const start = offsetIn(word, at + match.index + match[0].length - match[1].length);
  const digits = start < 0 ? null : span(start, start + match[1].length);
  builder.number(slot, { kind: 'number', written: { value: Number(match[1]), digits, at: digits ?? word.at, soft: false } });
}
