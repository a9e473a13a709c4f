import type { Document, Statement } from '../document/document.ts';
import { compare, type Comparison } from '../notation/evaluate.ts';
import { type Chain, type Expression, hasName, hasOperator, type Item, type NumberExpression, type Single } from '../notation/expression.ts';
import { bytesOfFormat } from '../notation/formats.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { splitGlued, isSymbol } from '../notation/symbols.ts';
import type { Token } from '../notation/token.ts';
import { isCount, sameDimension } from '../notation/unit.ts';
import { span, type Span } from '../text/span.ts';
import { labelSense, type Sense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { isDegree, quantity, type QuantityId } from '../vocabulary/quantities.ts';
import { derivationsBelow } from './below.ts';
import { distributionIn } from './distributed.ts';
import { mayspell, writtenDegrees } from './degree-notations.ts';
import { type ClusterPhrase, clusterPhrase } from './cluster.ts';
import { commentDerivations } from './comments.ts';
import { type Context, contextOf, degreeIn } from './context.ts';
import type { Claim, Facts, Inequality, Mention } from './model.ts';
import { type Reading, readStatement, slice } from './reading.ts';
import { fits } from './fits.ts';
import { nounWords } from './noun-words.ts';
import { isContrast, type Scenario, scenariosOf } from './scenario.ts';

/** Reads every statement and says of every number what it is, as far as its place and its words tell. Those that a dialect has read are skipped. */
export function bind(document: Document, skipped: (statement: Statement) => boolean = () => false): Facts {
  const scenarios = scenariosOf(document);
  const readings: Reading[] = [];
  const scenarioOf = new Map<Statement, Scenario>();
  const mentions: Mention[] = [];
  const claims: Claim[] = [];
  const inequalities: Inequality[] = [];
  for (const statement of document.statements) {
    const reading = skipped(statement) ? { statement, tokens: [], items: [], label: '' } : readStatement(document, statement);
    readings.push(reading);
    if (reading.items.length === 0 && reading.tokens.length === 0 && (skipped(statement) || !mayspell(slice(document, statement.span)))) continue;
    const scenario = scenarios.of(statement);
    scenarioOf.set(statement, scenario);
    const binder = new StatementBinder(document, reading, contextOf(document, statement), scenario);
    binder.run();
    mentions.push(...binder.mentions);
    claims.push(...(disowns(document, reading, scenario) ? binder.claims.filter(({ verdict }) => verdict === 'holds') : binder.claims));
    inequalities.push(...binder.inequalities);
  }
  claims.push(...commentDerivations(document, readings, scenarioOf));
  claims.push(...derivationsBelow(readings, scenarioOf));
  return { document, readings, mentions, claims, inequalities, scenarioOf };
}

/** `**Previous Error**: PP=8 × TP=2 × CP=2 = 16 ❌`: what is quoted as wrong need not be told to be. */
function disowns(document: Document, { statement, tokens }: Reading, scenario: Scenario): boolean {
  if (scenario !== 'before') return false;
  if (tokens.some((token) => token.kind === 'mark' && !token.good)) return true;
  return statement.label !== null && /\b(?:errors?|mistakes?|incorrect|wrong|faulty)\b/.test(plainWords(slice(document, statement.label)));
}

/** Shares of a rank: the words behind the number say so, whatever the label is. */
const perRank: ReadonlySet<QuantityId> = new Set<QuantityId>(['hidden_per_rank', 'ffn_per_rank', 'heads_per_rank', 'kv_heads_per_rank', 'experts_per_gpu', 'layers_per_stage', 'batch_per_replica']);

/** What a quantity is called once it is divided: `Hidden dimensions: 512 ÷ 2 = 256 per GPU`. */
const shareOf: Partial<Record<QuantityId, QuantityId>> = { hidden: 'hidden_per_rank', ffn: 'ffn_per_rank', heads: 'heads_per_rank', kv_heads: 'kv_heads_per_rank', experts: 'experts_per_gpu', layers: 'layers_per_stage' };

const wholeOf: ReadonlyMap<QuantityId, QuantityId> = new Map(Object.entries(shareOf).map(([whole, share]) => [share, whole as QuantityId]));

/** A place that tells what the GPUs are, and one that tells what they hold. */
const hardware = /\b(?:hardware|gpus?|specs?|specifications?|environment|resources?|cluster|comput(?:e|ing)|accelerators?)\b/;
const holding = /\b(?:usage|used?|requirements?|utili[sz]ation|breakdown|footprint|allocation|per gpu memory|consumption)\b/;

/** What describes a model where three of them stand together. */
const dimensions: ReadonlySet<QuantityId> = new Set<QuantityId>(['layers', 'heads', 'experts', 'hidden', 'params', 'kv_heads']);

/** Words that a degree may be counted in: `16 GPUs` under `Expert Parallel`, `4 stages`, `2-way`. */
const degreeNouns = /^(?:[路级]$|(?:gpus?|way|ways|stages?|groups?|ranks?|replicas?|degree|partitions?|nodes?|devices?|cards?|parts?|pipeline|tensor|data|expert (?:parallel|groups?)|modules?|independent|stage|shards?|splits?|tp|pp|ep|dp|h100|a100|min|minimum|total|parallel)\b)/;
/** Longer words that take a number away from its label's quantity. */
const otherThings = /\b(?:reduction|improvement|speedup|overhead|communication|faster|slower|times|steps?|warmup|seconds?|epochs?)\b/;

/** `每台 8 卡`, `4 台 × 8 卡`, `单机 8 卡`: what one node has. */
const ofOneNode = /(?:每(?:台|机|个?节点|个?服务器)|单机|机内|(?:台|节点|机器?) ?[×xX*])[ `$*]*$/;

class StatementBinder {
  readonly mentions: Mention[] = [];
  readonly claims: Claim[] = [];
  readonly inequalities: Inequality[] = [];
  readonly #document: Document;
  readonly #reading: Reading;
  readonly #context: Context;
  readonly #scenario: Scenario;
  /** What the single numbers were taken for. */
  readonly #senses = new Map<Single, Sense>();

  constructor(document: Document, reading: Reading, context: Context, scenario: Scenario) {
    this.#document = document;
    this.#reading = reading;
    this.#context = context;
    this.#scenario = scenario;
  }

  run(): void {
    this.#gluedSymbols();
    this.#precision();
    const items = this.#reading.items;
    const cluster = clusterPhrase(this.#reading);
    if (cluster) this.#cluster(cluster);
    for (const [index, item] of items.entries()) {
      if (cluster && (item === cluster.gpus || item === cluster.nodes || item === cluster.perNode)) continue;
      if (item.kind === 'single') this.#single(item, index);
      else if (item.kind === 'chain') this.#chain(item, index);
    }
    this.#distributed();
    this.#labelDegrees();
    this.#notations();
    this.#describeModel();
    this.#wholesBesideShares();
    this.#dropAmbiguous();
    this.#layoutLine();
  }

  #mention(id: QuantityId, strength: Sense['strength'], role: Mention['role'], number: WrittenNumber, claim: Claim | null = null, scenario = this.#scenario): void {
    this.mentions.push({ id, strength, role, number, value: number.value, statement: this.#reading.statement, scenario, claim });
  }

  /** `Precision: FP16`, `parameters, kept in BF16`: two bytes a parameter. Mixed precision says nothing of the weights alone. */
  #precision(): void {
    const labelled = /^(?:(?:weight |model |training |inference )?precision|quantization|dtype|data type|memory format|weight format|torch dtype|params dtype)$/.test(this.#context.words);
    for (const [index, token] of this.#reading.tokens.entries()) {
      if (token.kind !== 'word') continue;
      const width = bytesOfFormat(token.lower);
      if (width === undefined || !(labelled || this.#keptIn(index))) continue;
      const digits = span(token.start, token.end);
      this.#mention('bytes_per_param', 'strong', labelled ? 'definition' : 'echo', { ...bare(digits, width, this.#document.plain), qualifier: 'exact' });
      return;
    }
  }

  /** `weights are kept in BF16`. */
  #keptIn(index: number): boolean {
    if (wordAt(this.#reading.tokens, index - 1) !== 'in' || !/^(?:kept|stored|held)$/.test(wordAt(this.#reading.tokens, index - 2))) return false;
    return this.#reading.tokens.slice(0, index).some((token) => token.kind === 'word' && /^(?:weights?|parameters?|params)$/.test(token.lower));
  }

  /** `EP64_TP2`, `TP8` standing in a sentence or label. */
  #gluedSymbols(): void {
    for (const [index, token] of this.#reading.tokens.entries()) {
      if (token.kind !== 'word') continue;
      const parts = splitGlued(token.text);
      if (parts.length === 0 || parts.some((part) => part.value === 0)) continue;
      if (this.#operatorBeside(index)) continue; // an operand: bound with its equation
      for (const part of parts) {
        const sense = labelSense(part.symbol);
        if (!sense || !isDegree(sense.id)) continue;
        const digits = span(token.start + part.digitsStart, token.start + part.digitsEnd);
        this.#mention(sense.id, 'strong', 'echo', bare(digits, part.value, this.#document.plain), null, isContrast(this.#reading.tokens, index) ? 'before' : this.#scenario);
      }
    }
  }

  #operatorBeside(index: number): boolean {
    const near = [this.#reading.tokens[index - 1], this.#reading.tokens[index + 1]];
    return near.some((token) => token?.kind === 'operator' && (token.operator === '*' || token.sign === '÷'));
  }

  #single(item: Single, index: number): void {
    const number = item.expression.number;
    if (this.#isCurrency(item) || isIndex(this.#reading.tokens, item.first)) return;
    // `PP=1` behind a plus or a hyphen
    const { tag } = item.expression;
    if (tag !== null && isSymbol(tag)) {
      const glued = this.#reading.tokens[item.first]?.end === item.expression.span.end; // read with the glued symbols
      if (!glued) this.#assignment(tag, item.expression, item);
      return;
    }
    const contrast = isContrast(this.#reading.tokens, item.first);
    const scenario = contrast ? 'before' : this.#scenario;
    const words = nounWords(item.expression.words);
    const inner = this.#innerLabel(item);
    if (inner && fits(inner.id, number)) {
      this.#senses.set(item, inner);
      this.#mention(inner.id, inner.strength, 'definition', number, null, this.#orAnother(item.last + 1) ? 'contrast' : scenario);
      return;
    }
    const leading = index === 0 && leads(this.#reading.tokens.slice(0, item.first));
    const sense = this.#sense(leading, item, words);
    const claim = this.#parenthesis(item, index, leading && sense ? sense.id : null);
    if (!claim) this.#spelledOut(item, index);
    if (sense) {
      this.#senses.set(item, sense);
      const said = leading && (this.#context.sense?.id === sense.id || this.#labelled(number, words)?.id === sense.id || (/^way\b/.test(words) && isDegree(sense.id)) || (sense.id === 'params' && this.#tellsModel()) || (sense.id === 'layers' && this.#describesModel(item)));
      const role = claim ? 'derived' : said ? 'definition' : 'echo';
      const strength = this.#isPart(item) ? 'weak' : sense.strength;
      this.#mention(sense.id, strength, role, number, claim, scenario);
    }
  }

  /** The label of `PP: 2` in `TP: 4, PP: 2`. */
  #innerLabel(item: Single): Sense | null {
    const { tokens, statement } = this.#reading;
    // `We use TP: 4, PP: 2`
    const used = /^(?:(?:we|it|they) )?(?:uses?|runs?|sets?)(?: with)? (\S+)$/i.exec(this.#reading.label)?.[1];
    if (item.first === 0 && used && isSymbol(used)) return labelSense(used);
    if (statement.cell && item.first === 0 && isSymbol(this.#reading.label)) return labelSense(this.#reading.label);
    const isSign = (at: number, signs: string): boolean => {
      const token = tokens[at];
      return token?.kind === 'punctuation' && signs.includes(token.text);
    };
    if (!isSign(item.first - 1, ':') || item.expression.words.length > 0) return null;
    // a single one may be a value of an option
    const labelled = tokens.filter((token, at) => token.kind === 'number' && (at === 0 ? statement.label !== null : isSign(at - 1, ':')));
    if (labelled.length < 2) return null;
    let first = item.first - 1;
    while (first > 0 && tokens[first - 1]?.kind === 'word') first--;
    if (first === item.first - 1 || (first > 0 && !isSign(first - 1, ',;|(['))) return null;
    const last = tokens[item.first - 2] as Token;
    // Config: layout TP: 4, PP: 2
    if (first < item.first - 2 && /^(?:layout|config|configuration|parallelism|strategy|with|using)$/.test(wordAt(tokens, first))) first++;
    const sense = labelSense(this.#document.plain.slice((tokens[first] as Token).start, last.end).replaceAll('\0', ''));
    return sense?.strength === 'strong' ? sense : null;
  }

  /** `68 out of 128 available`: a part of the quantity. */
  #isPart(item: Single): boolean {
    const [first, second] = [this.#reading.tokens[item.last + 1], this.#reading.tokens[item.last + 2]];
    return first?.kind === 'word' && second?.kind === 'word' && ((first.lower === 'out' && second.lower === 'of') || (first.lower === 'of' && second.lower === 'the'));
  }

  /** `Stage 0: GPUs 0-127 (128 GPUs)`. */
  #countsStage(item: Single): boolean {
    const before = this.#reading.items[this.#reading.items.indexOf(item) - 1];
    if (before?.kind !== 'range' || !isOpen(this.#reading.tokens[item.first - 1]) || !/^gpus?$/.test(wordAt(this.#reading.tokens, before.first - 1))) return false;
    return /^(?:pipeline )?(?:pp )?stage [0-9]+$/.test(this.#context.words);
  }

  /** `Architecture: 16-layer transformer`, `- 16 layers, each with attention and experts`. */
  #describesModel(item: Single): boolean {
    if (item !== this.#reading.items[0] || item.first > 1) return false;
    if (/^(?:model |network )?(?:architecture|structure|type|backbone)$/.test(this.#context.words)) return true;
    const next = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    const each = this.#reading.tokens[item.last + 2 + item.expression.words.length];
    return this.#reading.statement.kind === 'item' && this.#reading.statement.label === null && next?.kind === 'punctuation' && next.text === ',' && each?.kind === 'word' && each.lower === 'each';
  }

  /** `12 nodes with 8 GPUs per node`, `128 nodes of 8`. */
  #nodesOf(item: Single): boolean {
    const after = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    return after?.kind === 'word' && (after.lower === 'of' || after.lower === 'with') && this.#reading.tokens[item.last + 2 + item.expression.words.length]?.kind === 'number';
  }

  /** `on 512 GPUs` in a sentence about training or the layout; `all 512 GPUs`. */
  #wholeCluster(item: Single): boolean {
    if (item.expression.words.length > 2) return false;
    const before = this.#reading.tokens[item.first - 1];
    if (before?.kind !== 'word') return false;
    if (this.#reading.tokens.some((token, index) => token.kind === 'word' && token.lower === 'all' && /^(?:them|it)$/.test(wordAt(this.#reading.tokens, index + 2)))) return true;
    const after = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    const inNodes = after?.kind === 'word' && after.lower === 'in' && clusterPhrase(this.#reading)?.gpus === item;
    if (after?.kind === 'word' && !inNodes && /^(?:per|each|for|of|within|in)$/.test(after.lower)) return false;
    const section = this.#reading.statement.section;
    if (before.lower === 'all') return section === null || !/\b(?:stage|group|phase|rank|node|replica|step)\b/i.test(slice(this.#document, section.title));
    if (before.lower === 'exactly' || before.lower === 'uses' || /(?:共|总计|合计)$/.test(before.lower)) return true;
    if (before.lower !== 'on') return false;
    if (/\b(?:plan|configuration|layout|strategy|allocation|setup|parallelism|deployment)\b/.test(this.#context.words)) return true;
    return this.#reading.tokens.slice(0, item.first).some((token) => token.kind === 'word' && (/^(?:trains?|training|serves?|serving|deploy(?:s|ed|ment|ing)?|layout|plan|runs?|launch(?:es|ed)?|job|parallelism|strategy)$/.test(token.lower) || splitGlued(token.text).length > 0 || isSymbol(token.text) || /_parallel(?:_|$)/.test(token.lower))) || this.#symbolBefore(item);
  }

  /** `TP-8, PP-4 on 64 GPUs`. */
  #symbolBefore(item: Single): boolean {
    return writtenDegrees(this.#document, this.#reading.statement).some(({ number }) => number.digits.start < item.span.start);
  }

  #isCurrency(item: Item): boolean {
    for (let i = item.first; i <= item.last; i++) {
      const token = this.#reading.tokens[i];
      if (token?.kind === 'number' && token.currency) return true;
    }
    return false;
  }

  /** What a number is: by the words behind it where they are particular, by the label where it leads, by the words before it. */
  #sense(leading: boolean, item: Single, words: string): Sense | null {
    const number = item.expression.number;
    if (leading && this.#context.sense?.id === 'gpus_available' && /\b(?:remain|left|spare|idle|unused|free)\b/.test(words)) return null;
    const noun = this.#perGpuNoun(item, words) ?? nounSense(words);
    if (noun?.id === 'gpus' && this.#countsStage(item)) return { id: 'gpus_per_stage', strength: 'strong' };
    if (noun?.id === 'gpus' && /卡$/.test(words) && ofOneNode.test(this.#document.plain.slice(Math.max(0, number.span.start - 12), number.span.start).replaceAll('\0', ''))) return { id: 'gpus_per_node', strength: 'weak' };
    const fromLabel = leading ? this.#labelled(number, words) : null;
    if (noun && (noun.strength === 'strong' || (perRank.has(noun.id) && !(fromLabel && perRank.has(fromLabel.id)))) && fits(noun.id, number)) return noun;
    if (fromLabel && fits(fromLabel.id, number, words)) return fromLabel;
    if (noun?.id === 'nodes' && this.#nodesOf(item)) return { id: 'nodes', strength: 'strong' };
    if (noun?.id === 'gpus' && this.#wholeCluster(item)) return { id: 'gpus', strength: 'strong' };
    if (noun?.id === 'layers' && fits('layers', number) && this.#describesModel(item)) return { id: 'layers', strength: 'strong' };
    const named = this.#namedBefore(item);
    if (named && fits(named.id, number)) return named;
    if (noun && fits(noun.id, number, words)) return noun;
    const memory = this.#memoryOfGpus(item, words);
    if (memory) return memory;
    if (/^(?:total )?(?:model )?param(?:eter)?s?\b/.test(words) && number.magnitude >= 1e6 && number.unit === null) {
      return { id: 'params', strength: (leading && this.#tellsModel()) || /\b(?:total|altogether)\b/.test(this.#wordsBefore(item, 6)) ? 'strong' : 'weak' };
    }
    if (/^way\b/.test(words) && this.#context.sense && isDegree(this.#context.sense.id)) return this.#context.sense;
    return null;
  }

  /** `16× H100 (80GB each)`, `80GB HBM3 memory per GPU`; `64GB VRAM` where the statement tells of the hardware. */
  #memoryOfGpus(item: Single, words: string): Sense | null {
    if (!fits('gpu_memory', item.expression.number)) return null;
    if (/^hbm[0-9]*e?\b/.test(words)) return { id: 'gpu_memory', strength: 'strong' };
    const { section } = this.#reading.statement;
    const place = `${this.#context.words} ${section ? plainWords(slice(this.#document, section.title)) : ''}`;
    if (/^(?:vram|gpu memory|video memory)\b/.test(words)) return { id: 'gpu_memory', strength: hardware.test(place) && !holding.test(place) ? 'strong' : 'weak' };
    const before = this.#wordsBefore(item, 4);
    return words === 'each' && isOpen(this.#reading.tokens[item.first - 1]) && /\b(?:gpus?|[a-z]{1,2}[0-9]{2,3}s?|accelerators|cards)\b/.test(before) ? { id: 'gpu_memory', strength: 'strong' } : null;
  }

  /** `Each GPU handles 4 attention heads`, `every GPU holds exactly 1 expert per layer`. */
  #perGpuNoun(item: Single, words: string): Sense | null {
    const match = /^(?:attention |transformer |local |routed )?(experts?|heads?|layers?)\b(?! (?:modules?|instances?|slots?|params?|parameters?|weights?|shards?))/.exec(words);
    if (!match) return null;
    const before = this.#wordsBefore(item, 6);
    if (match[1]?.startsWith('expert') && /\b(?:each|every) (?:moe |transformer )?layer (?:has|holds|contains|with)\b/.test(before)) return { id: 'experts', strength: 'strong' };
    if (match[1]?.startsWith('layer') && /^(?:pipeline )?stage [0-9]+$/.test(this.#context.words)) return { id: 'layers_per_stage', strength: 'strong' };
    if (match[1]?.startsWith('layer')) return /\b(?:each|every) (?:pipeline )?stage\b/.test(before) ? { id: 'layers_per_stage', strength: 'strong' } : null;
    if (!/\b(?:each|every|per) (?:(?:tensor|expert)(?: parallel)? |tp |ep |h100 |a100 )?(?:gpu|rank|device|card)\b/.test(before)) return null;
    return { id: match[1]?.startsWith('expert') ? 'experts_per_gpu' : 'heads_per_rank', strength: 'strong' };
  }

  /** `Model: 30B parameters, 16 layers`. */
  #tellsModel(): boolean {
    return /^(?:base |target |our )?model$/.test(this.#context.words);
  }

  #wordsBefore(item: Item, most: number): string {
    return this.#reading.tokens.slice(Math.max(0, item.first - most), item.first).map((token) => (token.kind === 'word' ? token.lower : '')).join(' ').replace(/ +/g, ' ');
  }

  /** The label's quantity, turned by the unit: `Model Parameters: 58.6MB` is weight memory, per GPU where the place says so. */
  #labelled(number: WrittenNumber, words: string): Sense | null {
    let sense = this.#context.sense;
    const unit = number.unit;
    const bytes = unit !== null && unit.dimension.bytes === 1 && unit.dimension.time === 0;
    if (bytes && /^(?:grand )?(?:total|sum)$/.test(this.#context.words) && (this.#context.perGpu || this.#aboutMemory())) return { id: 'mem_total', strength: 'strong' };
    if (!sense) return this.#composite(words);
    const perGpu = this.#context.perGpu || /\bper (?:gpu|card|device|rank)\b/.test(words);
    if (sense.id === 'mem_total' && !perGpu && !/\bper gpu\b/.test(this.#context.words)) sense = { id: 'mem_all', strength: sense.strength };
    else if (sense.id === 'mem_all' && perGpu) sense = { id: 'mem_total', strength: sense.strength };
    if (sense.id === 'mem_weights' && !perGpu && !/\bper gpu\b/.test(this.#context.words)) sense = { id: 'model_weights', strength: sense.strength };
    const share = /^(?:each |per (?:gpu|rank|device|stage|group|card)\b)/.test(words) ? shareOf[sense.id] : undefined;
    if (share) return { id: share, strength: 'weak' };
    if (sense.id === 'params' || sense.id === 'model_weights') {
      if (bytes) sense = { id: perGpu && !/\b(?:total|whole|entire|full)\b/.test(this.#context.words) ? 'mem_weights' : 'model_weights', strength: sense.strength };
      else if (sense.id === 'model_weights') return null;
      else if (perGpu) return null;
    }
    // GPU memory: 24 GB used vs 64 GB available
    if (sense.id === 'gpu_memory' && /^(?:is |are )?(?:used|in use|utili[sz]ed|consumed|occupied)\b/.test(words)) return { id: 'mem_total', strength: 'weak' };
    if (sense.id === 'gpu_memory' && /^(?:usable|required|needed|allocated)\b/.test(words)) return null;
    if (sense.id === 'throughput' && /\bper (?:gpu|card|device)\b/.test(`${this.#context.words} ${words}`)) sense = { id: 'throughput_per_gpu', strength: 'strong' };
    if (isDegree(sense.id)) {
      // `TP groups: 8 groups of 4`: so many groups there are, of that many each
      if (otherThings.test(words) || (/\bgroups?$/.test(this.#context.words) && /^groups?\b/.test(words))) return null;
      if (words !== '' && !degreeNouns.test(words)) return { id: sense.id, strength: 'weak' };
    }
    // `Recommended Setup: 32 GPUs`: the label alone may lead to anything, with GPUs behind it to their number
    if (sense.id === 'gpus' && sense.strength === 'weak' && /^(?:nvidia |amd )?(?:[a-z]?[0-9]+[a-z]* )?(?:gpus|npus|accelerators)\b(?! per)/.test(words)) return { id: 'gpus', strength: 'strong' };
    if (sense.id === 'experts' && /^experts? per (?:gpu|rank|device)/.test(words)) return { id: 'experts_per_gpu', strength: 'strong' };
    if ((sense.id === 'layers' || sense.id === 'experts' || sense.id === 'heads') && /^(?:experts?|layers?|heads?)? ?per (?:gpu|stage|rank|group|device)/.test(words)) return null;
    return sense;
  }

  #aboutMemory(): boolean {
    const section = this.#reading.statement.section;
    return section !== null && /\bmemory\b/i.test(slice(this.#document, section.title));
  }

  /** `Tensor Dimension per GPU: 128 hidden dimensions`, `Expert Distribution per GPU: 4 experts`: label and noun together. */
  #composite(words: string): Sense | null {
    const label = this.#context.words;
    if (label === '' || words === '') return null;
    const per = /\bper (?:gpu|rank|device|group|stage|tensor group|tp group|tp rank)\b/.exec(label);
    if (!per) return null;
    return nounSense(`${words.split(' ').slice(0, 2).join(' ')} ${per[0]}`) ?? nounSense(`${words.split(' ')[0]} ${per[0]}`);
  }

  /** `TP 8`, `tensor parallel size of 8`, `TP: 8` inside a sentence. */
  #namedBefore(item: Single): Sense | null {
    const tokens = this.#reading.tokens;
    const words: string[] = [];
    let back = item.first - 1;
    const sign = tokens[back];
    if (sign?.kind === 'punctuation' && sign.text === ':') back--;
    while (words.length < 6) {
      const token = tokens[back];
      if (token?.kind === 'word') words.unshift(token.lower);
      else if (token?.kind === 'operator' && token.sign === '-' && !token.spaced) words.unshift('');
      else break;
      back--;
    }
    const said = words.join(' ').replace(/ +/g, ' ');
    const match = /(?:^| )((?:tensor|pipeline|expert|data|context|sequence)(?: model)? parallel(?:ism)?(?: (?:size|degree|factor|dimension))?)(?: of| to| is| at)?$/.exec(said);
    if (match?.[1]) {
      const sense = labelSense(match[1]);
      if (sense) return { id: sense.id, strength: / (?:size|degree|factor)|of$|to$|is$/.test(match[0]) ? 'strong' : 'weak' };
    }
    const phraseBefore = / ?([a-z0-9 ]+) (?:of|is|at)$/.exec(said)?.[1];
    if (phraseBefore) {
      const parts = phraseBefore.split(' ').slice(-4);
      for (let from = 0; from < parts.length; from++) {
        const sense = labelSense(parts.slice(from).join(' '));
        if (sense?.strength === 'strong' && !isDegree(sense.id) && named.has(sense.id)) return { id: sense.id, strength: 'weak' };
      }
    }
    const symbol = tokens[item.first - 1];
    if (symbol?.kind === 'word' && isSymbol(symbol.text) && item.expression.words.length === 0) {
      const sense = labelSense(symbol.text);
      if (sense && isDegree(sense.id)) return { id: sense.id, strength: 'strong' };
    }
    return null;
  }

  /** `256 (16 layers × 16 experts)`: the result before its derivation. */
  #parenthesis(item: Single, index: number, target: QuantityId | null): Claim | null {
    const next = this.#reading.items[index + 1];
    if (next?.kind !== 'chain') return null;
    const tokens = this.#reading.tokens;
    // the brackets are part of the expression where nothing but arithmetic stands in them
    const enclosed = isOpen(tokens[next.first]) && isClose(tokens[next.last]);
    let open = enclosed ? next.first : next.first - 1;
    if (!isOpen(tokens[open])) return null;
    for (let i = item.last + 1; i < open; i++) {
      const token = tokens[i];
      if (token?.kind !== 'word' && !(token?.kind === 'operator' && !token.spaced) && !(token?.kind === 'punctuation' && (token.text === '*' || token.text === '~'))) return null;
    }
    open = next.last + 1;
    // `(60% of 64GB × …`: words may follow, more arithmetic may not
    for (let i = open; !enclosed && i < tokens.length; i++) {
      const token = tokens[i];
      if (isClose(token) || (token?.kind === 'punctuation' && (token.text === ',' || token.text === ';'))) break;
      if (token?.kind !== 'word' && !(token?.kind === 'operator' && !token.spaced)) return null;
    }
    // `8 (TP × PP = 4 × 2)`: names first, then their figures
    const [names, figures] = next.sides;
    const spelled = next.sides.length === 2 && names && figures && hasName(names) && hasOperator(figures) && !hasName(figures);
    const left = spelled ? figures : names;
    this.#shareInside(item, next);
    if (!left || !hasOperator(left) || next.relations.some((relation) => relation !== '=' && relation !== '≈')) return null;
    const right = item.expression;
    if (this.#isRatio(left) && compare(left, right).verdict !== 'holds') return null;
    const divides = target !== null && left.kind === 'operation' && left.operators.every((operator) => operator === '/');
    // `512 sequences (128 × 4 micro-batches)`: another noun, the same number
    if (!divides && !sameCounted(left, right) && compare(left, right).verdict !== 'holds') return null;
    // an equation inside is checked itself; its result has to be this number, unless it says that it is the whole
    const inner = next.sides.length > 1 && !spelled ? next.sides.at(-1) : undefined;
    if (next.sides.length > 1 && !spelled && (inner?.kind !== 'number' || /\b(?:total|all|overall|each|per)\b/.test(nounWords(inner.words)) || compare(left, inner).verdict !== 'holds')) return null;
    const result = wholeResult(compare(left, right), left, right, target);
    // `112 (28 × 8 = 224)`: the same result twice, in two figures
    const twice = inner?.kind === 'number' && inner.words.length === 0 && target !== null && Number.isInteger(right.number.value) && quantity(target).measure === 'count';
    if (inner && !twice && (result.verdict !== 'fails' || compare(inner, right).verdict !== 'fails')) return null;
    if (isCount(right.number.unit?.dimension ?? { bytes: 0, flop: 0, time: 0 }) && right.number.unit?.times) return null;
    const claim: Claim = {
      kind: 'parenthesis', statement: this.#reading.statement, scenario: this.#scenario, left, right, span: right.span, verdict: result.verdict, expected: result.expected,
      target, names: spelled ? namesFor(next, left) : null, approximate: right.number.qualifier === 'about',
    };
    this.claims.push(claim);
    return claim;
  }

  /** `128 GPUs: 64 EP × 2 TP`: a number of GPUs and behind a colon the degrees that make it. */
  #spelledOut(item: Single, index: number): void {
    const next = this.#reading.items[index + 1];
    const [left] = next?.kind === 'chain' && next.relations.length === 0 ? next.sides : [];
    if (!next || left?.kind !== 'operation' || left.operators.some((operator) => operator !== '*') || nounSense(nounWords(item.expression.words))?.id !== 'gpus') return;
    const between = this.#reading.tokens.slice(item.last + 1, next.first);
    if (between.at(-1)?.kind !== 'punctuation' || (between.at(-1) as { text: string }).text !== ':' || !between.slice(0, -1).every((token) => token.kind === 'word')) return;
    const named = left.operands.every((operand) => operand.kind === 'number' && degreeIn(plainWords(operand.tag ?? nounWords(operand.words))) !== null);
    if (!named) return;
    const { verdict, expected } = compare(left, { ...item.expression, words: [] });
    this.claims.push({
      kind: 'parenthesis', statement: this.#reading.statement, scenario: this.#scenario, left, right: item.expression, span: item.expression.number.span, verdict, expected, target: null,
      names: null, approximate: item.expression.number.qualifier === 'about',
    });
  }

  /** `(64C/128T)`, `(8k/1k)`: two figures side by side, where counts carry letters. */
  #isRatio(left: Expression): boolean {
    if (left.kind !== 'operation' || left.operators.some((operator) => operator !== '/')) return false;
    return left.operands.every((operand) => operand.kind === 'number' && (operand.number.magnitude !== 1 || operand.words[0]?.glued === true));
  }

  /** `400 TFLOPS per GPU (60% MFU = 240 TFLOPS effective)`: a share of the number before the parenthesis. */
  #shareInside(item: Single, next: Chain): void {
    const [share, right] = next.sides;
    if (next.sides.length !== 2 || next.relations[0] !== '=' || share?.kind !== 'number' || right?.kind !== 'number') return;
    const unit = item.expression.number.unit;
    if (share.number.unit?.percent !== true || !unit || !right.number.unit || !sameDimension(unit.dimension, right.number.unit.dimension)) return;
    const left: Expression = { kind: 'operation', operands: [item.expression, share], operators: ['*'], span: span(item.expression.span.start, share.span.end) };
    const result = compare(left, right);
    this.claims.push({
      kind: 'equation', statement: this.#reading.statement, scenario: this.#scenario, left, right, span: next.span, verdict: result.verdict, expected: result.expected, target: null,
      names: null, approximate: false,
    });
  }

  #chain(item: Chain, index: number): void {
    const [first, second] = item.sides;
    if (item.relations.length === 0 && first) this.#namedFactors(first);
    // TP = 8
    if (first?.kind === 'name' && second?.kind === 'number' && item.sides.length === 2 && item.relations[0] === '=') {
      this.#assignment(first.name, second, item);
      return;
    }
    let evaluable: Expression | undefined;
    for (const [i, side] of item.sides.entries()) {
      const relation = i === 0 ? undefined : item.relations[i - 1];
      if (relation === '=' || relation === '≈') {
        // `4 = 64 ÷ 16`: the result stands first
        if (evaluable?.kind === 'number' && side.kind === 'operation' && !hasName(side)) this.#equation(item, side, evaluable, i, index, relation === '≈');
        else if (evaluable && side.kind !== 'name') this.#equation(item, evaluable, side, i, index, relation === '≈');
      } else if (relation === '<' || relation === '>' || relation === '≤' || relation === '≥') {
        this.#inequality(item, i, relation);
      }
      // 1.8 TB/s at 80% → 1.44 TB/s
      if (relation === '→' && i === 1 && evaluable?.kind === 'operation' && side.kind === 'number' && ofShare(evaluable, side)) this.#equation(item, evaluable, side, i, index, false);
      if (relation === '→') evaluable = undefined;
      if (side.kind !== 'name') evaluable = side;
    }
    if (item.relations.length > 0 && item.relations.every((relation) => relation === '→')) this.#arrow(item, index);
  }

  /** `TP8 × PP4 × DP2` without a result. */
  #namedFactors(expression: Expression): void {
    if (expression.kind !== 'operation' || expression.operators.some((operator) => operator !== '*')) return;
    for (const operand of expression.operands) {
      if (operand.kind !== 'number' || !operand.tag || !isSymbol(operand.tag)) continue;
      const sense = labelSense(operand.tag);
      if (sense && isDegree(sense.id) && fits(sense.id, operand.number)) this.#mention(sense.id, 'strong', 'echo', operand.number);
    }
  }

  #assignment(name: string, right: NumberExpression, item: Item): void {
    // `Set tensor_parallel_size=8`: the key is the last word
    const sense = labelSense(name) ?? (/[a-z]_[a-z_]+$/.test(name) ? labelSense(name.slice(name.lastIndexOf(' ') + 1)) : null);
    if (!sense || right.number.value === 0 || !fits(sense.id, right.number)) return;
    const scenario = isContrast(this.#reading.tokens, item.first) ? 'before' : this.#orAnother(item.last + 1) ? 'contrast' : this.#scenario;
    // [batch=4, seq_len=2048, hidden=2048] is the shape of one tensor
    const strength = isDegree(sense.id) || !this.#inBrackets(item.first) ? sense.strength : 'weak';
    this.#mention(sense.id, strength, 'definition', right.number, null, scenario);
  }

  /** `PP = 4 or 8`, `$PP = 2 \text{ or } 4$`: a choice is no statement. */
  #orAnother(at: number): boolean {
    const { tokens } = this.#reading;
    const marks = (from: number): number => {
      let next = from;
      while (next < from + 3 && (tokens[next]?.kind === 'punctuation' && '$`{}\\'.includes((tokens[next] as { text: string }).text) || wordAt(tokens, next) === 'text')) next++;
      return next;
    };
    const or = marks(at);
    return /^(?:or|或|または)$/.test(wordAt(tokens, or)) && tokens[marks(or + 1)]?.kind === 'number';
  }

  #inBrackets(at: number): boolean {
    let depth = 0;
    for (const token of this.#reading.tokens.slice(0, at)) {
      if (token.kind !== 'punctuation') continue;
      if (token.text === '[') depth++;
      if (token.text === ']') depth--;
    }
    return depth > 0;
  }

  #equation(item: Chain, left: Expression, right: Expression, side: number, index: number, approximate: boolean): void {
    if (this.#isCurrency(item) || this.#isCall(left) || (item.sides[0]?.kind === 'number' && (left === item.sides[0] || right === item.sides[0]) && isIndex(this.#reading.tokens, item.first))) return;
    // 8 × 4 = 32 × 2 = 64: a computation that runs on
    if (right.kind === 'operation' && right.operands[0] && compare(left, right.operands[0]).verdict === 'holds') return;
    const loose = approximate && right.kind === 'number' ? { ...right, number: { ...right.number, qualifier: 'about' as const } } : right;
    const compared = compare(left, loose);
    const last = side === item.sides.length - 1;
    const ends = right.kind === 'number' ? right.number.span : right.span;
    const whole = span(Math.min(left.span.start, ends.start), Math.max(left.span.end, ends.end));
    const named = item.sides[0]?.kind === 'name' ? labelSense(item.sides[0].name) : null;
    let target: Sense | null = null;
    if (right.kind === 'number') {
      const words = nounWords(right.words);
      const noun = nounSense(words);
      const leading = index === 0 || this.#derivationOf(item, index);
      const labelled = leading && !/\btotal\b/.test(words) ? this.#labelled(right.number, words) : null;
      const share = labelled && perRank.has(noun?.id ?? 'gpus') && noun?.strength === 'weak' ? shareOf[labelled.id] : undefined;
      if (share && fits(share, right.number)) target = { id: share, strength: labelled?.strength ?? 'weak' };
      else if (noun && (noun.strength === 'strong' || (perRank.has(noun.id) && !(labelled && perRank.has(labelled.id)))) && fits(noun.id, right.number)) target = noun;
      else if (named && fits(named.id, right.number)) target = named;
      else if (labelled && fits(labelled.id, right.number, words)) target = labelled;
      else if (noun && fits(noun.id, right.number, words)) target = { id: noun.id, strength: noun.id === 'gpus' && hasOperator(left) ? 'strong' : noun.strength };
    }
    // `Attention heads: 16 heads × 64 dimensions = 1024`: the result is not what an operand already is
    if (target?.id === 'heads' && left.kind === 'operation' && left.operators.includes('*')) target = { id: 'hidden', strength: 'weak' };
    // `Query heads: 64 ÷ 8 = 8`: the label names what is divided
    const divided = target && left.kind === 'operation' && left.operators.every((operator) => operator === '/') ? shareOf[target.id] : undefined;
    if (divided) target = { id: divided, strength: target?.strength ?? 'weak' };
    target ??= this.#derived(item, index);
    // `GPU count: 256 = 256`
    const equal = left.kind === 'number' && right.kind === 'number' && target !== null && index === 0 && item.sides.length === 2 && this.#context.sense?.id === target.id && left.words.length === 0 && compared.verdict === 'unknown' && quantity(target.id).measure === 'count';
    const result = wholeResult(equal ? { verdict: 'fails', expected: left.number.shown } : compared, left, right, target?.id ?? null);
    const before = this.#reading.items[index - 1];
    const repeated = before?.kind === 'single' && right.kind === 'number' && before.expression.number.text === right.number.text && (this.#derivationOf(item, index) || this.#derived(item, index) !== null);
    const claim: Claim = {
      ...(repeated ? { repeats: before.expression.number } : {}),
      kind: 'equation', statement: this.#reading.statement, scenario: this.#scenario, left, right, span: whole, verdict: result.verdict, expected: result.expected,
      target: target?.id ?? null, names: namesFor(item, left), approximate,
    };
    if (hasOperator(left) || hasOperator(right) || result.verdict !== 'unknown') this.claims.push(claim);
    if (equal || (left.kind === 'number' && right.kind === 'number' && target && result.verdict === 'holds' && this.#context.sense?.id === target.id)) this.#mention(target?.id ?? 'gpus', target?.strength ?? 'weak', 'echo', (left as NumberExpression).number, claim);
    // PP2 = 30-31 layers per stage: two ends state no value
    if (right.kind === 'number' && right.to !== null) return;
    if (target && right.kind === 'number' && last) this.#mention(target.id, target.strength, 'derived', right.number, claim);
    else if (target && right.kind === 'number') this.#mention(target.id, target.strength, 'echo', right.number, claim);
  }

  /** `sqrt(1/8)`: a function of what stands in the parentheses. */
  #isCall(left: Expression): boolean {
    const at = this.#reading.tokens.findIndex((token) => token.start === left.span.start);
    const [name, open] = [this.#reading.tokens[at - 1], this.#reading.tokens[at]];
    return isOpen(open) && open?.spaced === false && name?.kind === 'word' && !name.glued && !isSymbol(name.text);
  }

  /** An equation in parentheses behind a number that it derives: `each GPU holds 2 experts (8 / 4 = 2)`. */
  #derived(item: Chain, index: number): Sense | null {
    const before = this.#reading.items[index - 1];
    if (before?.kind !== 'single' || !isOpen(this.#reading.tokens[item.first - 1])) return null;
    const gap = this.#reading.tokens.slice(before.last + 1, item.first - 1);
    return gap.every((token) => token.kind === 'word') ? (this.#senses.get(before) ?? null) : null;
  }

  /** An equation in parentheses behind the number that the label leads to. */
  #derivationOf(item: Chain, index: number): boolean {
    return index === 1 && this.#reading.items[0]?.kind === 'single' && isOpen(this.#reading.tokens[item.first - 1]);
  }

  #inequality(item: Chain, i: number, relation: Inequality['relation']): void {
    const left = item.sides[i - 1];
    const right = item.sides[i];
    if (left?.kind !== 'number' || right?.kind !== 'number') return;
    const ticked = this.#reading.tokens.some((token) => token.kind === 'mark' && token.good);
    this.inequalities.push({ statement: this.#reading.statement, scenario: this.#scenario, left, right, relation, ticked, span: span(left.span.start, right.span.end) });
  }

  /** `16 heads → 2 heads per GPU`, `2048 → 512 per rank` under a share: the whole before the arrow, the share behind it. */
  #arrow(item: Chain, index: number): void {
    const [from, to] = [item.sides[0], item.sides.at(-1)];
    if (to?.kind !== 'number' || from?.kind !== 'number') return;
    // `1024 → 128 per GPU (1024 ÷ 8)`
    this.#parenthesis({ kind: 'single', expression: to, span: to.span, first: item.first, last: item.last }, index, null);
    const words = nounWords(to.words);
    const noun = nounSense(words);
    const label = index === 0 && this.#context.sense && perRank.has(this.#context.sense.id) ? this.#context.sense : null;
    const sense = noun?.strength === 'strong' || !label || (words !== '' && !/^(?:[a-z ]+ )?per\b/.test(words)) ? noun : label;
    if (sense?.strength !== 'strong' || !fits(sense.id, to.number)) return;
    this.#mention(sense.id, sense.strength, 'echo', to.number);
    const whole = wholeOf.get(sense.id);
    const before = nounWords(from.words);
    // without a noun of its own it may as well be the share of another layout
    if (whole && item.sides.length === 2 && fits(whole, from.number) && !/\bper\b/.test(before)) this.#mention(whole, nounSense(before)?.id === whole ? 'strong' : 'weak', 'echo', from.number);
  }

  /** A degree in the label itself: `Tensor Parallelism (TP=8): …`. */
  #labelDegrees(): void {
    const label = this.#reading.statement.label;
    if (!label || !/[0-9]/.test(this.#reading.label)) return;
    const inner = { ...this.#reading.statement, label: null, body: label };
    const reading = readStatement(this.#document, inner);
    for (const item of reading.items) {
      if (item.kind !== 'chain' || item.sides.length !== 2 || item.relations[0] !== '=') continue;
      const [name, value] = item.sides;
      if (name?.kind === 'name' && value?.kind === 'number') this.#assignment(name.name, value, item);
    }
  }

  /** Degrees in notations of their own, where nothing has taken their figures for anything yet. */
  #notations(): void {
    const { tokens, statement } = this.#reading;
    for (const { id, number, start, role } of writtenDegrees(this.#document, statement)) {
      const known = this.mentions.findIndex((mention) => mention.number.digits.start === number.digits.start);
      if (known >= 0 && (this.mentions[known]?.strength === 'strong' || this.mentions[known]?.claim)) continue;
      if (known >= 0) this.mentions.splice(known, 1);
      const first = tokens.findIndex((token) => token.start >= start);
      this.#mention(id, 'strong', role, number, null, first >= 0 && isContrast(tokens, first) ? 'before' : this.#scenario);
    }
  }

  /** `18 transformer layers with a hidden size of 4096 and 64 attention heads`: three of a model's dimensions together are its description. */
  #describeModel(): void {
    if (this.mentions.length < 3) return;
    const found = this.mentions.filter((mention) => dimensions.has(mention.id) && mention.claim === null);
    if (new Set(found.map((mention) => mention.id)).size < 3 || found.length > 6) return;
    for (const [index, mention] of this.mentions.entries()) if (found.includes(mention)) this.mentions[index] = { ...mention, strength: 'strong', role: mention.id === 'params' ? mention.role : 'definition' };
  }

  /** `The 96 attention heads are spread as 12 heads per rank`: beside its share a number of heads is that of the model. */
  #wholesBesideShares(): void {
    for (const [index, mention] of this.mentions.entries()) {
      if (mention.strength === 'strong' || mention.claim !== null || mention.scenario !== this.#scenario) continue;
      const beside = this.mentions.some((other) => other.strength === 'strong' && wholeOf.get(other.id) === mention.id && other.scenario === mention.scenario);
      if (beside) this.mentions[index] = { ...mention, strength: 'strong' };
    }
  }

  /** `on 768 GPUs in 48 nodes of 16`: the nodes multiply to the GPUs, which are the plan's where it runs on all of them. */
  #cluster({ gpus, nodes, perNode }: ClusterPhrase): void {
    const [a, b, right] = [nodes.expression, perNode.expression, gpus.expression];
    const left: Expression = { kind: 'operation', operands: [a, b], operators: ['*'], span: span(a.span.start, b.span.end) };
    const { verdict, expected } = compare(left, { ...right, words: [] });
    const whole = this.#wholeCluster(gpus) || this.#reading.tokens.some((token, index) => token.kind === 'word' && token.lower === 'all' && index > perNode.last);
    const strength = whole ? 'strong' : 'weak';
    const claim: Claim = {
      kind: 'equation', statement: this.#reading.statement, scenario: this.#scenario, left, right, span: span(Math.min(a.span.start, right.span.start), Math.max(b.span.end, right.span.end)),
      verdict, expected, target: whole ? 'gpus' : null, names: null, approximate: false,
    };
    this.claims.push(claim);
    this.#mention('gpus', strength, whole ? 'derived' : 'echo', right.number, claim);
    this.#mention('nodes', strength, 'definition', a.number);
    this.#mention('gpus_per_node', strength, 'definition', b.number);
  }

  #distributed(): void {
    const told = distributionIn(this.#reading);
    if (!told) return;
    const [a, b, right] = [told.whole.expression, told.parts.expression, told.share.expression];
    const left: Expression = { kind: 'operation', operands: [a, b], operators: ['/'], span: span(a.span.start, b.span.end) };
    const { verdict, expected } = compare(left, right);
    this.claims.push({
      kind: 'equation', statement: this.#reading.statement, scenario: this.#scenario, left, right, span: span(a.span.start, right.span.end), verdict, expected, target: null, names: null,
      approximate: right.number.qualifier === 'about',
    });
  }

  /** `Layout: TP8 × PP4 × DP2 on 64 GPUs`: two degrees in one statement define a layout, and the GPUs with them. */
  #layoutLine(): void {
    const degrees = new Set(this.mentions.filter((mention) => isDegree(mention.id) && mention.strength === 'strong' && mention.scenario === this.#scenario && mention.claim === null).map((mention) => mention.id));
    if (degrees.size < 2) return;
    for (const [index, mention] of this.mentions.entries()) {
      if (mention.role === 'echo' && mention.claim === null && mention.strength === 'strong' && (mention.id === 'gpus' || degrees.has(mention.id))) this.mentions[index] = { ...mention, role: 'definition' };
    }
  }

  /** `TP=4 vs TP=8` on one line: neither is the plan's. */
  #dropAmbiguous(): void {
    const values = new Map<QuantityId, number>();
    const torn = new Set<QuantityId>();
    for (const mention of this.mentions) {
      if ((!isDegree(mention.id) && !(mention.id === 'gpus' && mention.claim === null)) || mention.scenario !== this.#scenario || mention.strength === 'weak') continue;
      const known = values.get(mention.id);
      if (known !== undefined && known !== mention.value) torn.add(mention.id);
      values.set(mention.id, mention.value);
    }
    if (torn.size === 0) return;
    for (const [index, mention] of this.mentions.entries()) if (torn.has(mention.id)) this.mentions[index] = { ...mention, scenario: 'contrast' };
  }
}

/** What a sentence may call by its name before the number: `a hidden size of 4096`. */
const named: ReadonlySet<QuantityId> = new Set<QuantityId>(['hidden', 'ffn', 'head_dim', 'vocab', 'seq_len', 'global_batch', 'micro_batch', 'micro_batches', 'grad_accum', 'gpu_memory', 'mem_total']);

const indexed = new Set(['stage', 'gpu', 'node', 'layer', 'rank', 'group', 'step', 'phase', 'option', 'level', 'expert', 'experts', 'gpus', 'layers', 'nodes', 'stages', 'ranks', 'version', 'week', 'month', 'day', 'v', 'zero', 'figure', 'table', 'section', 'appendix', 'line', 'p', 'top', 'issue', 'part', 'tier', 'type', 'epoch', 'iteration']);

/** A figure times a percentage, and behind the arrow a figure in the same unit. */
const ofShare = (left: Expression, right: NumberExpression): boolean => {
  if (left.kind !== 'operation' || left.operators.length !== 1 || left.operators[0] !== '*') return false;
  const [whole, share] = left.operands;
  const [unit, other] = [whole?.kind === 'number' ? whole.number.unit : null, right.number.unit];
  return share?.kind === 'number' && share.number.unit?.percent === true && unit !== null && other !== null && sameDimension(unit.dimension, other.dimension);
};

/** `Stage 1`, `GPU 0`, `Layers 0`: a name, no count. */
function isIndex(tokens: readonly Token[], first: number): boolean {
  const before = tokens[first - 1];
  return before?.kind === 'word' && !before.glued && indexed.has(before.lower);
}

/** Heads, layers and experts come whole: `63 ÷ 2 = 32` is no rounding. */
export function wholeResult(comparison: Comparison, left: Expression, right: Expression, target: QuantityId | null): Comparison {
  if (comparison.verdict !== 'holds' || comparison.expected === undefined || right.kind !== 'number' || !target || !(perRank.has(target) || isDegree(target) || target === 'gpus')) return comparison;
  if (right.number.qualifier !== 'exact' || right.number.decimals > 0 || left.kind === 'number') return comparison;
  return Math.abs(comparison.expected - right.number.shown) > 1e-6 && !Number.isInteger(comparison.expected) ? { ...comparison, verdict: 'fails' } : comparison;
}

/** Operand names that an earlier side of the chain gives, one for each operand of `left`. */
function namesFor(item: Chain, left: Expression): string[] | null {
  if (left.kind !== 'operation') return null;
  for (const side of item.sides) {
    if (side === left || side.kind !== 'operation' || side.operands.length !== left.operands.length) continue;
    const names = side.operands.map((operand) => (operand.kind === 'name' ? operand.name : operand.kind === 'number' ? operand.tag : null));
    if (names.every((name): name is string => name !== null)) return names;
  }
  return null;
}

/** `Minimized to 5%`, `kept at 8`: what leads to the value that is settled on. */
const settledAt = /^(?:minimi[sz]ed|reduced|kept|limited|lowered|raised|increased|to|at)$/;

/** Whether what stands before a statement's first number lets the label speak for it. */
function leads(before: readonly Token[]): boolean {
  let words = 0;
  for (const token of before) {
    if (token.kind === 'word') words += settledAt.test(token.lower) ? 0 : 1;
    else if (token.kind === 'punctuation' && (token.text === '~' || token.text === '*')) continue;
    else if (token.kind === 'mark' || (token.kind === 'relation' && token.relation !== '→')) continue;
    else return false;
  }
  return words <= 1;
}

const wordAt = (tokens: readonly Token[], index: number): string => {
  const token = tokens[index];
  return token?.kind === 'word' ? token.lower : '';
};

const isOpen = (token: Token | undefined): boolean => token?.kind === 'punctuation' && (token.text === '(' || token.text === '[');
const isClose = (token: Token | undefined): boolean => token?.kind === 'punctuation' && (token.text === ')' || token.text === ']');

/**
 * `7 nodes (8 × 80GB)` is no result of its parenthesis. A counted result is compared where it counts nothing in particular, where one of
 * the operands counts the same, or where the operands count nothing.
 */
function sameCounted(left: Expression, right: NumberExpression): boolean {
  if (right.number.unit !== null) return true;
  const noun = right.words[0]?.lower.replace(/s$/, '');
  if (!noun) return true;
  const nouns: string[] = [];
  const visit = (expression: Expression): void => {
    if (expression.kind === 'number') {
      if (expression.words[0]) nouns.push(expression.words[0].lower.replace(/s$/, ''));
      if (expression.number.unit && !expression.number.unit.percent) nouns.push(expression.number.unit.text);
    } else if (expression.kind === 'operation') expression.operands.forEach(visit);
  };
  visit(left);
  return nouns.length === 0 || nouns.includes(noun) || right.words.some((word) => nouns.includes(word.lower.replace(/s$/, ''))) || nouns.every((word) => word === 'total' || word === 'tp' || word === 'pp' || word === 'ep' || word === 'dp');
}

const bare = (digits: Span, value: number, plain: string): WrittenNumber => ({
  digits, span: digits, text: plain.slice(digits.start, digits.end), shown: value, decimals: 0, magnitude: 1, unit: null, value, qualifier: 'exact',
});

