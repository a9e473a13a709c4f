#!/usr/bin/env bash
# JAX: a sharding constraint that does not divide an array is dropped, and every device gets all of it.
#
# Expected: 10 rows over 8 devices is an error, as it is for `jax.device_put`, or the rows are padded to 2 a device.
# Happens:  inside `jit` on a mesh of automatic axes the constraint is taken without a word, and the result comes out replicated:
#           10 rows on each of the 8 devices, 8 times the memory of an even share. 16 rows are sharded 2 a device by the same line. The
#           same array with the same sharding is refused by `device_put`.
# Met by:   plans that shard activations, KV heads or experts over a mesh axis that does not divide them: nothing fails, the memory per device
#           is that of no sharding.
# Package:  jax 0.10.2, jaxlib 0.10.2; `jax.lax.with_sharding_constraint` (jax/_src/pjit.py).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install --quiet jax==0.10.2 jaxlib==0.10.2 numpy==2.4.6 ml_dtypes==0.6.0 scipy==1.17.1 opt_einsum==3.4.0
cd "$folder"
"$folder/venv/bin/python" - <<'PYTHON' 2>"$folder/stderr" || { tail -5 "$folder/stderr"; exit 1; }
import os
import sys

os.environ["XLA_FLAGS"] = "--xla_force_host_platform_device_count=8"
os.environ["JAX_PLATFORMS"] = "cpu"
import jax
import jax.numpy as jnp
from jax.sharding import AxisType, NamedSharding, PartitionSpec

print("jax", jax.__version__)
mesh = jax.make_mesh((8,), ("tp",), axis_types=(AxisType.Auto,))
rows = NamedSharding(mesh, PartitionSpec("tp"))
double = jax.jit(lambda array: jax.lax.with_sharding_constraint(array * 2, rows))
seen = {}
for count in (16, 10):
    array = jnp.zeros((count, 1000))
    try:
        jax.device_put(array, rows)
        put = "taken"
    except ValueError:
        put = "refused"
    result = double(array)
    held = sum(shard.data.shape[0] for shard in result.addressable_shards)
    seen[count] = (put, result.sharding.is_fully_replicated, held)
    print(f"{count} rows over 8 devices: device_put {put}; constraint in jit: replicated {seen[count][1]}, {held} rows held in all, {held // 8} a device")
if seen != {16: ("taken", False, 16), 10: ("refused", True, 80)}:
    sys.exit("changed: an uneven constraint is treated otherwise")
PYTHON
