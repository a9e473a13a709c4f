max_prompt_length=$((1024 * 2))
max_response_length=$((1024 * 20))
sp_size=4
use_dynamic_bsz=True
actor_ppo_max_token_len=$(( (max_prompt_length + max_response_length) / sp_size ))
python3 -m recipe.dapo.main_dapo \
    data.max_prompt_length=${max_prompt_length} data.max_response_length=${max_response_length} data.train_batch_size=512 \
    actor_rollout_ref.actor.use_dynamic_bsz=${use_dynamic_bsz} \
    actor_rollout_ref.actor.ppo_max_token_len_per_gpu=${actor_ppo_max_token_len} \
    actor_rollout_ref.actor.ulysses_sequence_parallel_size=${sp_size} \
    actor_rollout_ref.actor.ppo_mini_batch_size=32 actor_rollout_ref.rollout.n=16 \
    actor_rollout_ref.rollout.tensor_model_parallel_size=4 \
    trainer.nnodes=8 trainer.n_gpus_per_node=8
