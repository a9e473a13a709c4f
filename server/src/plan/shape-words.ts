import type { MlaDimensions } from '../physics/dimensions.ts';
import { Memo } from '../text/memo.ts';
import { says } from './said.ts';

/** What one statement says of the shape of the model in words. Null or empty: nothing. */
export interface ShapeWords {
  readonly gated: boolean | null;
  readonly tied: boolean | null;
  /** FFN width of one routed expert. */
  readonly expertFfn: number | null;
  /** FFN width of the layers without experts. */
  readonly denseFfn: number | null;
  /** FFN width of all shared experts together. */
  readonly sharedFfn: number | null;
  readonly sharedExperts: number | null;
  readonly topK: number | null;
  readonly denseFirst: readonly number[];
  readonly every: readonly number[];
  readonly window: number | null;
  /** It says that attention is latent. */
  readonly latent: boolean;
  readonly latentWidths: Partial<MlaDimensions>;
}

const worthReading =
  /per token|top[- ]?\d|ffn|mlp|feed|intermediate|expert|moe|dense|swiglu|geglu|gated|silu|gelu|relu|tie|tying|mla|latent|lora|rope|nope|v_head|v head|sliding|window/i;

const width = '(?:ffn|mlp|feed ?forward|intermediate|hidden|inner|size|dims?|dimensions?|width|per expert)';
const expertWidth = new RegExp(`\\b(?:moe|routed expert|expert|per expert)(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);
const denseWidth = new RegExp(`\\bdense(?: layers?)?(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);
const sharedWidth = new RegExp(`\\bshared experts?(?: ${width}){1,4}[^a-z0-9]{0,4}([\\d,]{3,9})\\b`);

/** What a statement, as `spoken` writes it, says of the model's shape; null where that is nothing. */
export const shapeWords = (text: string): ShapeWords | null => told.of(text);

const told = new Memo((text): ShapeWords | null => {
  if (!worthReading.test(text)) return null;
  return {
    gated: gatedIn(text),
    tied: tiedIn(text),
    expertFfn: count(text, expertWidth),
    denseFfn: count(text, denseWidth),
    sharedFfn: count(text, sharedWidth),
    sharedExperts:
      count(text, /\b(\d{1,2}) (?:always active )?shared experts?\b/) ?? count(text, /\bshared experts?(?: count)?: (\d{1,2})\b/),
    topK:
      count(text, /\b(\d{1,2}) (?:experts? )?(?:are )?(?:active|activated|routed|selected|chosen)(?: experts?)? per token\b/) ??
      count(text, /\btop (\d{1,2})\b(?! %| percent)/),
    denseFirst: [
      count(text, /\bfirst ([\d]{1,2}) (?:layers? )?(?:are |is |being )?dense\b/) ??
        count(text, /\bfirst k dense(?: replace)?[^a-z0-9]{0,4}(\d{1,2})\b/) ??
        count(text, /\b(\d{1,2}) dense layers?\b/),
      /\bfirst (?:layer (?:is )?)?dense\b|\bfirst layer is dense\b/.test(text) ? 1 : null,
    ].filter((layers) => layers !== null),
    every: [
      says(text, /\bevery (?:other|second|2nd|two) layers?\b/)?.yes && /\b(?:moe|experts?)\b/.test(text) ? 2 : null,
      count(text, /\b(?:interleave moe layer step|moe layer (?:freq|frequency|interval)|decoder sparse step)[^a-z0-9]{0,4}(\d{1,2})\b/),
    ].filter((step) => step !== null),
    window: count(text, /\bsliding window(?: attention| size)?[^a-z0-9]{0,4}([\d,]{2,7})\b/),
    latent: says(text, /\b(?:mla|multi ?head latent attention|latent attention)\b/)?.yes === true,
    latentWidths: latentWidthsIn(text),
  };
});

function gatedIn(text: string): boolean | null {
  if (says(text, /\b(?:swi ?glu|ge ?glu|re ?glu|gated (?:ffn|mlp|linear unit)|silu)\b/)?.yes) return true;
  return says(text, /\b(?:gelu|relu|squared relu)\b/)?.yes ? false : null;
}

function tiedIn(text: string): boolean | null {
  const shared = says(
    text,
    /\b(?:tied (?:word )?embeddings?|tie word embeddings|weight tying|tied (?:input and output|output) embeddings?|embeddings? (?:are )?tied)\b/,
  );
  if (shared) return shared.yes;
  return /\b(?:untied|untie)\b.{0,12}\bembeddings?\b|\bembeddings?\b.{0,12}\buntied\b/.test(text) ? false : null;
}

const latentWidth: Readonly<Record<keyof MlaDimensions, RegExp>> = {
  kvLora: /\bkv lora(?: rank| dim)?[^a-z0-9]{0,4}([\d,]{2,5})\b/,
  qLora: /\bq lora(?: rank| dim)?[^a-z0-9]{0,4}([\d,]{1,5})\b/,
  rope: /\b(?:qk )?rope(?: head)? dim[^a-z0-9]{0,4}(\d{1,4})\b/,
  nope: /\b(?:qk )?nope(?: head)? dim[^a-z0-9]{0,4}(\d{1,4})\b/,
  v: /\bv head dim[^a-z0-9]{0,4}(\d{1,4})\b/,
};

function latentWidthsIn(text: string): Partial<MlaDimensions> {
  const widths: Partial<Record<keyof MlaDimensions, number>> = {};
  for (const [key, pattern] of Object.entries(latentWidth)) {
    const digits = pattern.exec(text)?.[1]?.replaceAll(',', '');
    if (digits) widths[key as keyof MlaDimensions] = Number(digits);
  }
  return widths;
}

function count(text: string, pattern: RegExp): number | null {
  const digits = pattern.exec(text)?.[1]?.replaceAll(',', '');
  const value = digits ? Number(digits) : 0;
  return value >= 1 ? value : null;
}
