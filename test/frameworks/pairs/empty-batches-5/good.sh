uv run --isolated -m skyrl_train.entrypoints.main_base trainer.algorithm.advantage_estimator="grpo" \
 trainer.placement.policy_num_gpus_per_node=8 trainer.placement.policy_num_nodes=2 trainer.strategy=fsdp2 \
 generator.num_inference_engines=16 trainer.train_batch_size=32 trainer.policy_mini_batch_size=32 generator.n_samples_per_prompt=1
