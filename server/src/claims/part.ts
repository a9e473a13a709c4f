import { singular } from '../text/singular.ts';
import type { Atom, Line } from './atoms.ts';

/** A figure told of each of several: what it counts, and what each of them is, singular; null where the words leave it open. */
export interface Part {
  readonly counted: string | null;
  /** `gpu` of `4 experts per GPU`; null of `4 experts each`, which is each of what stands before. */
  readonly holder: string | null;
}

const word = String.raw`[^\s()\[\],;:.=<>≤≥→|✓✗+×/#-]+`;
const nouns = `((?:(?!(?:and|or|of|in|for|with|are|is|to) )${word} ){0,3}?)`;
/** Behind the figure: `experts per GPU`, `heads a card`, `experts on each GPU`, `GPUs/node`. */
const perBehind = new RegExp(
  `^ ${nouns}(?:(?:on|in|for|to) )?(?:per|each|every|a|an|/) (?:single |one )?(?!(?:total|few|bit|lot|half|third|quarter|maximum|minimum|single|new|more|whole|step|time|with|of|for|and|at|on|in|to|from|is|are) )(${word}) `,
  'u',
);
const eachBehind = new RegExp(`^ ${nouns}(?:each|apiece)(?= [,.;:)(→=]| $)`, 'u');
/** Before it: `each GPU holds 2 experts`, `a stage has 4 layers`, `每卡 12 个专家`. */
const perBefore = new RegExp(`(?:^| )(?:each|every|per) (?!of )(${word}) (?:(?:${word}) ){0,3}$`, 'u');
const eachBefore = / each (?:with|having|holding|of) $/u;
const chinese = /每 ?(\p{Script=Han}{1,3}|[a-z]+)(?: (?:有|为|放|是|:|上))? $/u;

/** How the figure at `index` of a line is told of each; undefined where it is not. */
export function partAt(line: Line, index: number): Part | undefined {
  const atom = line.atoms[index] as Atom;
  const behind = `${line.gaps[index + 1] ?? ' '}`;
  const per = perBehind.exec(behind);
  if (per) return { counted: lastStem(per[1]), holder: singular(per[2] as string) };
  const each = eachBehind.exec(behind);
  if (each) return { counted: lastStem(each[1]), holder: null };
  const before = line.gaps[index] ?? ' ';
  const counted = thingOf(atom).at(-1);
  if (eachBefore.test(before)) return { counted: counted ? singular(counted) : null, holder: null };
  const told = perBefore.exec(before);
  // `24 KB per page gives 2,000 pages`: per what stands before belongs to that
  const own = told && (index === 0 || !/(?:^| )per /.test(told[0])) ? told : chinese.exec(before);
  const holder = own?.[1];
  return holder ? { counted: counted ? singular(counted) : null, holder: singular(holder) } : undefined;
}

/** The words of what a figure counts, up to the first small one: `attention heads` of `64 attention heads over 8 GPUs`. */
export function thingOf({ noun }: Atom): readonly string[] {
  const end = noun.findIndex((each) => small.has(each));
  const things = end < 0 ? noun : noun.slice(0, end);
  return things.some((each) => han.test(each)) ? things.map(bareHan).filter((each) => each !== '') : things;
}

const han = /\p{Script=Han}/u;

/** `个阶段` without its measure word, `层分成` without the verb that follows it. */
const bareHan = (word: string): string =>
  word.replace(/(?:平均|均匀)?(?:分成|分为|分到|分布|拆成|切成).*$/u, '').replace(/^[个台张块条份](?=\p{Script=Han})/u, '');

const lastStem = (phrase: string | undefined): string | null => {
  const last = phrase?.trim().split(' ').at(-1);
  return last ? singular(last) : null;
};

const small: ReadonlySet<string> = new Set(
  'across over on in of for with and per each to into by total available are is at from or split divided distributed spread sharded partitioned apiece every use uses used has have holds hold takes runs gets needs match matches matching matched equal equals divide divides perfectly evenly'.split(
    ' ',
  ),
);
