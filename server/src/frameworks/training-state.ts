import type { Constraint } from './constraint.ts';
import { acceleratorOf, gigabytes, parametersInName } from './serving.ts';
import type { LaunchView } from './view.ts';

/** Bytes that a weight takes at the very least where all are trained: itself, its gradient and an optimizer's state of eight bits. */
const leastBytes = 6;
/** As usual: weights and gradients of two bytes, and a master copy with two moments of four. */
const usualBytes = 16;

function lack(launch: LaunchView): { needed: number; there: number; parameters: number } | undefined {
  const accelerator = acceleratorOf(launch);
  const gpus = launch.value('gpus');
  const { model } = launch;
  const tuning = launch.words('tuning')?.text;
  const parameters = model?.publishedTotal ?? parametersInName(launch.words('model')?.text ?? '');
  if (!accelerator || gpus === undefined || parameters === undefined || tuning !== 'full') return undefined;
  // what is kept on the host or on disk takes no memory of a GPU
  if (/offload|infinity|nvme/i.test(launch.words('deepspeed')?.text ?? '') || launch.is('offload') === true) return undefined;
  const there = gpus * accelerator.memory;
  return parameters * leastBytes > there ? { needed: parameters * leastBytes, there, parameters } : undefined;
}

/** Full fine-tuning keeps weights, gradients and the optimizer's state on all GPUs together. */
export const stateFits: readonly Constraint[] = [
  {
    id: 'state',
    rule: 'with full fine-tuning: parameters × 6 bytes ≤ memory of all GPUs',
    needs: ['gpus'],
    holds: (_, launch) => lack(launch) === undefined,
    says: (get, launch) => {
      const found = lack(launch);
      return `full fine-tuning of ${launch.model?.name ?? launch.words('model')?.text} needs at least ${gigabytes(found?.needed ?? 0)} for weights, gradients and optimizer (${gigabytes((found?.parameters ?? 0) * usualBytes)} as usual); ${get('gpus')} × ${acceleratorOf(launch)?.name} have ${gigabytes(found?.there ?? 0)}`;
    },
    doubt: (launch) => launch.is('accelerator_told') === true || !launch.model,
    dies: 'CUDA out of memory',
    source: 'https://github.com/hiyouga/LLaMA-Factory/issues/5553',
    severity: 'error',
    at: ['gpus'],
  },
];
