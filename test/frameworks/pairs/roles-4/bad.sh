#!/bin/bash
export ASCEND_RT_VISIBLE_DEVICES=0,1,2,3
vllm serve /mnt/weights/Qwen3-32B \
  --host 0.0.0.0 --port 8100 \
  --tensor-parallel-size 4 \
  --max-model-len 20000 \
  --kv-transfer-config \
  '{"kv_connector": "MooncakeLayerwiseConnector",
    "kv_role": "kv_producer",
    "kv_port": "30000",
    "engine_id": "0",
    "kv_connector_extra_config": {
      "prefill": {"dp_size": 1, "tp_size": 2},
      "decode": {"dp_size": 1, "tp_size": 4}
    }}'
