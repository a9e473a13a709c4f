import { anyOf } from '../lexicon/matcher.ts';
import { roleWords } from '../lexicon/roles.ts';

/** Up to four words that say nothing of how two figures are tied: with an auxiliary another clause begins. */
const word = String.raw`(?!(?:and|or|but|with|plus|while|whereas|then|from|to|vs|versus|against|if|of|can|could|would|should|may|might|must|does|did|和|与|到|至) )[^\s()\[\],;:.=<>≤≥→|✓✗+×/#-]+`;
export const words = `(?:${word} ){0,4}`;

/** `gap` with W for filler words; gaps begin and end with a blank. */
export const gap = (source: string): RegExp => new RegExp(`^ ${source.replaceAll('W', words)}$`, 'u');

const changeWord = anyOf(roleWords.change);
export const changed = new RegExp(changeWord, 'iu');

/** `12 of them 8.2 h`: what the pronoun stands for is no figure. */
const of = '(?:out of|(?<!(?:on top|instead) )of|/|占)(?! (?:them|these|those|which|it) )';
const versus = '(?:vs\\.?|versus|against|compared to|compared with|relative to|vs \\.|对比|相比)';

export const gaps = {
  /** `A of the B`, `A out of B`, `A/B`. */
  of: gap(`W${of} W`),
  /** `A vs B`. */
  against: gap(`W${versus} W`),
  /** Opens the parenthesis that the next figure stands in, with a word or two before it: `(i.e. 12 %`. */
  openWith: gap(String.raw`W\( W(?:[=:+-] )?`),
  /** `A → B`, `A to B`. */
  to: gap('W(?:→|to|->|到|至|降至|升至|降到|升到|down to|up to) W'),
  /** `A → B is a cut of`. */
  amounts: gap(`W(?:is|was|are|means|gives|makes|=|:|,|—|–|即|为) (?:a |an |the )?W?(?:${changeWord}) (?:of |by |了)?`),
  /** `…, down 28 %`, `, a cut of 28 %`. */
  told: gap(`W(?:/ [^ ]+ )?(?:,|;|:|—|–) (?:a |an |the |or |i . e . |that is )?(?:${changeWord}) (?:of |by |了)?`),
  over: gap(`W(?:${changeWord}) W(?:over|than|below|above|under|vs|versus|against|of|compared to|compared with|relative to|from|beyond) W`),
} as const;

/** What may stand behind a percentage in its parenthesis where it tells of a change. */
export const closesChange = new RegExp(
  String.raw`^ (?:(?:${changeWord}|overall|relative|net|total|in all|rel|\.) ){0,3}(?:\)|,|;|$)`,
  'iu',
);
export const closes = /^ (?:[^\s()#]+ ){0,4}(?:\)|$)/u;
