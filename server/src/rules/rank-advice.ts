import { figure, percentText } from '../notation/write.ts';
import { paddedVocab } from '../physics/parameters.ts';
import type { Plan } from '../plan/plan.ts';
import { practiceOf } from '../plan/practice.ts';
import { dimensionsOf } from '../plan/shape.ts';
import { inputs, statedAt } from './related.ts';
import type { Draft } from './rule.ts';

/** Narrower slices than this are less than a tile or two of a matrix unit. Small products keep GPUs idle: arXiv:2104.04473 §3.2. */
const narrow = 256;

/** Tensor parallelism that leaves each rank a sliver of the model. */
export function narrowRanks(plan: Plan): Draft[] {
  const tp = statedAt(plan, 'tp');
  const hidden = statedAt(plan, 'hidden');
  if (
    !tp ||
    tp.value < 2 ||
    tp.role === 'echo' ||
    tp.strength === 'weak' ||
    !hidden ||
    hidden.role === 'echo' ||
    hidden.value / tp.value >= narrow
  )
    return [];
  return [
    {
      span: tp.number.digits,
      message: `each rank's slice of the hidden size is ${figure(hidden.value)} ÷ TP ${figure(tp.value)} = ${figure(hidden.value / tp.value)} wide: such matrix products are too small to keep a GPU busy`,
      related: inputs(plan, ['hidden']),
    },
  ];
}

/** More tensor parallel ranks than KV heads: each head is kept several times. Megatron-Core attention.py; vLLM QKVParallelLinear. */
export function copiedKvHeads(plan: Plan): Draft[] {
  const tp = statedAt(plan, 'tp');
  if (!tp || tp.value < 2 || tp.role === 'echo' || tp.strength === 'weak') return [];
  const { kvHeads, mla } = dimensionsOf(plan);
  if (!kvHeads || mla || tp.value <= kvHeads || tp.value % kvHeads !== 0) return [];
  // the plan knows
  if (
    /\b(?:replicat|duplicat|cop(?:y|ies|ied)|repeat)\w*.{0,40}\bkv\b|\bkv\b.{0,40}\b(?:replicat|duplicat|copied|repeat)|\beach kv head\b/i.test(
      plan.facts.document.text,
    )
  )
    return [];
  return [
    {
      span: tp.number.digits,
      message: `${figure(kvHeads)} KV ${kvHeads === 1 ? 'head' : 'heads'} over TP ${figure(tp.value)}: each is kept ${figure(tp.value / kvHeads)} times, and beyond TP ${figure(kvHeads)} the KV cache of a GPU gets no smaller`,
      related: inputs(plan, ['kv_heads']),
    },
  ];
}

/** Rows that Megatron-Core adds to the vocabulary, where they are more than a hundredth of it. */
export function paddedRows(plan: Plan): Draft[] {
  const vocab = statedAt(plan, 'vocab');
  if (!vocab || vocab.role === 'echo' || vocab.strength === 'weak') return [];
  const practice = practiceOf(plan);
  const multiple = practice.framework?.vocabMultiple;
  if (!multiple || practice.mode !== 'training') return [];
  const tp = plan.values.get('tp') ?? 1;
  const padded = paddedVocab(vocab.value, tp, multiple);
  if (padded < 1.01 * vocab.value) return [];
  return [
    {
      span: vocab.number.digits,
      message: `${practice.framework?.name} pads the vocabulary to a multiple of ${figure(multiple)} × TP ${figure(tp)}: ${figure(padded)} rows, ${percentText(padded / vocab.value - 1)} more than ${figure(vocab.value)}`,
      related: inputs(plan, ['tp']),
    },
  ];
}
