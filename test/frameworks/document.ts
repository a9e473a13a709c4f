import type { Constraint } from '../../server/src/frameworks/constraint.ts';
import type { Dialect, Recognition } from '../../server/src/frameworks/dialect.ts';
import type { Engine } from '../../server/src/frameworks/engine.ts';
import { dialects, engines, slotName } from '../../server/src/frameworks/index.ts';
import type { Slot } from '../../server/src/frameworks/slots.ts';

/** docs/dialects.md, made from the descriptions that the program itself reads. */
export function dialectsDocument(): string {
  return [
    '# Dialects',
    '',
    '<!-- Made by `node scripts/generate-dialects.mjs --write` from server/src/frameworks; edits here are lost. -->',
    '',
    'The configs, commands and manifests that planwright reads as launches of a framework: what each is known by, where it keeps its numbers,',
    'and which hard rules its framework has. A dialect is a file of `server/src/frameworks/dialects`, an engine one of',
    '`server/src/frameworks/engines`. A new dialect is a file with its examples in `test/frameworks/fixtures`; the command above takes it in.',
    '',
    'Values that cannot be told (`{{ … }}`, `$VAR` without a value, `auto`, `???`) silence the rules that need them. Defaults count:',
    '`${TP:-8}` is 8 unless something else is known, and what rests on it is a warning at most. So is what rests on a number of GPUs that only a',
    'comment or the file’s name tells. A comment that divides the GPUs by EP where experts share the ranks of the other degrees is an error of',
    'its own: Megatron-LM’s guide has that formula, its code has not.',
    '',
    `## The ${dialects.length} dialects`,
    '',
    ...dialects.flatMap(dialectSection),
    `## The ${engines.length} engines`,
    '',
    ...engines.flatMap(engineSection),
    '## Rules that a document cannot decide',
    '',
    '| framework | rule | why it is not checked |',
    '|---|---|---|',
    ...engines.flatMap((engine) =>
      (engine.undecidable ?? []).map(
        ({ id, rule, why, source }) => `| ${engine.title} | ${cell(rule)} (${source ? link(source, id) : `\`${id}\``}) | ${cell(why)} |`,
      ),
    ),
    '',
    '## What the programs themselves said',
    '',
    '`scripts/referee/` lets a program judge generated configs and compares what it says with planwright: its own check is run, from a snapshot that is',
    'given by path, with stand-ins for what needs torch (`python3 scripts/referee/…`). Python 3 is enough; it runs by hand, not with the tests.',
    '',
    '| program | run on | configs | both accept | both refuse | refused, not told | accepted, told | its words quoted | command |',
    '|---|---|--:|--:|--:|--:|--:|--:|---|',
    '| Accelerate 1.15.0, `ParallelismConfig` | 2026-11-30 | 2,000 | 842 | 1,158 | 0 | 0 | 1,158 of 1,158 | `accelerate.py FOLDER --seed 1` |',
    '| TRL 1.13.0, `GRPOConfig.__post_init__` | 2026-11-30 | 2,000 | 763 | 1,237 | 0 | 0 | 1,237 of 1,237 | `trl.py FOLDER --seed 1` |',
    '| torchtitan 0119de15 (reads TOML), `ParallelDims._validate` | 2026-11-30 | 2,000 | 596 | 1,404 | 0 | 0 | 880 of 880 | `torchtitan.py FOLDER --seed 1` |',
    '| vLLM 00193b82, `ParallelConfig` | 2026-11-30 | 2,000 | 1,061 | 939 | 0 | 0 | 939 of 939 | `vllm.py FOLDER --seed 1` |',
    '| verl 10f413d3 and 0123a352, `validate_config`, `ActorConfig.validate` | 2026-11-30 | 2,000 | 949 | 1,051 | 0 | 0 | 1,051 of 1,051 | `verl.py FOLDER --seed 1` |',
    '| DeepSpeed 029f12b3, `_batch_assertion` | 2026-11-30 | 2,000 | 1,221 | 779 | 0 | 0 | 779 of 779 | `deepspeed.py FOLDER --seed 1` |',
    '| Megatron-LM 000c4ac2, `validate_args` (degrees, batch, stages), layouts of 00caa53a | 2026-11-30 | 2,000 | 1,004 | 996 | 0 | 0 | 996 of 996 | `megatron.py FOLDER --seed 1` |',
    '',
    'What the first runs showed and what was mended: an expert TP that is neither 1 nor TP (torchtitan), EPLB on one rank (vLLM), older micro-batches and a',
    'mini-batch above the train batch with batches cut by tokens, which verl takes (told as an error before), batches of which one factor is left out',
    '(DeepSpeed), one response per prompt (TRL), layers per virtual stage and virtual stages of a layout (Megatron-LM). Of refusals without words of their',
    'own none can be quoted. Of torchtitan, vLLM, verl, DeepSpeed and Megatron-LM only the judging functions were at hand, read at the named commits;',
    'the two others ran from their wheels. Our own examples of Accelerate, torchtitan, verl, DeepSpeed and TRL are judged in the same run: each broken one is',
    'refused, each good one taken.',
    '',
    'Where the rules of other programs come from is told beside each: read at the named commit, or from the report of a failed launch. Of SGLang',
    'were read its checks of arguments (`server_args.py` at 001067ff, `parallel_hook.py` at 008b79d2, `moe_hook.py` at 003b6ade) and the attention of',
    'Qwen3 (01b5f572), which others share; of vLLM its `ParallelConfig` (00193b82), `ModelConfig` (0052a5b8) and `SchedulerConfig` (01230b40).',
    '',
  ].join('\n');
}

function dialectSection(dialect: Dialect): string[] {
  const own = [...new Set([...(dialect.roles ?? []).map((role) => role.engine), ...(dialect.engines ?? [])])];
  return [
    `### ${dialect.title}`,
    '',
    dialect.summary,
    '',
    ...(dialect.recognise.length > 0 ? [`- known by: ${dialect.recognise.map(recognition).join('; or ')}`] : []),
    `- hardware: ${dialect.hardware}`,
    ...(dialect.includes
      ? [
          `- other files: ${dialect.includes.map(({ key, kind }) => (kind === 'parents' ? `those that ${code(key)} names, below its own values` : `the one that ${code(key)} names`)).join(', ')}; only of the same project`,
        ]
      : []),
    `- engine${own.length > 1 ? 's' : ''}: ${own.map((engine) => `[${engine.title}](#${anchor(heading(engine))})`).join(', ')}`,
    ...(dialect.silent ? [`- silent: ${dialect.silent}`] : []),
    '',
  ];
}

const code = (text: string): string => `\`${text}\``;

function recognition({ kind, api, keys, without, language }: Recognition): string {
  const parts = [
    ...(kind
      ? [
          `\`kind: ${kind.source
            .replace(/^\^|\$$/g, '')
            .replaceAll('(?:', '(')
            .replaceAll('|', ' | ')}\``,
        ]
      : []),
    ...(api
      ? [
          `\`apiVersion: ${api.source
            .replace(/^\^|\$$/g, '')
            .replaceAll('(?:', '(')
            .replaceAll('\\', '')}\``,
        ]
      : []),
    ...(keys ?? []).map((paths) => paths.split('|').map(code).join(' or ')),
    ...(without ? [`none of ${without.map(code).join(', ')}`] : []),
    ...(language ? [language.toUpperCase()] : []),
  ];
  return parts.join(', ');
}

const expertParallel: Readonly<Record<Engine['expertParallel'], string>> = {
  folded: 'folded: no factor; experts share the ranks of the other degrees',
  'inside-data': 'inside data parallelism: no factor; EP divides DP',
  factor: 'a factor of its own',
  derived: 'follows from the other degrees, or runs inside of TP',
  none: 'none',
};

const heading = (engine: Engine): string => `${engine.title} (${engine.id})`;
const anchor = (title: string): string =>
  title
    .toLowerCase()
    .replaceAll(/[^a-z0-9 _-]/g, '')
    .replaceAll(' ', '-');

function engineSection(engine: Engine): string[] {
  const names = Object.entries(engine.numbers).filter(([, spelled]) => (spelled ?? []).length > 0);
  const defaults = Object.entries(engine.defaults ?? {});
  return [
    `### ${heading(engine)}`,
    '',
    `- GPUs: ${engine.world}`,
    `- expert parallelism: ${expertParallel[engine.expertParallel]}`,
    ...(names.length > 0
      ? [
          `- arguments: ${names
            .map(
              ([slot, spelled]) =>
                `${slotName(slot as Slot)} ${(spelled ?? [])
                  .slice(0, 3)
                  .map((name) => code(name.replaceAll('_', '-')))
                  .join(' or ')}`,
            )
            .join(', ')}`,
        ]
      : []),
    ...(defaults.length > 0 ? [`- defaults: ${defaults.map(([slot, value]) => `${slotName(slot as Slot)} ${value}`).join(', ')}`] : []),
    '',
    ...(engine.constraints.length > 0
      ? ['| rule | severity | it stops with |', '|---|---|---|', ...engine.constraints.map(constraintRow), '']
      : []),
  ];
}

const constraintRow = (constraint: Constraint): string =>
  `| ${cell(constraint.rule)}${versions(constraint)} (${link(constraint.source, constraint.id)}${readAt(constraint)}) | ${constraint.severity} | ${constraint.dies === null ? '' : cell(constraint.dies)} |`;

/** The version that the rule was read at, or the report that tells of it. */
function readAt({ source, since = '' }: Constraint): string {
  if (/read at|run with/.test(since)) return '';
  const pinned = /^[\w.-]+\/[\w.-]+@(\S+)/.exec(source)?.[1];
  const report = /github\.com\/([\w.-]+\/[\w.-]+)\/(?:issues|pull)\/(\d+)/.exec(source);
  return pinned ? `, read at ${pinned}` : report ? `, reported in ${report[1]} ${report[2]}` : '';
}

const versions = ({ since, until }: Constraint): string =>
  `${since ? `, since ${cell(since)}` : ''}${until ? `, until ${cell(until)}` : ''}`;

const cell = (text: string): string => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');

/** `owner/repo@commit path:10-20` as a link to the lines; a release by its tag. */
export function link(source: string, text: string): string {
  const label = `\`${text}\``;
  if (source.startsWith('https://')) return `[${label}](${source})`;
  const pinned = /^([\w.-]+\/[\w.-]+)@([0-9a-f]{6,40}|v[\d.]+) (\S+?)(?::(\d+)(?:-(\d+))?(?:,[\d,-]+)?)?(?: .*)?$/.exec(source);
  if (pinned) {
    const [, repo, commit, file, from, to] = pinned;
    return `[${label}](https://github.com/${repo}/blob/${commit}/${file}${from ? `#L${from}${to ? `-L${to}` : ''}` : ''})`;
  }
  const floating = /^([\w.-]+\/[\w.-]+) (\S+\.\w+)(?: .*)?$/.exec(source);
  return floating ? `[${label}](https://github.com/${floating[1]}/blob/main/${floating[2]})` : `${label} (${source})`;
}
