set -x
MODEL_PATH=Qwen/Qwen2.5-VL-7B-Instruct
python3 -m verl.trainer.main \
    config=examples/config.yaml \
    data.max_prompt_length=2048 \
    data.max_response_length=4096 \
    worker.actor.model.model_path=${MODEL_PATH} \
    worker.rollout.tensor_parallel_size=1 \
    worker.rollout.max_num_batched_tokens=4096 \
    trainer.n_gpus_per_node=8
