import { findAccelerator } from '../physics/gpus.ts';
import type { LaunchBuilder } from './builder.ts';
import { type ConfigNode, child, descendants, nodesAt } from './config-tree.ts';
import type { Bound, Words } from './launch.ts';
import { type Command, isSoft, type Word } from './shell.ts';
import { valueOf } from './values.ts';

/** Instance types of clouds and the accelerators in them, by the vendors’ pages of 2026. */
const instances: readonly (readonly [RegExp, string])[] = [
  [/^p3(?:dn)?\./, 'V100'],
  [/^p4d\./, 'A100-40GB'],
  [/^p4de\./, 'A100-80GB'],
  [/^p5\./, 'H100-80GB'],
  [/^p5en?\./, 'H200'],
  [/^p6-b200\./, 'B200'],
  [/^g4dn\./, 'T4'],
  [/^g5\./, 'A10G'],
  [/^g6\./, 'L4'],
  [/^g6e\./, 'L40S'],
  [/^a2-highgpu|^a2-megagpu/, 'A100-40GB'],
  [/^a2-ultragpu/, 'A100-80GB'],
  [/^a3-(?:high|mega|edge)gpu/, 'H100-80GB'],
  [/^a3-ultragpu/, 'H200'],
  [/^a4-highgpu/, 'B200'],
  [/^a4x-/, 'GB200'],
  [/^g2-standard/, 'L4'],
  [/^standard_nd96asr/, 'A100-40GB'],
  [/^standard_nd96amsr_a100/, 'A100-80GB'],
  [/^standard_nc\d+ads_a100/, 'A100-80GB'],
  [/^standard_nd96isr_h100/, 'H100-80GB'],
  [/^standard_nc\d+ads_h100/, 'H100-NVL'],
  [/^standard_nd96isr_h200/, 'H200'],
];

/** GKE’s names for parts that its own name does not tell by memory. */
const spelled: Readonly<Record<string, string>> = { 'nvidia-tesla-a100': 'A100-40GB', 'nvidia-h100-mega-80gb': 'H100-80GB' };

/** Labels of nodes that name the accelerator, as keys of a config are compared. */
const labels =
  /^(?:nvidia\.com\/gpu\.product|cloud\.google\.com\/gke_accelerator|amd\.com\/gpu\.product_name|(?:beta\.|node\.)?kubernetes\.io\/instance_type|node\.kubernetes\.io\/instance_type|karpenter\.k8s\.aws\/instance_gpu_name|gpu\.nvidia\.com\/(?:class|model))$/;
const tpuLabel = 'cloud.google.com/gke_tpu_accelerator';

const named = (text: string): string | undefined => {
  const words = text.toLowerCase();
  const instance = instances.find(([pattern]) => pattern.test(words));
  const name = instance?.[1] ?? spelled[words] ?? text;
  return findAccelerator(name) ? name : undefined;
};

/** The accelerator that a pod's node selector or affinity asks for; of several the largest. */
export function selectedAccelerator(group: ConfigNode): Words | undefined {
  const found: Words[] = [];
  for (const { text, place } of labelled(group, (key) => labels.test(key))) {
    const name = named(text);
    if (name) found.push({ text: name, place });
  }
  const memory = ({ text }: Words): number => findAccelerator(text)?.memory ?? 0;
  return found.reduce<Words | undefined>((best, next) => (best && memory(best) >= memory(next) ? best : next), undefined);
}

/** Devices that a framework sees for each TPU chip: two on Ironwood (tpu7x), one on v4 to v6e, whose cores act as one; undefined where no kind is named. */
export function devicesPerChip(group: ConfigNode): number | undefined {
  const kinds = labelled(group, (key) => key === tpuLabel).map(({ text }) => text);
  const counts = new Set(kinds.map((kind) => (/^tpu7x/.test(kind) ? 2 : /^tpu-v(?:4|5p|5-?lite|5e|6e)-/.test(kind) ? 1 : 0)));
  const [only] = counts;
  return counts.size === 1 && only ? only : undefined;
}

/** Values of labels that a pod asks its node to have: `nodeSelector`, and the `In` expressions of an affinity. */
function labelled(group: ConfigNode, wanted: (key: string) => boolean): { text: string; place: Words['place'] }[] {
  const out: { text: string; place: Words['place'] }[] = [];
  const take = (node: ConfigNode): void => {
    const value = valueOf(node);
    if (value.kind === 'text') out.push({ text: value.text, place: value.at });
  };
  for (const node of descendants(group)) {
    if (node.key === 'nodeSelector' || node.key === 'node_selector') for (const item of node.children) if (wanted(item.key)) take(item);
    if (node.key !== 'matchExpressions') continue;
    for (const item of node.children) {
      const key = child(item, 'key')?.text.replaceAll('-', '_') ?? '';
      if (wanted(key) && child(item, 'operator')?.text === 'In') for (const value of nodesAt(item, 'values[]')) take(value);
    }
  }
  return out;
}

const variables = ['CUDA_VISIBLE_DEVICES', 'ASCEND_RT_VISIBLE_DEVICES', 'HIP_VISIBLE_DEVICES', 'ROCR_VISIBLE_DEVICES'];

/** The devices that a variable lists: `0,1`. */
export function deviceList(word: Word): Bound | undefined {
  const list = /(?:^|=)(\d{1,3}(?:,\d{1,3})*)$/.exec(word.text)?.[1]?.split(',');
  return list && shown(new Set(list).size, word);
}

/** The devices that the command itself shows its engine: `CUDA_VISIBLE_DEVICES=0,1`, `docker run --gpus 2`. */
export function shownDevices(command: Command): Bound | undefined {
  for (const name of variables) {
    const word = command.environment.get(name);
    const found = word && /^\d/.test(word.text) ? deviceList(word) : undefined;
    if (found) return found;
  }
  const at = command.words.findIndex((word) => /(?:^|\/)(?:docker|podman|nerdctl)$/.test(word.text));
  return at < 0 ? undefined : ofContainer(command.words.slice(at + 1));
}

/** `--gpus 2`, `--gpus '"device=0,1"'`, `-e CUDA_VISIBLE_DEVICES=0,1`: a variable narrows down what the container is given. */
function ofContainer(words: readonly Word[]): Bound | undefined {
  let given: Bound | undefined;
  // podman: `--device nvidia.com/gpu=0`, once for each
  const named = words.filter(({ text }) => /^(?:--device=)?nvidia\.com\/gpu=\d{1,3}$/.test(text));
  if (named[0]) given = shown(new Set(named.map(({ text }) => text.slice(text.lastIndexOf('=')))).size, named[0]);
  for (const [index, word] of words.entries()) {
    if (/^(?:--env=)?(?:CUDA|HIP|ROCR|ASCEND_RT|NVIDIA)_VISIBLE_DEVICES=\d[\d,]*$/.test(word.text)) {
      const set = /^(?:-e|--env)$/.test(words[index - 1]?.text ?? '') || word.text.startsWith('--env=');
      if (set) return deviceList(word);
    }
    const match = /^--gpus(?:=(.*))?$/.exec(word.text);
    const valued = match?.[1] === undefined ? words[index + 1] : word;
    if (!match || !valued || given) continue;
    const value = (match[1] ?? valued.text).replaceAll('"', '');
    const ids = /^device=(\d{1,3}(?:,\d{1,3})*)$/.exec(value)?.[1]?.split(',');
    if (ids) given = shown(new Set(ids).size, valued);
    else if (/^\d{1,3}$/.test(value)) given = shown(Number(value), valued);
  }
  return given;
}

const shown = (value: number, word: Word): Bound => ({
  value,
  place: word.at,
  editable: false,
  weak: isSoft(word),
  source: 'written',
  inputs: [],
  parts: [],
});

/** A server that one command starts on devices of its own. With ranks on other nodes they are those of one node. */
export function onShownDevices(builder: LaunchBuilder, command: Command): void {
  const devices = shownDevices(command);
  if (!devices || devices.value < 1 || builder.has('gpus') || builder.has('gpus_per_pod')) return;
  builder.bound('gpus_per_pod', devices);
  if (builder.has('nodes') || builder.has('dp_local') || /ray/.test(builder.wordsOf('executor')?.text ?? '')) return;
  builder.bound('gpus', devices).room([devices.value]);
}
