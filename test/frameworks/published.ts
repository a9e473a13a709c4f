/** Hard rules of the frameworks as their sources state them: the framework, and the name under which its engine has or explains the rule. */
export const published: readonly (readonly [framework: string, rule: string])[] = [
  ['megatron', 'world-dense'], ['megatron', 'world-expert'], ['megatron', 'pp-last'], ['megatron', 'heads-tp'], ['megatron', 'kv-tp'], ['megatron', 'layers-pp'], ['megatron', 'layers-vpp'], ['megatron', 'vpp-pp'], ['megatron', 'vpp-microbatches'], ['megatron', 'experts-ep'], ['megatron', 'ep-needs-moe'], ['megatron', 'gbs'], ['megatron', 'seq-cp'], ['megatron', 'sp-tp'], ['megatron', 'ep-tp-sp'], ['megatron', 'vocab-pad'], ['megatron', 'divide'], ['megatron', 'mla-tp'], ['megatron', 'doc-formula'],
  ['megatron-bridge', 'world-dense'], ['megatron-bridge', 'world-expert'], ['megatron-bridge', 'cpu-offload-pp'],
  ['deepspeed', 'batch'], ['deepspeed', 'zero-pp'], ['deepspeed', 'pp-world'], ['deepspeed', 'moe-experts'], ['deepspeed', 'moe-ep-dp'], ['deepspeed', 'autoep'], ['deepspeed', 'tp-dp'], ['deepspeed', 'inference-heads'], ['deepspeed', 'ulysses'],
  ['torchtitan', 'world'], ['torchtitan', 'ep'], ['torchtitan', 'experts-ep'], ['torchtitan', 'heads-tp'], ['torchtitan', 'pp-stages'], ['torchtitan', 'seq'], ['torchtitan', 'gbs'], ['torchtitan', 'pp-microbatches'],
  ['vllm', 'heads-tp'], ['vllm', 'world'], ['vllm', 'ep'], ['vllm', 'eplb'], ['vllm', 'kv-fit'], ['vllm', 'no-kv'], ['vllm', 'util'], ['vllm', 'kv-replication'],
  ['sglang', 'tp-is-world'], ['sglang', 'ep'], ['sglang', 'mem'],
  ['tensorrt-llm', 'world'], ['tensorrt-llm', 'moe'], ['tensorrt-llm', 'pp-layers'], ['tensorrt-llm', 'moe-cp'], ['tensorrt-llm', 'kv'],
  ['maxtext', 'ici'], ['maxtext', 'dcn'], ['maxtext', 'pp'], ['maxtext', 'ep'],
  ['gpt-neox', 'world'], ['gpt-neox', 'batch'], ['gpt-neox', 'heads'],
  ['accelerate', 'world'], ['accelerate', 'ddp-tp'], ['accelerate', 'cp-sp'],
  ['colossalai', 'world'], ['colossalai', 'ep'], ['colossalai', 'zero-pp'], ['colossalai', 'heads'],
];
