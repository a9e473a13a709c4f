import { devices, machines } from './things.ts';

/**
 * What is counted, under one name for what goes by several: eight cards are eight GPUs. Data alone. A noun that is not listed is a kind of
 * its own.
 */
const synonyms: readonly (readonly [string, readonly string[]])[] = [
  ['gpu', [...devices]],
  // an instance of a service spans machines, and a worker is one GPU as often as one of them
  ['node', [...machines].filter((each) => each !== 'instance' && each !== 'worker')],
  ['replica', ['replica', 'copy', 'dp', '副本']],
  ['stage', ['stage', 'pp', '阶段']],
  ['tp', ['tp']],
  ['ep', ['ep']],
  ['cp', ['cp']],
  ['layer', ['layer', '层']],
  ['head', ['head', '头']],
  ['expert', ['expert', '专家']],
  ['token', ['token', 'context']],
  ['sequence', ['sequence', 'sample', 'seq', 'prompt', 'batch', 'gbs', 'mbs', '序列', '样本']],
  ['request', ['request', 'req', '请求']],
  ['step', ['step', 'iteration', 'iter', '步']],
  ['micro-batch', ['microbatch', 'micro-batch', 'micro_batch']],
  ['parameter', ['parameter', 'param', '参数']],
];

const known: ReadonlyMap<string, string> = new Map(synonyms.flatMap(([kind, words]) => words.map((word) => [word, kind])));

/** `H100s`, `MI300X`, `A100-80GB`: a GPU by its name. */
const card = /^(?:h|a|b|l|gb|gh|mi)\d{2,3}[a-z]?s?$/;

/** The kind that a noun, singular and lower case, counts. */
export const kindOf = (noun: string): string => known.get(noun) ?? (card.test(noun) ? 'gpu' : noun);

export const isKnownKind = (noun: string): boolean => known.has(noun) || card.test(noun);

/** What splits another thing is a count of ranks there, and nowhere else: heads over TP 8 are heads per GPU. */
export const ranksOf: ReadonlyMap<string, { readonly as: string; readonly split: readonly string[] }> = new Map([
  ['tp', { as: 'gpu', split: ['head', 'kv-head'] }],
  ['ep', { as: 'gpu', split: ['expert'] }],
  ['stage', { as: 'gpu', split: ['layer'] }],
  ['cp', { as: 'chunk', split: ['token'] }],
]);

/** Times that something is told by: `per day`, `an hour`. Seconds. */
export const periods: ReadonlyMap<string, number> = new Map([
  ['s', 1],
  ['sec', 1],
  ['second', 1],
  ['minute', 60],
  ['min', 60],
  ['hour', 3600],
  ['hr', 3600],
  ['h', 3600],
  ['day', 86_400],
  ['week', 604_800],
]);

/** Words that end what is counted: the verb of its clause, or an adverb before it. */
export const verbs: ReadonlySet<string> = new Set(
  'made gave did does do got had held needed reached handled handles moved moves sent sends kept keeps took last lasts lasted amount amounts saved wrote ran deliver delivers serve serves generate generates draw draws burn burns produce produces process processes occupy occupies put puts reach reaches leave leaves leaving give gives giving make makes making mean means need needs needed take takes taking get gets remain remains require requires yield yields cost costs total totals equal equals fit fits run runs ran use uses used using have has host hosts hold holds handle handles split splits spread spreads form forms add adds stay stays go goes went become becomes correspond corresponds translate translates therefore thus hence so then this that which every all about only exactly roughly just still now must can will would should was were be been than as but while if when where because since after before during within without through via between among under over above below against apart plus minus times allocated distributed sharded divided assigned processed generated produced trained served deployed dedicated idle unused active free left spare'.split(
    ' ',
  ),
);
