#!/bin/bash
vllm serve TinyLlama/TinyLlama-1.1B-Chat-v1.0 --max-model-len 2048 --dtype half
