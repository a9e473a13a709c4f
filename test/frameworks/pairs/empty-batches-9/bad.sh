set -ex
SLIME_ARGS=(--num-rollout 1 --rollout-batch-size 16 --n-samples-per-prompt 4 --global-batch-size 128)
python3 train_async.py --actor-num-nodes 1 --actor-num-gpus-per-node 4 --rollout-num-gpus 4 "${SLIME_ARGS[@]}" --tensor-model-parallel-size 2
