python3 -m verl.trainer.main_ppo data.train_batch_size=4 data.max_prompt_length=512 data.max_response_length=512 \
 actor_rollout_ref.actor.ppo_mini_batch_size=4 actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu=1 \
 actor_rollout_ref.rollout.n=8 actor_rollout_ref.rollout.tensor_model_parallel_size=1 \
 trainer.n_gpus_per_node=8 trainer.nnodes=1
