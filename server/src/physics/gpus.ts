/** Catalog of accelerators, as data. Dense peaks (no structured sparsity). */
import { acceleratorRows } from './catalog-data.ts';

export interface Accelerator {
  readonly name: string;
  /** Bytes as marketed: decimal, per package. */
  readonly memory: number;
  /** Bytes that a framework sees before its own context, per package. */
  readonly usable: number;
  /** `usable` was read from a running device or a log, not carried over from a sibling or a typical value: only then may it back an error. */
  readonly usableMeasured: boolean;
  /** Bytes per second. */
  readonly bandwidth: number;
  /** Peak dense FLOP per second by number format; null where the format has no matrix units. */
  readonly peak: { readonly bf16: number | null; readonly fp16: number | null; readonly fp8: number | null; readonly fp4: number | null };
  /** Accelerators joined by the fast link (NVLink, xGMI, ICI): beyond it tensor parallelism is slow. */
  readonly scaleUpDomain: number;
  /** Devices that a framework sees per package: an MI250X is two of 64 GB. */
  readonly devices: number;
  /** Bytes per second of the fast link, one direction; null where it is not known. */
  readonly link: number | null;
  /** Announced by its vendor, not seen yet: nothing that rests on it is an error. */
  readonly announced: boolean;
  /** One memory for CPU and accelerator: the system takes its part of it. */
  readonly shared: boolean;
  readonly source: string;
}

/** Name, chips as written, form, GB, usable GiB, TB/s, TFLOP/s in bf16, fp16, fp8, fp4, scale-up domain, devices, source, measured. */
type Row = readonly [
  string,
  string,
  string,
  number,
  number,
  number,
  number | null,
  number | null,
  number | null,
  number | null,
  number,
  number,
  number,
  boolean?,
];

const sources = [
  'vendor datasheet',
  'stas00/ml-engineering compute/accelerator/README.md @744d01e',
  'torchtitan benchmarks/llama3_h100_202412_torchtitan.md @b5bcd76',
  'arXiv:2412.19437 (DeepSeek-V3: 2048 H800; NVLink 160 GB/s effective)',
  'ai-dynamo/aiconfigurator systems @095f58a',
  'nvidia-smi memory.total',
  'arXiv:2506.12708 (CloudMatrix384: 752 TFLOPS BF16, 128 GB, 3.2 TB/s per 910C package)',
  'NVIDIA T4 datasheet',
  'NVIDIA A30 datasheet',
  'NVIDIA A40 datasheet',
  'NVIDIA RTX A6000 datasheet',
] as const;

// biome-ignore format: a table, one row an accelerator
const rows: readonly Row[] = [
  ['A100-40GB', 'a100', '', 40, 39.59, 1.555, 312, 312, null, null, 8, 1, 0],
  ['A100-80GB', 'a100', '', 80, 79.15, 2.039, 312, 312, null, null, 8, 1, 1, true],
  ['A800-80GB', 'a800', '', 80, 79.15, 2.039, 312, 312, null, null, 8, 1, 0, true],
  ['H100-SXM', 'h100', 'sxm', 80, 79.18, 3.35, 989, 989, 1979, null, 8, 1, 1, true],
  ['H100-PCIe', 'h100', 'pcie', 80, 79.1, 2, 756, 756, 1513, null, 8, 1, 1, true],
  ['H100-NVL', 'h100', 'nvl', 94, 93.1, 3.94, 835, 835, 1671, null, 2, 1, 0],
  ['H100-96GB', 'h100', '', 96, 95, 2.4, 989, 989, 1979, null, 8, 1, 2],
  ['H800', 'h800', '', 80, 79.1, 3.35, 989, 989, 1979, null, 8, 1, 3, true],
  ['H20', 'h20', '', 96, 95.1, 4, 148, 148, 296, null, 8, 1, 0],
  ['H200', 'h200', '', 141, 139.8, 4.8, 989, 989, 1979, null, 8, 1, 1, true],
  ['GH200-96GB', 'gh200', '', 96, 94.5, 4, 989, 989, 1979, null, 1, 1, 1],
  ['B200', 'b200', '', 180, 178.35, 8, 2250, 2250, 4500, 9000, 8, 1, 1, true],
  ['B300', 'b300|blackwellultra', '', 288, 268, 8, 2250, 2250, 4500, 12600, 8, 1, 1, true],
  ['GB200', 'gb200', '', 186, 184.3, 8, 2500, 2500, 5000, 10000, 72, 1, 1, true],
  ['GB300', 'gb300', '', 288, 276.8, 8, 2500, 2500, 5000, 15000, 72, 1, 1, true],
  ['L4', 'l4', '', 24, 22.03, 0.3, 121, 121, 242, null, 1, 1, 4],
  ['L40S', 'l40s', '', 48, 44.39, 0.864, 362, 362, 733, null, 1, 1, 1, true],
  ['A10', 'a10|a10g', '', 24, 22.06, 0.6, 125, 125, null, null, 1, 1, 0],
  ['V100-16GB', 'v100', '', 16, 15.77, 0.9, null, 125, null, null, 8, 1, 0],
  ['V100-32GB', 'v100', '', 32, 31.74, 0.9, null, 125, null, null, 8, 1, 0],
  ['RTX 4090', 'rtx4090|4090', '', 24, 23.5, 1.008, 165, 165, 330, null, 1, 1, 5, true],
  ['RTX 5090', 'rtx5090|5090', '', 32, 31.36, 1.792, 209, 209, 419, null, 1, 1, 5, true],
  ['RTX PRO 6000 Blackwell', 'rtxpro6000|pro6000|rtx6000pro', '', 96, 94.9, 1.792, 468, 468, 936, 1871, 1, 1, 4, true],
  ['MI250X', 'mi250x|mi250', '', 128, 127.96, 3.28, 383, 383, null, null, 8, 2, 1, true],
  ['MI300X', 'mi300x|mi300', '', 192, 191.69, 5.3, 1307, 1307, 2615, null, 8, 1, 1, true],
  ['MI325X', 'mi325x|mi325', '', 256, 255.98, 6, 1307, 1307, 2615, null, 8, 1, 1],
  ['MI350X', 'mi350x', '', 288, 287.98, 8, 2300, 2300, 4600, null, 8, 1, 1, true],
  ['MI355X', 'mi355x', '', 288, 287.98, 8, 2500, 2500, 5000, 10100, 8, 1, 1, true],
  ['Gaudi2', 'gaudi2|hl225', '', 96, 94.6, 2.46, 432, 432, 865, null, 8, 1, 1],
  ['Gaudi3', 'gaudi3|hl325l', '', 128, 126.5, 3.7, 1677, 459, 1677, null, 8, 1, 1],
  ['TPU v4', 'tpuv4|v4tpu', '', 32, 30.75, 1.2, 275, null, null, null, 4096, 1, 1],
  ['TPU v5e', 'tpuv5e|v5e|v5litepod|tpuv5lite|v5lite|ct5lp', '', 16, 15.75, 0.82, 197, null, null, null, 256, 1, 1],
  ['TPU v5p', 'tpuv5p|v5p', '', 95, 95.74, 2.76, 459, null, null, null, 8960, 1, 1],
  ['TPU v6e', 'tpuv6e|v6e|trillium|ct6e', '', 32, 31.25, 1.64, 918, null, 918, null, 256, 1, 1],
  ['TPU v7x', 'tpuv7x|tpu7x|ironwood|tpuv7|tpu7', '', 192, 189, 7.37, 2307, null, 4614, null, 9216, 1, 1],
  ['Ascend 910B', 'ascend910b|910b|910b1|910b2|910b3|atlas800t', '', 64, 60.9, 1.6, 313, 313, null, null, 8, 1, 0],
  ['Ascend 910C', 'ascend910c|910c|atlas900|atlas800a3|cloudmatrix384|cloudmatrix', '', 128, 122, 3.2, 752, 752, null, null, 384, 2, 6, true],
  ['Trainium2', 'trainium2|trn2', '', 96, 95, 2.9, 667, 667, 1299, null, 64, 1, 1],
  ['T4', 't4', '', 16, 14.75, 0.32, null, 65, null, null, 1, 1, 7],
  ['A30', 'a30', '', 24, 23.5, 0.933, 165, 165, null, null, 2, 1, 8],
  ['A40', 'a40', '', 48, 44.4, 0.696, 149.7, 149.7, null, null, 2, 1, 9],
  ['RTX A6000', 'rtxa6000|a6000', '', 48, 47.5, 0.768, 154.8, 154.8, null, null, 2, 1, 10],
];

const tera = (value: number | null): number | null => (value === null ? null : value * 1e12);

/** Bytes per second of the fast link of a family, one direction. stas00/ml-engineering network/README.md @744d01e. */
const links: readonly (readonly [RegExp, number])[] = [
  [/^(?:GB|B)[23]00/, 900e9],
  [/^H800/, 160e9],
  [/^A800/, 200e9],
  [/^(?:H100|H200|H20|GH200)/, 450e9],
  [/^A100/, 300e9],
  [/^V100/, 150e9],
  [/^MI3/, 448e9],
  [/^MI250/, 350e9],
  [/^Gaudi/, 300e9],
];

export const accelerators: readonly Accelerator[] = /* @__PURE__ */ [
  ...rows.map(
    ([name, , , gb, gib, tbs, bf16, fp16, fp8, fp4, scaleUpDomain, devices, source, usableMeasured = false]): Accelerator => ({
      name,
      memory: gb * 1e9,
      usable: gib * 2 ** 30,
      usableMeasured,
      bandwidth: tbs * 1e12,
      peak: { bf16: tera(bf16), fp16: tera(fp16), fp8: tera(fp8), fp4: tera(fp4) },
      scaleUpDomain,
      devices,
      link: links.find(([family]) => family.test(name))?.[1] ?? null,
      announced: false,
      shared: false,
      source: sources[source] ?? '',
    }),
  ),
  ...acceleratorRows.map(
    (row): Accelerator => ({
      name: row.name,
      memory: row.memoryGB * 1e9,
      usable: row.usableGiB === null ? row.memoryGB * 1e9 : row.usableGiB * 2 ** 30,
      usableMeasured: row.measured,
      bandwidth: (row.bandwidthTB ?? 0) * 1e12,
      peak: { bf16: tera(row.bf16), fp16: tera(row.fp16), fp8: tera(row.fp8), fp4: tera(row.fp4) },
      scaleUpDomain: row.domain ?? 1,
      devices: 1,
      link: row.linkGB === null ? null : row.linkGB * 1e9,
      announced: row.announced,
      shared: row.shared === true,
      source: row.source,
    }),
  ),
];

/** Every accelerator with the words that name it: chips as written together, and the form factor. */
const named: readonly { readonly accelerator: Accelerator; readonly chips: readonly string[]; readonly form: string }[] = accelerators.map(
  (accelerator, i) => ({
    accelerator,
    chips: rows[i]?.[1].split('|') ?? acceleratorRows[i - rows.length]?.chips ?? [],
    form: rows[i]?.[2] ?? '',
  }),
);

/** `8 × 4090`, `4090 GPUs`: a number by itself is a chip's name only where nothing else is counted. */
const isChipNumber = (words: readonly string[], at: number, run: string): boolean =>
  words[at] === run &&
  (words[at + 1] === undefined || /^(?:gpus?|cards?|d|ti|super|24gb|32gb|24|32)$/.test(words[at + 1] ?? '')) &&
  !/^(?:per|gpu|gpus)$/.test(words[at - 1] ?? '');

/** Every accelerator that a name may mean, by chip, then by the form factor and memory that the name carries. */
export function findAccelerators(name: string, options: { readonly memory?: number | null } = {}): readonly Accelerator[] {
  if (name.length > 120) return [];
  const words =
    name
      .toLowerCase()
      .replace(/^\s*\d+\s*[x×*]\s*/, '')
      .match(/[a-z0-9]+/g) ?? [];
  // Names are written apart and together: "RTX 4090", "TPU v5p", "Gaudi 3".
  const spelled = new Set(
    words.flatMap((word, i) =>
      [word, word + (words[i + 1] ?? ''), word + (words[i + 1] ?? '') + (words[i + 2] ?? '')].filter(
        (run) => !/^\d+$/.test(run) || isChipNumber(words, i, run),
      ),
    ),
  );
  // of two chips that a name spells, the longer is meant: "H20-3e" is no H20
  const spelledBy = ({ chips }: (typeof named)[number]): number => Math.max(0, ...chips.filter((chip) => spelled.has(chip)).map(lengthOf));
  const longest = Math.max(0, ...named.map(spelledBy));
  if (longest === 0) return [];
  let found = named.filter((candidate) => spelledBy(candidate) === longest);
  const sizes = words.flatMap((word) => /^(\d{2,3})(?:gb|g|gib)$/.exec(word)?.[1] ?? []).map(Number);
  const bare = words.flatMap((word) => /^(\d{2,3})$/.exec(word)?.[1] ?? []).map(Number);
  const ofSize = (wanted: readonly number[]): typeof found =>
    found.filter(({ accelerator }) => wanted.some((size) => Math.abs(accelerator.memory / 1e9 - size) <= 0.08 * size));
  if (options.memory || sizes.length > 0) {
    // a size that no row has is another board: nothing is known of it
    found = ofSize(options.memory ? [options.memory / 1e9] : sizes);
  } else {
    const kept = ofSize(bare);
    if (kept.length > 0) found = kept;
  }
  const form = words.flatMap((word) => /^(sxm|pcie|nvl)\d*$/.exec(word)?.[1] ?? [])[0];
  if (form) {
    const formed = found.filter((candidate) => candidate.form === form);
    if (formed.length > 0) found = formed;
  }
  return found.map(({ accelerator }) => accelerator);
}

const lengthOf = (chip: string): number => chip.length;

/**
 * The accelerator of that name: `8×H100`, `NVIDIA_H100`, `A100-40GB`, `Tesla T4`, `GB200`. `options.memory` (bytes) tells variants apart where
 * the document states it elsewhere. A bare name with several memory sizes (`A100`) gives the largest, so that nothing is said not to fit
 * that might; of equal ones the first in the catalog, the SXM part. Null where unknown.
 */
export function findAccelerator(name: string, options: { readonly memory?: number | null } = {}): Accelerator | null {
  const found = findAccelerators(name, options);
  const usual = found.filter((accelerator) => !special.has(accelerator.name));
  const pool = usual.length > 0 ? usual : found;
  return pool.reduce<Accelerator | null>((best, next) => (best === null || next.memory > best.memory ? next : best), null);
}

/** Parts that a bare chip name does not mean. */
const special: ReadonlySet<string> = new Set(['H100-96GB', 'H100-NVL', 'H20-141GB', 'GH200-144GB', 'RTX 4090D 48GB']);

/** Peak dense FLOP per second for a format, or null. 8- and 4-bit integers count as the float of that width. */
export function peakFlops(accelerator: Accelerator, format: string): number | null {
  if (/4/.test(format) && !/bf|14/.test(format)) return accelerator.peak.fp4;
  if (/8/.test(format)) return accelerator.peak.fp8;
  return format.includes('bf') ? accelerator.peak.bf16 : (accelerator.peak.fp16 ?? accelerator.peak.bf16);
}
