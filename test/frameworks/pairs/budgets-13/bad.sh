#!/usr/bin/env bash
set -x
max_prompt_length=$((1024 * 2))
max_response_length=$((1024 * 16))
sp_size=2
python3 -m verl.trainer.main_ppo \
  data.train_batch_size=512 \
  data.max_prompt_length=${max_prompt_length} \
  data.max_response_length=${max_response_length} \
  actor_rollout_ref.actor.ppo_mini_batch_size=64 \
  actor_rollout_ref.actor.use_dynamic_bsz=True \
  actor_rollout_ref.actor.ppo_max_token_len_per_gpu=8192 \
  actor_rollout_ref.actor.ulysses_sequence_parallel_size=${sp_size} \
  actor_rollout_ref.rollout.n=16 \
  actor_rollout_ref.rollout.tensor_model_parallel_size=4 \
  trainer.nnodes=2 trainer.n_gpus_per_node=8
