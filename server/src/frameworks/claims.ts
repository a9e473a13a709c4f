import { type Span, span } from '../text/span.ts';
import type { Launch, LaunchComment } from './launch.ts';
import { type Slot, slotSymbol } from './slots.ts';

/** What a comment says of the launch that it stands at, and the launch does not have. */
export interface StaleClaim {
  readonly span: Span;
  readonly message: string;
  /** The number that the launch has. */
  readonly correct: string;
  /** Slot whose places show it; null where that is `shows`. */
  readonly slot: Slot | null;
  readonly shows?: Span;
}

interface Claim {
  readonly slot: Slot;
  readonly value: number;
  readonly at: Span;
}

const names: readonly (readonly [words: string, slot: Slot])[] = [
  ['tp|tensor[ -]parallel(?:ism)?', 'tp'],
  ['pp|pipeline[ -]parallel(?:ism)?', 'pp'],
  ['cp|context[ -]parallel(?:ism)?', 'cp'],
  ['ep|expert[ -]parallel(?:ism)?', 'ep'],
  ['dp|data[ -]parallel(?:ism)?', 'dp'],
];
const name = names.map(([words]) => words).join('|');
/** `tp=4`, `TP 4`, `TP4xPP2`, `tensor parallel size: 4` */
const degree = new RegExp(
  String.raw`(?:(?<![\w.$-])|(?<=\dx))(${name})(?:[ _]?(?:size|degree))?(?:\s*[=:]\s*|\s+|)(\d{1,5})(?=x(?:tp|pp|cp|ep|dp)|(?![\w.%]|\s*(?:gpus?|nodes?)\b))`,
  'gi',
);
/** Words of another set-up: one that was tried, one that is possible, a bound, a rule. */
export const elsewhere =
  /\b(?:oom|out of memory|runs? out|fail(?:s|ed)?|crash\w*|validated|verified|tested|measured|instead|alternativ\w*|options?|could|would|may|might|can|e\.?g|example|default|previous\w*|old|older|was|were|before|vs|versus|if|when|for|unless|reduce|increase|lower|raise|todo|must|should|needs?|requires?|only|min(?:imum)?|max(?:imum)?|bound|up to|at least|at most|without|not|no|never|or|than|each|per|supports?|baseline|reference|assert\w*|because|since|so that|switch|change|set|try|use|near(?:by)?|another|other|similar|completed|earlier|formerly|from|until|paper|originally|initial(?:ly)?|start|instead|suggest\w*|recommend\w*|e\.g)\b|[?%∞<≤≥|]|[如若当或则]|例|推荐|建议|可以|需要|至少|最多|之前|原来|测试|显存|不足|改为|默认/i;
/** What is run, or would be: a line of a program that is switched off, or how the file is used. */
const program =
  /(?:^|\s)--?\w|[$`]|\.(?:sh|py|sbatch|ya?ml|toml|json|slurm)\b|\b(?:bash|sh|python3?|torchrun|sbatch|srun|vllm|docker|deepspeed|make|SBATCH|PBS)\b|^[#\s]*!/;
/** `Layout: TP 4, PP 4`; under any other label stands a set-up of its own. */
const ownLabel =
  /^(?:[#/;\s-]*(?:(?:the |this |our |current )?(?:model |training |serving )?(?:estimated?|layout|parallelism|parallel(?:isation|ization)?|config(?:uration)?|degrees?|mesh|topology|set ?up|launch|plan|strategy|run|并行策略?|配置|布局)s?|\d+ (?:nodes?|GPUs?)(?:[ ,x×*]+\d+ (?:nodes?|GPUs?))?)\s*)?$/i;
/** A comment of more words beside its degrees tells a story. */
const mostWords = 4;

/** The degrees that a comment tells of this very launch; none where it speaks of another, or is a line of config that is switched off. */
export function degreesClaimed(comment: string, start: number): Claim[] {
  // what follows from the degrees is another matter
  const text = comment.split(/->|→|=>/, 1)[0] ?? '';
  if (text.length > 200 || elsewhere.test(text) || program.test(text) || /^[#\s]*[a-z_][\w.-]*\s*:(?:\s|$)/.test(text)) return [];
  const out: Claim[] = [];
  for (const match of text.matchAll(degree)) {
    const digits = match[2] ?? '';
    const at = start + match.index + match[0].lastIndexOf(digits);
    const slot = names.find(([words]) => new RegExp(`^(?:${words})$`, 'i').test(match[1] ?? ''))?.[1];
    if (slot) out.push({ slot, value: Number(digits), at: span(at, at + digits.length) });
  }
  if (new Set(out.map(({ slot }) => slot)).size < Math.max(out.length, 2)) return [];
  const rest = text.replace(degree, ' ');
  // a product of bare figures is an equation, which is read as one
  if (/\d\s*[×*·x]|[×*·]\s*\d|\bx\s*\d/.test(rest)) return [];
  const before = text.slice(0, text.search(degree)).split(/[:：]/);
  if (before.length > 1 && !ownLabel.test(before.slice(0, -1).join(':'))) return [];
  return wordsIn(rest.replace(/(?:张量|流水线|上下文|专家|数据)并行(?:度|数)?/g, ' ')) > mostWords ? [] : out;
}

/** Whether a comment is a layout in short, of this launch or of another: no figures of a plan to be read one by one. */
export const namesDegrees = (comment: string): boolean =>
  new Set([...comment.matchAll(degree)].map(([, word = '']) => word.toLowerCase())).size >= 2 &&
  !/=\s*\d[\d,]*\s*(?:GPUs?\b|$)/i.test(comment.replace(degree, ' '));

/** Two characters of Chinese are about a word. */
const wordsIn = (text: string): number => (text.match(/\p{Script=Han}{1,2}|[^\P{L}\p{Script=Han}]{2,}/gu) ?? []).length;

/** Comments that tell other degrees than the launch has. The setting is the truth: the doubt is at the comment. */
export const staleClaims = (launch: Launch): StaleClaim[] => degreesTold(launch).flatMap((claim) => staleIn(launch, claim) ?? []);

/** Degrees that comments tell as the launch has them: they follow it. */
export const agreedClaims = (launch: Launch): Claim[] =>
  degreesTold(launch).filter(({ slot, value }) => {
    const bound = launch.get(slot);
    return bound?.source === 'written' && bound.value === value;
  });

/** The degrees that comments tell of a launch. */
function degreesTold(launch: Launch): Claim[] {
  return withoutChoices(
    (launch.input.comments ?? []).map((comment) => ({ claims: claimedIn(comment), follows: comment.above !== undefined })),
  ).flat();
}

interface ToldClaims {
  readonly claims: readonly Claim[];
  /** On the line below the one before. */
  readonly follows: boolean;
}

/** The claims of each comment, without those of which the next line tells otherwise: what may be chosen from. */
export const withoutChoices = (told: readonly ToldClaims[]): readonly (readonly Claim[])[] =>
  told.map(({ claims, follows }, index) => {
    const next = told[index + 1];
    const isChoice = (follows && isOneOfSeveral(claims, told[index - 1]?.claims)) || (next?.follows && isOneOfSeveral(claims, next.claims));
    return isChoice ? [] : claims;
  });

/** Whether a comment goes on from one that tells of another set-up: in its sentence, or introduced by it. */
export const isIntroduced = (above: string): boolean =>
  elsewhere.test(above) &&
  /(?:[:：,，(–-]|\b(?:with|of|at|in|on|to|as|by|and|or|used?|ran|run|was|were|is|has|had|tried|example|options?))\s*$/i.test(above);

function claimedIn({ text, at, above }: LaunchComment): Claim[] {
  if (above !== undefined && isIntroduced(above)) return [];
  return degreesClaimed(text, at.start);
}

/** `8 GPUs: TP 4, PP 2` above `16 GPUs: TP 8, PP 2`: what may be chosen from. */
const isOneOfSeveral = (claims: readonly Claim[], others: readonly Claim[] | undefined): boolean =>
  claims.some(({ slot, value }) => others?.some((other) => other.slot === slot && other.value !== value));

function staleIn(launch: Launch, { slot, value, at }: Claim): StaleClaim | undefined {
  const bound = launch.get(slot);
  if (!bound || bound.weak || bound.value === value || bound.source === 'comment') return undefined;
  // what follows from a number of GPUs that is only told is no measure
  if (bound.source === 'default' && value !== 1) return undefined;
  return {
    span: at,
    message: `the comment tells of ${slotSymbol(slot)} ${value}; ${bound.source === 'derived' ? 'by its settings the launch has' : 'the launch has'} ${slotSymbol(slot)} ${bound.value}`,
    correct: String(bound.value),
    slot,
  };
}
