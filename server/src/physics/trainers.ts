/** What trains, as far as its defaults differ. */
export type TrainerName =
  | 'Megatron-LM'
  | 'Megatron-Bridge'
  | 'NeMo'
  | 'Megatron-DeepSpeed'
  | 'torchtitan'
  | 'FSDP'
  | 'DeepSpeed'
  | 'Transformers'
  | 'LLaMA-Factory'
  | 'Axolotl';
