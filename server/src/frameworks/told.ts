import { findAccelerator } from '../physics/gpus.ts';
import type { LaunchBuilder } from './builder.ts';
import type { ConfigComment } from './config-tree.ts';
import { gpusAlone, toldHardware } from './hardware.ts';
import type { Script } from './shell.ts';

/** What comments and headings around a script tell of its hardware. */

/** A comment of the script names the kind of GPU: weak evidence, and none where there are several. */
export function onToldAccelerator(builders: readonly LaunchBuilder[], scripts: readonly Script[]): void {
  const told = scripts.flatMap(({ comments }) => comments.flatMap(({ text, at }) => toldHardware({ text, span: at }) ?? []));
  const named = told.map(({ accelerator }) => accelerator).filter(({ text }) => findAccelerator(text));
  const [only] = named;
  if (!only || new Set(named.map(({ text }) => text)).size > 1) return;
  for (const builder of builders) if (!builder.wordsOf('accelerator')) builder.words('accelerator', only).switch('accelerator_told', true);
}

/** Counts that place a launch: where one is given, no comment is asked. */
const placing = ['gpus', 'nodes', 'gpus_per_node', 'gpus_per_pod', 'dp_local'] as const;

/**
 * The only launch of a script on the GPUs that a comment, its heading or the file's name tells of: weak evidence, and none where they tell of
 * several counts, or where other nodes take part.
 */
export function onToldGpus(
  builders: readonly LaunchBuilder[],
  scripts: readonly Script[],
  around: { readonly heading: ConfigComment | null; readonly path: string | null },
): void {
  const [builder] = builders;
  if (!builder || builders.length > 1 || placing.some((slot) => builder.has(slot)) || builder.wordsOf('executor')) return;
  const comments = scripts.flatMap((script) => script.comments).map(({ text, at }) => ({ text, span: at }));
  const told = gpusAlone([...comments, ...(around.heading ? [around.heading] : [])], around.path);
  if (told) builder.bound('gpus', told);
}

const devicesTold = /\b(\d{1,6})(?:[ -]?[x×]?[ -]?(?:NVIDIA |AMD )?[A-Z]{1,3}\d{2,3}X?)? ?(?:GPUs?|gpus?|NPUs?|张|卡)/g;

/** A comment or the heading tells of more GPUs than one node has: the number of nodes is only left out of the command. */
export function moreAround(perNode: number | undefined, texts: readonly string[]): boolean {
  if (perNode === undefined) return false;
  return texts.some((text) =>
    [...text.slice(0, 400).matchAll(devicesTold)].some((told) => Number(told[1]) > perNode && Number(told[1]) % perNode === 0),
  );
}
