/** Deployments whose figures were worked out by hand from the published formulas, with the working. */

export interface Worked {
  readonly path: string;
  readonly text: string;
  /** One of: GB of the fullest GPU, GiB of weights, GiB left for the cache. */
  readonly total?: readonly [low: number, high: number];
  readonly weightsGiB?: number;
  readonly kvRoomGiB?: number;
}

export const worked: readonly Worked[] = [
  // experts 60 × 384 × 44.04e6 × 0.5625 B = 571 GB, the rest 11.7e9 × 2 B = 23 GB, both ÷ 8; latent projections and a tower of 0.4e9 × 2 B whole; printed 73.58 GiB (aiconfigurator, Kimi-K2.5)
  {
    path: 'plan.md',
    weightsGiB: 73.58,
    text: `# Serving Kimi-K2.5

Hardware: 8× H200 141GB

\`\`\`bash
vllm serve moonshotai/Kimi-K2.5 --tensor-parallel-size 8 --max-model-len 65536
\`\`\`
`,
  },
  // 27.01e9 × 2 B + tower 0.417e9 × 2 B = 54.9 GB
  {
    path: 'plan.md',
    weightsGiB: 51.1,
    text: `# Gemma 3 on one GPU

Hardware: 1× H100 80GB

\`\`\`bash
vllm serve google/gemma-3-27b-it --max-model-len 32768
\`\`\`
`,
  },
  // 671e9 − 1.85e9 in 8 bits + 1.85e9 × 2 B = 673 GB ÷ 8, down-projections whole; printed 79.41 GiB at TP 8
  {
    path: 'plan.md',
    weightsGiB: 79.4,
    text: `# DeepSeek-V3

Hardware: 8× H200 141GB

\`\`\`bash
vllm serve deepseek-ai/DeepSeek-V3 --tensor-parallel-size 8 --trust-remote-code
\`\`\`
`,
  },
  // stage 0: 17.11e9 ÷ 4 + 66e6 = 4.34e9 × (2 + 4 + 12/4) = 39.1 GB; activations 274,432 B ÷ 4 × 8192 tokens × 80 layers in flight = 45.0 GB; runtime 2 to 6 GB
  {
    path: 'plan.md',
    total: [86, 92],
    text: `# Pretraining a 70B model

We run on 64 H100 80GB GPUs.

\`\`\`bash
torchrun --nproc_per_node 8 --nnodes 8 pretrain_gpt.py \\
  --num-layers 80 --hidden-size 8192 --ffn-hidden-size 28672 --num-attention-heads 64 \\
  --group-query-attention --num-query-groups 8 --seq-length 4096 --max-position-embeddings 4096 \\
  --swiglu --untie-embeddings-and-output-weights --disable-bias-linear --normalization RMSNorm \\
  --tensor-model-parallel-size 4 --pipeline-model-parallel-size 4 --sequence-parallel \\
  --micro-batch-size 2 --global-batch-size 256 --bf16 --use-distributed-optimizer \\
  --recompute-granularity selective --use-flash-attn --vocab-size 32000
\`\`\`
`,
  },
  // 140.6e9 × 2 B ÷ 8 = 35.2 GB; two gathered layers 5 to 10 GB; checkpoints 56 × 2 × 4096 × 6144 = 2.8 GB; logits and runtime 4 GB
  {
    path: 'plan.md',
    total: [45, 55],
    text: `# LoRA on Mixtral 8x22B

- Model: mistralai/Mixtral-8x22B-v0.1
- 8 × H100 80GB, DeepSpeed ZeRO-3, bf16
- LoRA rank 16
- Gradient checkpointing on
- Sequence length 4096, per-device batch size 1
`,
  },
  // 68.45e9 × 0.516 B + 2.1e9 × 2 B = 39.5 GB; 207e6 adapter weights × 14 B = 2.9 GB; checkpoints 2.7 GB, one layer 0.9 GB, logits 2048 × 128,256 × 10 B = 2.6 GB; runtime 1.5 GB
  {
    path: 'plan.md',
    total: [46, 54],
    text: `# QLoRA fine-tune of Llama-3.1-70B

One A100 80GB. The base model is loaded in 4 bits (NF4, double quantization), LoRA rank 16 on all linear layers, gradient checkpointing, sequence length 2048, micro-batch 1.
`,
  },
  // 671e9 in 8 bits ÷ 16 = 42.1 GB; cache 61 × 1152 B × 32,768 = 2.3 GB; runtime 2 to 4 GB
  {
    path: 'plan.md',
    total: [44, 51],
    text: `# DeepSeek-R1 on two nodes

2 nodes of 8×H100 80GB.

\`\`\`bash
python -m sglang.launch_server --model-path deepseek-ai/DeepSeek-R1 --tp 16 --nnodes 2 --node-rank 0 --dist-init-addr 10.0.0.1:5000 --context-length 32768 --trust-remote-code
\`\`\`
`,
  },
  // 8.03e9 × 16 B ÷ 8 = 16.1 GB; checkpoints 2.1 GB, one layer 2 GB, logits 8192 × 128,256 × 10 B = 10.5 GB; gathered and runtime 2.5 GB
  {
    path: 'plan.md',
    total: [30, 37],
    text: `# Fine-tuning Llama-3.1-8B

8 × H100 80GB with torchtitan, FSDP over all 8 GPUs.

- Model: Llama-3.1-8B
- Sequence length: 8192
- Local batch size: 1
- Activation checkpointing: full
`,
  },
  // 13.0e9 × 2 B = 26 GB; 13.0e9 × (14 to 16) ÷ 8 = 22.8 to 26 GB; checkpoints 1.7 GB, layer 1 GB, logits 1.3 GB; runtime 2 GB
  {
    path: 'plan.md',
    total: [53, 62],
    text: `# Llama-2-13B, ZeRO-2

- Model: Llama-2-13B
- 8 × A100 80GB
- DeepSpeed ZeRO stage 2, bf16, AdamW
- Sequence length: 4096
- Micro-batch size per GPU: 1
- Gradient checkpointing enabled
`,
  },
  // experts 58 × 256 × 44.04e6 ÷ EP 8 = 81.7 GB in fp8; all else whole: 15.3e9 × 1 B + tables 1.85e9 × 2 B = 19 GB
  {
    path: 'plan.md',
    weightsGiB: 93.9,
    text: `# DeepSeek-V3.1, data parallel attention

One node of 8×H200 141GB.

\`\`\`bash
vllm serve deepseek-ai/DeepSeek-V3.1 --data-parallel-size 8 --enable-expert-parallel --max-model-len 65536
\`\`\`
`,
  },
  // 352.8e9 − tables 1.55e9 in fp8, tables × 2 B, all ÷ 8 = 44.3 GB
  {
    path: 'plan.md',
    weightsGiB: 41.26,
    text: `# GLM-4.6

Hardware: 8× H100 80GB

\`\`\`bash
vllm serve zai-org/GLM-4.6-FP8 --tensor-parallel-size 8 --max-model-len 131072
\`\`\`
`,
  },
  // experts 653.9e9 ÷ 16 = 40.9 GB, attention 11.4e9 whole, dense and shared FFN 3.7e9 and tables 3.7 GB ÷ 16
  {
    path: 'plan.md',
    weightsGiB: 49.4,
    text: `# DeepSeek-V3 with DP attention

2 nodes of 8×H200 141GB.

\`\`\`bash
python3 -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3 --tp 16 --dp 16 --enable-dp-attention --nnodes 2 --node-rank 0 --dist-init-addr 10.0.0.1:5000 --trust-remote-code --context-length 65536
\`\`\`
`,
  },
  // experts 62 × 256 × 14.16e6 = 224.7e9, attention 2.73e9, both × 1 B ÷ 4, tables 1.23e9 × 2 B ÷ 4 = 57.5 GB
  {
    path: 'plan.md',
    weightsGiB: 53.5,
    text: `# MiniMax-M2

Hardware: 4× H100 80GB

\`\`\`bash
vllm serve MiniMaxAI/MiniMax-M2 --tensor-parallel-size 4 --max-model-len 65536
\`\`\`
`,
  },
  // 8.03e9 ÷ TP 2 × (6 + 12 ÷ 4) B = 36.1 GB; 139 kB ÷ 2 × 8192 × 32 = 18.3 GB of activations; logits 8192 × 128,256 ÷ 2 × 4 to 6 B; 1 to 4 GB beside
  {
    path: 'train.sh',
    total: [56, 63],
    text: `#!/bin/bash
# 8x H100 80GB
torchrun --nproc_per_node 8 pretrain_gpt.py \\
  --tensor-model-parallel-size 2 --pipeline-model-parallel-size 1 --sequence-parallel --use-distributed-optimizer \\
  --num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 --num-attention-heads 32 --group-query-attention --num-query-groups 8 \\
  --swiglu --untie-embeddings-and-output-weights --normalization RMSNorm --disable-bias-linear --position-embedding-type rope \\
  --seq-length 8192 --max-position-embeddings 8192 --micro-batch-size 1 --global-batch-size 128 --bf16 --use-flash-attn \\
  --vocab-size 128256 --attention-dropout 0.0 --hidden-dropout 0.0
`,
  },
  // experts 8 × 8 × 176.2e6 ÷ 8 × 18 B = 25.4 GB, 0.467e9 × 7.5 B = 3.5 GB, 242 kB × 4096 × 8 layers × 4 in flight = 31.7 GB, 1 to 5 GB beside
  {
    path: 'mixtral.sh',
    total: [60, 69],
    text: `#!/bin/bash
#SBATCH --nodes=4
#SBATCH --gpus-per-node=8
torchrun --nnodes 4 --nproc_per_node 8 pretrain_gpt.py --tensor-model-parallel-size 1 --pipeline-model-parallel-size 4 --expert-model-parallel-size 8 \\
  --num-experts 8 --moe-router-topk 2 --num-layers 32 --hidden-size 4096 --ffn-hidden-size 14336 --num-attention-heads 32 \\
  --group-query-attention --num-query-groups 8 --swiglu --untie-embeddings-and-output-weights --disable-bias-linear --normalization RMSNorm \\
  --position-embedding-type rope --seq-length 4096 --max-position-embeddings 32768 --micro-batch-size 1 --global-batch-size 256 \\
  --use-distributed-optimizer --bf16 --use-flash-attn --moe-grouped-gemm --vocab-size 32000 --hidden-dropout 0 --attention-dropout 0
`,
  },
  // measured at 67.6 and 71.9 GiB: pytorch/torchtitan benchmarks/llama3_h100_202412_torchtitan.md
  {
    path: 'plan.md',
    total: [68, 79],
    text: `# Llama-3.1-70B with torchtitan

256 H100 GPUs with 96 GB each.

\`\`\`toml
[model]
name = "llama3"
flavor = "70B"

[training]
local_batch_size = 16
seq_len = 8192

[parallelism]
data_parallel_shard_degree = 32
tensor_parallel_degree = 8

[activation_checkpoint]
mode = "full"

[compile]
enable = true
\`\`\`
`,
  },
  // experts 12 × 2.416e9 ÷ 32 × 18 B = 16.3 GB, 0.74e9 × 6.75 B = 5 GB, inputs of layers 2 GB, logits 1.6 GB, 1 to 4 GB beside
  {
    path: 'plan.md',
    total: [24, 31],
    text: `# Qwen3-235B-A22B with Megatron-Bridge

- Model: Qwen3-235B-A22B
- 256 × H100 80GB
- TP 2, PP 8, EP 32, VPP 4
- bf16, distributed optimizer, sequence parallelism
- Micro-batch 1, global batch 2048, sequence length 4096
- Full activation recompute
`,
  },
  // 72.7e9 × 2 B ÷ 8 = 18.2 GB frozen, inputs of layers 2.7 GB, logits 2.8 GB, gathered layers 2 to 4 GB, adapters, 1 to 3 GB beside
  {
    path: 'lora.yaml',
    total: [26, 34],
    text: `### model
model_name_or_path: Qwen/Qwen2.5-72B-Instruct
### method
stage: sft
do_train: true
finetuning_type: lora
lora_rank: 8
lora_target: all
deepspeed: examples/deepspeed/ds_z3_config.json
### dataset
cutoff_len: 2048
### train
per_device_train_batch_size: 1
gradient_accumulation_steps: 8
bf16: true
# 8x A100 80GB
`,
  },
  // 81.7 GB of experts ÷ 8, attention 11.4e9 × 1 B on every replica, the rest 3.9e9 and tables 3.7 GB ÷ 8
  {
    path: 'plan.md',
    weightsGiB: 87.7,
    text: `# Serving DeepSeek-V3 with replicated attention

- vLLM on 8×H200
- TP 8, DP attention
- Expert parallel 8
- Context length: 65536
`,
  },
  // 76.2 GB of weights; 262,144 × 61 × 576 × 2 B ÷ 8 = 2.3 GB of cache; 2 to 6 GB beside
  {
    path: 'plan.md',
    total: [79.5, 85],
    text: `# Long contexts with Kimi

Kimi-K2-Thinking on 8×H200 with vLLM, TP 8, decode context parallel 8, max model len 262144.
`,
  },
  // layers 68.5e9 × 0.52 B + tables 2.1e9 × 2 B = 39.8 GB; adapters 0.2 to 1.2 % × 10 to 14 B; inputs of layers 2.7 GB, logits 2.4 GB, 1 GB beside
  {
    path: 'plan.md',
    total: [46, 58],
    text: `# QLoRA on one card

QLoRA fine-tuning of Llama-3-70B on 1× A100 80GB with Hugging Face PEFT: NF4, rank 64, sequence length 2048, batch size 1, gradient checkpointing, paged 8-bit AdamW.
`,
  },
  // 8.03e9 × 2 B
  {
    path: 'plan.md',
    weightsGiB: 14.96,
    text: `# Llama on one small card

We serve Llama-3.1-8B-Instruct with vLLM on one L4 24GB, max model len 8192.
`,
  },
  // measured at 59 GB: bigscience train/tr11-176B-ml/chronicles-prequel.md. The optimizer shards its state at ZeRO-0, and sums gradients in fp32
  {
    path: 'plan.md',
    total: [56, 62],
    text: `# BLOOM-176B with Megatron-DeepSpeed

384 A100 80GB GPUs (48 nodes).

- Model: BLOOM-176B
- TP 4, PP 12, DP 8
- bf16, ZeRO stage 0
- Micro-batch size 2, global batch size 2048, sequence length 2048
- Activation checkpointing: full
`,
  },
  // 15.7e9 × 2 B = 31.4 GB
  {
    path: 'plan.md',
    weightsGiB: 29.3,
    text: `# DeepSeek-V2-Lite

\`\`\`bash
vllm serve deepseek-ai/DeepSeek-V2-Lite-Chat --trust-remote-code --max-model-len 16384
\`\`\`

Runs on 1× A100 80GB.
`,
  },
  // 31.2e9 × 0.5195 B (g128 with zeros) + 1.556e9 × 2 B = 19.3 GB
  {
    path: 'plan.md',
    weightsGiB: 18,
    text: `# Qwen3-32B-AWQ

Hardware: 1× RTX 6000 Ada 48GB

\`\`\`bash
vllm serve Qwen/Qwen3-32B-AWQ --max-model-len 32768
\`\`\`
`,
  },
  // 31.58e9 × 2 B = 63.2 GB
  {
    path: 'plan.md',
    weightsGiB: 58.8,
    text: `# Nemotron 3 Nano

Hardware: 1× H100 80GB

\`\`\`bash
vllm serve nvidia/NVIDIA-Nemotron-3-Nano-30B-A3B-BF16 --max-model-len 131072
\`\`\`
`,
  },
  // 68.45e9 × 0.5625 B + 2.1e9 × 2 B = 42.7 GB
  {
    path: 'plan.md',
    weightsGiB: 39.8,
    text: `# Llama-3.3-70B in NVFP4

Hardware: 1× B200 180GB

\`\`\`bash
trtllm-serve nvidia/Llama-3.3-70B-Instruct-FP4 --tp_size 1 --max_seq_len 32768
\`\`\`
`,
  },
  // 0.9 × 79.25 GiB − 32.76e9 × 2 B ÷ 2 (30.5 GiB) − 1 to 3 GiB
  {
    path: 'q.yaml',
    kvRoomGiB: 38.5,
    text: `apiVersion: apps/v1
kind: Deployment
metadata:
  name: qwen
spec:
  replicas: 2
  selector:
    matchLabels: {app: qwen}
  template:
    metadata:
      labels: {app: qwen}
    spec:
      nodeSelector:
        nvidia.com/gpu.product: NVIDIA-A100-SXM4-80GB
      containers:
        - name: vllm
          image: vllm/vllm-openai:v0.10.0
          args: ["--model", "Qwen/Qwen2.5-32B-Instruct", "--tensor-parallel-size", "2", "--max-model-len", "32768"]
          resources:
            limits:
              nvidia.com/gpu: 2
`,
  },
  // 8.03e9 ÷ 4 × (2 + 4 + 12/8) = 15.1 GB; 32,768 tokens a rank: checkpoints 32 × 2048 B = 2.1 GB, one layer 34,816 B = 1.1 GB, logits 32,064 × (4 to 6) B = 4.2 to 6.3 GB; runtime 1 to 4 GB
  {
    path: 'plan.md',
    total: [24, 28],
    text: `# Long-context training of Llama-3.1-8B

Megatron-LM on 32 H100 80GB GPUs.

- Model: Llama-3.1-8B
- TP 4, CP 4, DP 2
- Sequence length: 131072
- Micro-batch size: 1
- Global batch size: 32
- bf16, distributed optimizer, sequence parallelism
- Full recompute
`,
  },
  // (106.85e9 − 1.24e9) × 1 B + 1.24e9 × 2 B = 108.1 GB ÷ 4
  {
    path: 'plan.md',
    weightsGiB: 25.1,
    text: `# GLM-4.5-Air-FP8 on SGLang

Hardware: 4× H100 80GB

\`\`\`bash
python3 -m sglang.launch_server --model-path zai-org/GLM-4.5-Air-FP8 --tp-size 4 --context-length 65536
\`\`\`
`,
  },
  // 79.67e9 + 0.62e9 = 80.3 GB ÷ 2; cache 12 layers × 1024 elements × 2 B × 131,072 ÷ 2 = 1.6 GB; runtime 2 to 4 GB
  {
    path: 'plan.md',
    total: [43, 50],
    text: `# Qwen3-Next-80B

We serve Qwen3-Next-80B-A3B-Instruct in FP8 with vLLM on 2 × H100 80GB.

- TP 2
- Context length: 131072
`,
  },
  // 7.62e9 × 16 B ÷ 4 = 30.5 GB; checkpoints 0.8 GB, layer 0.8 GB, logits 4096 × 152,064 × (8 to 10) B = 5 to 6.2 GB; gathered 1.5 GB, runtime 1 GB
  {
    path: 'plan.md',
    total: [36, 46],
    text: `# Fine-tuning Qwen2.5-7B

- Model: Qwen2.5-7B
- 4 × A100 80GB
- FSDP full shard, bf16 mixed precision, AdamW
- Sequence length: 4096
- Micro-batch: 1
- Activation checkpointing: full
`,
  },
  // experts 227.1e9 ÷ (8 × 8) = 3.55e9 × (2 + 4 + 12/4) = 32 GB; dense 0.25e9 × 7.5 = 1.9 GB; checkpoints 12 layers × 8 in flight × 2048 B × 4096 = 0.8 GB; runtime 1 to 4 GB
  {
    path: 'plan.md',
    total: [35, 40],
    text: `# Qwen3-235B-A22B training

Megatron-Core on 256 H100 80GB GPUs.

- Model: Qwen3-235B-A22B
- TP 4, PP 8, EP 8, ETP 1, DP 8
- Sequence length 4096, micro-batch size 1, global batch size 1024
- bf16, distributed optimizer, sequence parallelism, full recompute
- The 94 layers are dealt out unevenly
`,
  },
  // 70.55e9 × 2 B ÷ 8 = 17.6 GB; checkpoints 5.4 GB, layer 1.9 GB, logits 4096 × 128,256 × 10 B = 5.3 GB; gathered 1.8 GB; adapters and runtime 2 GB
  {
    path: 'plan.md',
    total: [27, 36],
    text: `# Llama-3.1-70B LoRA

We fine-tune Llama-3.1-70B with LoRA (rank 16) on 8× A100 80GB using FSDP, in bf16, with gradient checkpointing, sequence length 4096 and a micro-batch of 1.
`,
  },
  // 23.57e9 × 2 B ÷ 2
  {
    path: 'plan.md',
    weightsGiB: 21.96,
    text: `# Mistral-Small serving

Hardware: 2× L40S 48GB

\`\`\`bash
vllm serve mistralai/Mistral-Small-24B-Instruct-2501 --tensor-parallel-size 2 --max-model-len 32768 --gpu-memory-utilization 0.9
\`\`\`
`,
  },
  // 0.9 × 79.25 GiB − 70.55e9 × 2 B ÷ 4 (32.9 GiB) − 1 to 3 GiB
  {
    path: 'plan.md',
    kvRoomGiB: 36.5,
    text: `# Llama 3.1 70B on vLLM

Hardware: 4× A100 80GB

\`\`\`bash
vllm serve meta-llama/Llama-3.1-70B-Instruct --tensor-parallel-size 4 --max-model-len 32768
\`\`\`
`,
  },
  // attention 61 × 187e6 = 11.4e9 whole; (671e9 − 11.4e9 − 1.85e9) ÷ 16 + 1.85e9 × 2 B ÷ 16 = 41.3 GB
  {
    path: 'plan.md',
    weightsGiB: 50.2,
    text: `# DeepSeek-V3 with DP attention

2 nodes of 8×H200.

\`\`\`bash
python -m sglang.launch_server --model-path deepseek-ai/DeepSeek-V3 --tp 16 --dp 16 --enable-dp-attention --nnodes 2 --node-rank 0
\`\`\`
`,
  },
  // 577 to 590 GB ÷ 8 + latent projections = 77 to 79 GB; cache 61 × 1152 B × 65,536 = 4.6 GB; runtime 2 to 4 GB
  {
    path: 'plan.md',
    total: [78, 90],
    text: `# Kimi-K2-Thinking

8×H200 on one node, SGLang.

- Model: Kimi-K2-Thinking
- TP 8
- Context length: 65536
- Concurrency: 32
`,
  },
  // experts 4 × 256 × 44.04e6 ÷ 64 = 0.705e9 × (2 + 4 + 12/1) = 12.7 GB; dense 0.93e9 ÷ 2 × 6.4 = 3 GB; checkpoints 1.9 GB; runtime 1 to 3 GB
  {
    path: 'plan.md',
    total: [19, 23],
    text: `# DeepSeek-V3 training

We train DeepSeek-V3 on 1024 H800 80GB GPUs with Megatron-Core: TP 2, PP 16, EP 64, ETP 1, DP 32, bf16, distributed optimizer, sequence parallelism, full recompute, sequence length 4096, micro-batch 1, global batch 8192. Stages are uneven: 61 layers over 16.
`,
  },
  // 72.7e9 × 18 B ÷ 16 = 81.8 GB; checkpoints 5.4 GB, layer 1.9 GB, logits 4096 × 152,064 × (8 to 10) B = 5.6 GB; gathered 3 to 5 GB; runtime 2 to 4 GB
  {
    path: 'plan.md',
    total: [95, 106],
    text: `# LLaMA-Factory

- Model: Qwen2.5-72B
- 16 × H100 80GB
- DeepSpeed ZeRO-3, bf16
- full fine-tuning, AdamW
- cutoff length 4096, per device batch size 1
- gradient checkpointing
`,
  },
  // 27.01e9 × 2 B + tower 0.8 GB = 54.9 GB; one sequence 8192 B × (10 × 32,768 + 52 × 1024) = 3.1 GB; runtime 1 to 4 GB
  {
    path: 'plan.md',
    total: [58, 64],
    text: `# Gemma 3 27B in production

vLLM on 1 × H100 80GB.

- Model: google/gemma-3-27b-it
- Max model len: 32768
- GPU memory utilization: 0.9
- Max concurrent sequences: 64
`,
  },
  // 6.98e9 × 0.516 B + 1.05e9 × 2 B = 5.7 GB; 27e6 to 168e6 adapter weights × (8 to 16) B = 0.2 to 2.7 GB; checkpoints and layer 1 GB, logits 2.6 GB; runtime 1 GB
  {
    path: 'plan.md',
    total: [11, 13.5],
    text: `# Fine-tuning with QLoRA

- Base model: meta-llama/Llama-3.1-8B
- Method: QLoRA (4-bit NF4, rank 64)
- GPU: 1 × RTX 4090 24GB
- Max sequence length: 2048
- Per-device batch size: 1
- Gradient checkpointing: enabled
- Optimizer: paged AdamW 8-bit
`,
  },
  // 32.76e9 × 18 B ÷ 32 = 18.4 GB; checkpoints 2.7 GB, layer 1.5 GB, logits 4096 × 152,064 × 10 B = 6.2 GB; gathered 2 to 4 GB; runtime 2 to 3 GB
  {
    path: 'plan.md',
    total: [32, 40],
    text: `# DeepSpeed

Training Qwen2.5-32B on 32 A100 80GB GPUs.

\`\`\`json
{"bf16": {"enabled": true}, "zero_optimization": {"stage": 3}, "train_micro_batch_size_per_gpu": 1, "gradient_accumulation_steps": 4, "train_batch_size": 128}
\`\`\`

Sequence length 4096, gradient checkpointing is on, AdamW.
`,
  },
  // 13.02e9 ÷ 8 × (2 + 4 + 12/4) = 14.6 GB; 164,864 B ÷ 8 × 16,384 tokens × 40 layers = 13.5 GB; logits 0.3 GB; runtime 1 to 3 GB
  {
    path: 'plan.md',
    total: [28, 33],
    text: `# Megatron run

\`\`\`bash
GPUS_PER_NODE=8
NNODES=4
torchrun --nproc_per_node $GPUS_PER_NODE --nnodes $NNODES pretrain_gpt.py \\
 --tensor-model-parallel-size 8 --pipeline-model-parallel-size 1 --sequence-parallel \\
 --num-layers 40 --hidden-size 5120 --ffn-hidden-size 13824 --num-attention-heads 40 --seq-length 4096 --max-position-embeddings 4096 \\
 --swiglu --untie-embeddings-and-output-weights --disable-bias-linear --normalization RMSNorm --vocab-size 32000 \\
 --micro-batch-size 4 --global-batch-size 256 --bf16 --use-distributed-optimizer --use-flash-attn
\`\`\`

On H100 80GB.
`,
  },
  // (30.53e9 − 0.62e9) × 1 B + 0.62e9 × 2 B = 31.2 GB
  {
    path: 'plan.md',
    weightsGiB: 29,
    text: `# Qwen3-VL / vLLM

\`\`\`yaml
services:
  vllm:
    image: vllm/vllm-openai:latest
    command: --model Qwen/Qwen3-30B-A3B-Instruct-2507-FP8 --max-model-len 65536 --gpu-memory-utilization 0.90
    deploy:
      resources:
        reservations:
          devices:
            - driver: nvidia
              count: 1
              capabilities: [gpu]
\`\`\`

On one L40S 48GB.
`,
  },
  // 8.03e9 × 16 B ÷ 8 = 16.1 GB; checkpoints 2.1 GB, layer 1 GB, logits 8192 × 128,256 × 10 B = 10.5 GB; gathered 1 GB; runtime 2 GB
  {
    path: 'plan.md',
    total: [29, 38],
    text: `# HSDP

We train Llama-3.1-8B with PyTorch FSDP2 on 4 nodes of 8 H100 80GB. HSDP: sharded over the 8 GPUs of a node, replicated over 4 nodes. bf16 mixed precision with fp32 master shards, AdamW, sequence length 8192, local batch size 1, full activation checkpointing.
`,
  },
  // 7.24e9 × 16 B ÷ 4 = 29 GB; checkpoints 1.1 GB, layer 0.9 GB, logits 4096 × 32,000 × 10 B = 1.3 GB; gathered 0.9 GB; runtime 1 to 2 GB
  {
    path: 'plan.md',
    total: [31, 38],
    text: `# Full fine-tuning of Mistral-7B

- Model: Mistral-7B-v0.1
- GPUs: 4 × A100 40GB
- FSDP (full shard), bf16, AdamW
- Sequence length: 2048
- Micro-batch size: 2
- Gradient checkpointing: yes
`,
  },
  // 46.7e9 × 2 B ÷ 2
  {
    path: 'plan.md',
    weightsGiB: 43.5,
    text: `# Mixtral inference

Hardware: 2× A100 80GB

\`\`\`bash
vllm serve mistralai/Mixtral-8x7B-Instruct-v0.1 --tensor-parallel-size 2 --max-model-len 32768
\`\`\`
`,
  },
  // experts 24 × 32 × 3 × 2880² = 19.1e9 × 0.531 B, padded to 3072 × 2944 = 11.1 GB; the rest 1.8e9 × 2 B = 3.6 GB
  {
    path: 'plan.md',
    weightsGiB: 13.9,
    text: `# gpt-oss-20b on a 4090

Hardware: 1× RTX 4090 24GB

\`\`\`bash
vllm serve openai/gpt-oss-20b --max-model-len 32768
\`\`\`
`,
  },
  // 108.6e9 × 2 B ÷ 8 = 27.2 GB
  {
    path: 'plan.md',
    weightsGiB: 25.4,
    text: `# Llama-4-Scout

Hardware: 8× H100 80GB

\`\`\`bash
vllm serve meta-llama/Llama-4-Scout-17B-16E-Instruct --tensor-parallel-size 8 --max-model-len 131072
\`\`\`
`,
  },
  // 405.85e9 + 4.2e9 = 410 GB ÷ 8 = 51.3 GB; cache 126 × 2 × 128 × 65,536 × 1 B = 2.1 GB; runtime 2 to 5 GB
  {
    path: 'plan.md',
    total: [54, 62],
    text: `# TensorRT-LLM

We serve Llama-3.1-405B in FP8 with TensorRT-LLM on 8 × H200 141GB, TP 8, max sequence length 65536, KV cache in fp8.
`,
  },
  // stage 0: dense 2.9e9 × 6.1 = 18 GB, experts 2.1 GB; checkpoints 3.8 GB; runtime 1 to 3 GB; later stages experts 8.5 GB, dense 5.7 GB
  {
    path: 'plan.md',
    total: [22, 28],
    text: `# MoE training, DeepSeek-V3 style

- Model: DeepSeek-V3
- GPUs: 2048 × H800 80GB
- Megatron-Core, bf16, distributed optimizer
- TP 1, PP 16, EP 64, DP 128
- Sequence length: 4096
- Micro-batch size: 1
- Global batch size: 8192
- Full recompute
`,
  },
  // 39.5 GB as above, adapters 2.9 GB; checkpoints 5.4 GB, layer 1.9 GB, logits 5.3 GB; runtime 1.5 GB; every GPU holds all
  {
    path: 'plan.md',
    total: [50, 62],
    text: `# Axolotl run of Llama-3.1-70B

On 4 × A100 80GB.

\`\`\`yaml
base_model: meta-llama/Llama-3.1-70B
load_in_4bit: true
adapter: qlora
lora_r: 16
lora_target_linear: true
sequence_len: 4096
micro_batch_size: 1
gradient_accumulation_steps: 4
gradient_checkpointing: true
optimizer: adamw_torch
bf16: true
\`\`\`
`,
  },
  // 653.9e9 × 0.5625 B + 17.1e9 × 2 B = 402 GB ÷ 8 = 50.2 GB, and latent projections whole
  {
    path: 'plan.md',
    weightsGiB: 47.5,
    text: `# DeepSeek-R1 NVFP4

Hardware: 8× B200 180GB

\`\`\`bash
trtllm-serve nvidia/DeepSeek-R1-FP4 --tp_size 8 --ep_size 8 --max_seq_len 32768
\`\`\`
`,
  },
  // 49.1e9 × 2 B ÷ 4 = 24.6 GB
  {
    path: 'plan.md',
    weightsGiB: 22.9,
    text: `# Kimi-Linear

Hardware: 4× H100 80GB

\`\`\`bash
vllm serve moonshotai/Kimi-Linear-48B-A3B-Instruct --tensor-parallel-size 4 --max-model-len 262144 --trust-remote-code
\`\`\`
`,
  },
];
