import type { Analysis } from '../analyze.ts';
import { figure } from '../notation/write.ts';
import { quantity } from '../vocabulary/quantities.ts';

/** What a document would have to state so that what a GPU holds can be told; for one of which `memoryReport` says nothing. */
export function memoryWants({ plan }: Analysis): string {
  const model = 'the number of parameters, or layers and hidden size';
  if (!plan) return model;
  const { values } = plan;
  const [layers, stages] = [values.get('layers'), values.get('pp')];
  if (layers !== undefined && stages !== undefined && stages > layers)
    return `${figure(stages)} stages cannot be laid out over ${figure(layers)} layers`;
  const dimensions = (['layers', 'hidden'] as const).filter((id) => !values.has(id)).map((id) => quantity(id).name);
  return dimensions.length === 1 ? `the number of parameters, or ${dimensions[0]}` : model;
}
