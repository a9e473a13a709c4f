const mostStages = 10_000;

/**
 * Stages that a pipeline layout lays out: `Et*3|(tt|)*29,m|L` are 32. Commas are ornament, `(…)*n` and `x*n` are written n times, and a bar
 * ends a stage (NVIDIA/Megatron-LM@00caa53a megatron/core/transformer/pipeline_parallel_layer_layout.py parse_str_to_list). Undefined where
 * the text holds anything else.
 */
export function stagesOf(layout: string): number | undefined {
  const plain = layout.replaceAll(',', '');
  if (!/^[ELtm|()*\d]{1,400}$/.test(plain)) return undefined;
  let bars = 0;
  const rest = plain.replace(/\(([^()]+)\)\*(\d{1,5})/g, (_, inside: string, times: string) => {
    bars += (inside.split('|').length - 1) * Number(times);
    return '';
  });
  if (/[()]|\|\*/.test(rest)) return undefined;
  bars += rest.split('|').length - 1;
  return bars < mostStages ? bars + 1 : undefined;
}
