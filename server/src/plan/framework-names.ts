/** How the frameworks for training are called, in the spelling of `spoken`. */
export const trainerNames = {
  'Megatron-Core': /\b(?:megatron(?: lm| core| bridge)?(?! deepspeed)|mcore|nemo)\b/,
  torchtitan: /\btorch ?titan\b/,
  DeepSpeed: /\bdeepspeed\b/,
  ColossalAI: /\bcolossal ?ai\b/,
  MaxText: /\bmaxtext\b/,
  FairSeq: /\bfair ?seq\b/,
} as const satisfies Readonly<Record<string, RegExp>>;

/** A framework that trains models in parallel by itself: its own layers, process groups and optimizer. */
export type Trainer = keyof typeof trainerNames;
