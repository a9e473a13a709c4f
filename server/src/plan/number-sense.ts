import type { Document } from '../document/document.ts';
import type { Item, Single } from '../notation/expression.ts';
import type { WrittenNumber } from '../notation/number.ts';
import { isSymbol, splitGlued } from '../notation/symbols.ts';
import type { Token } from '../notation/token.ts';
import { labelSense, type Sense } from '../vocabulary/labels.ts';
import { nounSense } from '../vocabulary/nouns.ts';
import { plainWords } from '../vocabulary/phrase.ts';
import { isDegree, type QuantityId } from '../vocabulary/quantities.ts';
import { clusterPhrase } from './cluster.ts';
import type { Context } from './context.ts';
import { writtenDegrees } from './degree-notations.ts';
import { fits } from './fits.ts';
import { type Reading, slice } from './reading.ts';
import { perRank, shareOf } from './shares.ts';
import { isOpen, wordAt } from './token-tests.ts';

/** A place that tells what the GPUs are, and one that tells what they hold. */
const hardware = /\b(?:hardware|gpus?|specs?|specifications?|environment|resources?|cluster|comput(?:e|ing)|accelerators?)\b/;
const holding = /\b(?:usage|used?|requirements?|utili[sz]ation|breakdown|footprint|allocation|per gpu memory|consumption)\b/;

/** Words that a degree may be counted in: `16 GPUs` under `Expert Parallel`, `4 stages`, `2-way`. */
const degreeNouns =
  /^(?:[路级]$|(?:gpus?|way|ways|stages?|groups?|ranks?|replicas?|degree|partitions?|nodes?|devices?|cards?|parts?|pipeline|tensor|data|expert (?:parallel|groups?)|modules?|independent|stage|shards?|splits?|tp|pp|ep|dp|h100|a100|min|minimum|total|parallel)\b)/;
/** Longer words that take a number away from its label's quantity. */
const otherThings = /\b(?:reduction|improvement|speedup|overhead|communication|faster|slower|times|steps?|warmup|seconds?|epochs?)\b/;

/** `每台 8 卡`, `4 台 × 8 卡`, `单机 8 卡`: what one node has. */
const ofOneNode = /(?:每(?:台|机|个?节点|个?服务器)|单机|机内|(?:台|节点|机器?) ?[×xX*])[ `$*]*$/;

/** What a sentence may call by its name before the number: `a hidden size of 4096`. */
const named: ReadonlySet<QuantityId> = new Set<QuantityId>([
  'hidden',
  'ffn',
  'head_dim',
  'vocab',
  'seq_len',
  'global_batch',
  'micro_batch',
  'micro_batches',
  'grad_accum',
  'gpu_memory',
  'mem_total',
]);

/** What the single numbers of a statement are, by the words around them, by its label and by its place. */
export class NumberSense {
  readonly #document: Document;
  readonly #reading: Reading;
  readonly #context: Context;

  constructor(document: Document, reading: Reading, context: Context) {
    this.#document = document;
    this.#reading = reading;
    this.#context = context;
  }

  /** The label of `PP: 2` in `TP: 4, PP: 2`. */
  innerLabel(item: Single): Sense | null {
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
  isPart(item: Single): boolean {
    const [first, second] = [this.#reading.tokens[item.last + 1], this.#reading.tokens[item.last + 2]];
    return (
      first?.kind === 'word' &&
      second?.kind === 'word' &&
      ((first.lower === 'out' && second.lower === 'of') || (first.lower === 'of' && second.lower === 'the'))
    );
  }

  /** `Stage 0: GPUs 0-127 (128 GPUs)`. */
  #countsStage(item: Single): boolean {
    const before = this.#reading.items[this.#reading.items.indexOf(item) - 1];
    if (
      before?.kind !== 'range' ||
      !isOpen(this.#reading.tokens[item.first - 1]) ||
      !/^gpus?$/.test(wordAt(this.#reading.tokens, before.first - 1))
    )
      return false;
    return /^(?:pipeline )?(?:pp )?stage [0-9]+$/.test(this.#context.words);
  }

  /** `Architecture: 16-layer transformer`, `- 16 layers, each with attention and experts`. */
  describesModel(item: Single): boolean {
    if (item !== this.#reading.items[0] || item.first > 1) return false;
    if (/^(?:model |network )?(?:architecture|structure|type|backbone)$/.test(this.#context.words)) return true;
    const next = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    const each = this.#reading.tokens[item.last + 2 + item.expression.words.length];
    return (
      this.#reading.statement.kind === 'item' &&
      this.#reading.statement.label === null &&
      next?.kind === 'punctuation' &&
      next.text === ',' &&
      each?.kind === 'word' &&
      each.lower === 'each'
    );
  }

  /** `12 nodes with 8 GPUs per node`, `128 nodes of 8`. */
  #nodesOf(item: Single): boolean {
    const after = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    return (
      after?.kind === 'word' &&
      (after.lower === 'of' || after.lower === 'with') &&
      this.#reading.tokens[item.last + 2 + item.expression.words.length]?.kind === 'number'
    );
  }

  /** `on 512 GPUs` in a sentence about training or the layout; `all 512 GPUs`. */
  wholeCluster(item: Single): boolean {
    if (item.expression.words.length > 2) return false;
    const before = this.#reading.tokens[item.first - 1];
    if (before?.kind !== 'word') return false;
    if (
      this.#reading.tokens.some(
        (token, index) => token.kind === 'word' && token.lower === 'all' && /^(?:them|it)$/.test(wordAt(this.#reading.tokens, index + 2)),
      )
    )
      return true;
    const after = this.#reading.tokens[item.last + 1 + item.expression.words.length];
    const inNodes = after?.kind === 'word' && after.lower === 'in' && clusterPhrase(this.#reading)?.gpus === item;
    if (after?.kind === 'word' && !inNodes && /^(?:per|each|for|of|within|in)$/.test(after.lower)) return false;
    const section = this.#reading.statement.section;
    if (before.lower === 'all')
      return section === null || !/\b(?:stage|group|phase|rank|node|replica|step)\b/i.test(slice(this.#document, section.title));
    if (before.lower === 'exactly' || before.lower === 'uses' || /(?:共|总计|合计)$/.test(before.lower)) return true;
    if (before.lower !== 'on') return false;
    if (/\b(?:plan|configuration|layout|strategy|allocation|setup|parallelism|deployment)\b/.test(this.#context.words)) return true;
    return (
      this.#reading.tokens
        .slice(0, item.first)
        .some(
          (token) =>
            token.kind === 'word' &&
            (/^(?:trains?|training|serves?|serving|deploy(?:s|ed|ment|ing)?|layout|plan|runs?|launch(?:es|ed)?|job|parallelism|strategy)$/.test(
              token.lower,
            ) ||
              splitGlued(token.text).length > 0 ||
              isSymbol(token.text) ||
              /_parallel(?:_|$)/.test(token.lower)),
        ) || this.#symbolBefore(item)
    );
  }

  /** `TP-8, PP-4 on 64 GPUs`. */
  #symbolBefore(item: Single): boolean {
    return writtenDegrees(this.#document, this.#reading.statement).some(({ number }) => number.digits.start < item.span.start);
  }

  /** What a number is: by the words behind it where they are particular, by the label where it leads, by the words before it. */
  of(leading: boolean, item: Single, words: string): Sense | null {
    const number = item.expression.number;
    if (leading && this.#context.sense?.id === 'gpus_available' && /\b(?:remain|left|spare|idle|unused|free)\b/.test(words)) return null;
    const noun = this.#perGpuNoun(item, words) ?? nounSense(words);
    if (noun?.id === 'gpus' && this.#countsStage(item)) return { id: 'gpus_per_stage', strength: 'strong' };
    if (
      noun?.id === 'gpus' &&
      /卡$/.test(words) &&
      ofOneNode.test(this.#document.plain.slice(Math.max(0, number.span.start - 12), number.span.start).replaceAll('\0', ''))
    )
      return { id: 'gpus_per_node', strength: 'weak' };
    const fromLabel = leading ? this.labelled(number, words) : null;
    if (
      noun &&
      (noun.strength === 'strong' || (perRank.has(noun.id) && !(fromLabel && perRank.has(fromLabel.id)))) &&
      fits(noun.id, number)
    )
      return noun;
    if (fromLabel && fits(fromLabel.id, number, words)) return fromLabel;
    if (noun?.id === 'nodes' && this.#nodesOf(item)) return { id: 'nodes', strength: 'strong' };
    if (noun?.id === 'gpus' && this.wholeCluster(item)) return { id: 'gpus', strength: 'strong' };
    if (noun?.id === 'layers' && fits('layers', number) && this.describesModel(item)) return { id: 'layers', strength: 'strong' };
    const named = this.#namedBefore(item);
    if (named && fits(named.id, number)) return named;
    if (noun && fits(noun.id, number, words)) return noun;
    const memory = this.#memoryOfGpus(item, words);
    if (memory) return memory;
    if (/^(?:total )?(?:model )?param(?:eter)?s?\b/.test(words) && number.magnitude >= 1e6 && number.unit === null) {
      return {
        id: 'params',
        strength: (leading && this.tellsModel()) || /\b(?:total|altogether)\b/.test(this.#wordsBefore(item, 6)) ? 'strong' : 'weak',
      };
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
    if (/^(?:vram|gpu memory|video memory)\b/.test(words))
      return { id: 'gpu_memory', strength: hardware.test(place) && !holding.test(place) ? 'strong' : 'weak' };
    const before = this.#wordsBefore(item, 4);
    return words === 'each' &&
      isOpen(this.#reading.tokens[item.first - 1]) &&
      /\b(?:gpus?|[a-z]{1,2}[0-9]{2,3}s?|accelerators|cards)\b/.test(before)
      ? { id: 'gpu_memory', strength: 'strong' }
      : null;
  }

  /** `Each GPU handles 4 attention heads`, `every GPU holds exactly 1 expert per layer`. */
  #perGpuNoun(item: Single, words: string): Sense | null {
    const match =
      /^(?:attention |transformer |local |routed )?(experts?|heads?|layers?)\b(?! (?:modules?|instances?|slots?|params?|parameters?|weights?|shards?))/.exec(
        words,
      );
    // 每个 stage 20 层, 模型共 80 层
    if (
      words.startsWith('层') &&
      /(?:模型|模型共|总共|一共|，共|共计|共有) ?$/.test(this.#document.plain.slice(Math.max(0, item.span.start - 8), item.span.start))
    )
      return { id: 'layers', strength: 'strong' };
    if (
      words.startsWith('层') &&
      /每(?:一|个)? ?(?:pp ?|流水线)?(?:stage|阶段)\s*(?:有|含|为|放)?\s*$/i.test(
        this.#document.plain.slice(Math.max(0, item.span.start - 16), item.span.start).replaceAll('\0', ''),
      )
    )
      return { id: 'layers_per_stage', strength: 'strong' };
    if (!match) return null;
    const before = this.#wordsBefore(item, 6);
    if (match[1]?.startsWith('expert') && /\b(?:each|every) (?:moe |transformer )?layer (?:has|holds|contains|with)\b/.test(before))
      return { id: 'experts', strength: 'strong' };
    if (match[1]?.startsWith('layer') && /^(?:pipeline )?stage [0-9]+$/.test(this.#context.words))
      return { id: 'layers_per_stage', strength: 'strong' };
    if (match[1]?.startsWith('layer'))
      return /\b(?:each|every) (?:pipeline )?stage\b/.test(before) ? { id: 'layers_per_stage', strength: 'strong' } : null;
    if (!/\b(?:each|every|per) (?:(?:tensor|expert)(?: parallel)? |tp |ep |h100 |a100 )?(?:gpu|rank|device|card)\b/.test(before))
      return null;
    return { id: match[1]?.startsWith('expert') ? 'experts_per_gpu' : 'heads_per_rank', strength: 'strong' };
  }

  /** `Model: 30B parameters, 16 layers`. */
  tellsModel(): boolean {
    return /^(?:base |target |our )?model$/.test(this.#context.words);
  }

  #wordsBefore(item: Item, most: number): string {
    return this.#reading.tokens
      .slice(Math.max(0, item.first - most), item.first)
      .map((token) => (token.kind === 'word' ? token.lower : ''))
      .join(' ')
      .replace(/ +/g, ' ');
  }

  /** The label's quantity, turned by the unit: `Model Parameters: 58.6MB` is weight memory, per GPU where the place says so. */
  labelled(number: WrittenNumber, words: string): Sense | null {
    let sense = this.#context.sense;
    const unit = number.unit;
    const bytes = unit !== null && unit.dimension.bytes === 1 && unit.dimension.time === 0;
    if (bytes && /^(?:grand )?(?:total|sum)$/.test(this.#context.words) && (this.#context.perGpu || this.#aboutMemory()))
      return { id: 'mem_total', strength: 'strong' };
    if (!sense) return this.#composite(words);
    const perGpu = this.#context.perGpu || /\bper (?:gpu|card|device|rank)\b/.test(words);
    if (sense.id === 'mem_total' && !perGpu && !/\bper gpu\b/.test(this.#context.words))
      sense = { id: 'mem_all', strength: sense.strength };
    else if (sense.id === 'mem_all' && perGpu) sense = { id: 'mem_total', strength: sense.strength };
    if (sense.id === 'mem_weights' && !perGpu && !/\bper gpu\b/.test(this.#context.words))
      sense = { id: 'model_weights', strength: sense.strength };
    const share = /^(?:each |per (?:gpu|rank|device|stage|group|card)\b)/.test(words) ? shareOf[sense.id] : undefined;
    if (share) return { id: share, strength: 'weak' };
    if (sense.id === 'params' || sense.id === 'model_weights') {
      if (bytes)
        sense = {
          id: perGpu && !/\b(?:total|whole|entire|full)\b/.test(this.#context.words) ? 'mem_weights' : 'model_weights',
          strength: sense.strength,
        };
      else if (sense.id === 'model_weights') return null;
      else if (perGpu) return null;
    }
    // GPU memory: 24 GB used vs 64 GB available
    if (sense.id === 'gpu_memory' && /^(?:is |are )?(?:used|in use|utili[sz]ed|consumed|occupied)\b/.test(words))
      return { id: 'mem_total', strength: 'weak' };
    if (sense.id === 'gpu_memory' && /^(?:usable|required|needed|allocated)\b/.test(words)) return null;
    if (sense.id === 'throughput' && /\bper (?:gpu|card|device)\b/.test(`${this.#context.words} ${words}`))
      sense = { id: 'throughput_per_gpu', strength: 'strong' };
    if (isDegree(sense.id)) {
      // `TP groups: 8 groups of 4`: so many groups there are, of that many each
      if (otherThings.test(words) || (/\bgroups?$/.test(this.#context.words) && /^groups?\b/.test(words))) return null;
      if (words !== '' && !degreeNouns.test(words)) return { id: sense.id, strength: 'weak' };
    }
    // `Cluster capacity: 3 models`, `Cluster size: 40 nodes`
    if (
      (sense.id === 'gpus_available' || sense.id === 'gpus') &&
      /^(?:[a-z0-9]+ )?(?:nodes?|servers?|machines?|hosts?|racks?|pods?|models?|replicas?|instances?|clusters?|jobs?|teams?|regions?)\b/.test(
        words,
      )
    )
      return null;
    // `Recommended Setup: 32 GPUs`: the label alone may lead to anything, with GPUs behind it to their number
    if (
      sense.id === 'gpus' &&
      sense.strength === 'weak' &&
      /^(?:nvidia |amd )?(?:[a-z]?[0-9]+[a-z]* )?(?:gpus|npus|accelerators)\b(?! per)/.test(words)
    )
      return { id: 'gpus', strength: 'strong' };
    if (sense.id === 'experts' && /^experts? per (?:gpu|rank|device)/.test(words)) return { id: 'experts_per_gpu', strength: 'strong' };
    if (
      (sense.id === 'layers' || sense.id === 'experts' || sense.id === 'heads') &&
      /^(?:experts?|layers?|heads?)? ?per (?:gpu|stage|rank|group|device)/.test(words)
    )
      return null;
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
    const match =
      /(?:^| )((?:tensor|pipeline|expert|data|context|sequence)(?: model)? parallel(?:ism)?(?: (?:size|degree|factor|dimension))?)(?: of| to| is| at)?$/.exec(
        said,
      );
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
}
