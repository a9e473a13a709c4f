import type { Constraint } from '../constraint.ts';
import type { LaunchView } from '../view.ts';

const ends = (launch: LaunchView): number[] =>
  (['first_stage', 'last_stage'] as const).flatMap((slot) => (launch.states(slot) ? (launch.value(slot) ?? Number.NaN) : []));

/** Layers that the stages without a count of their own share, and how many stages those are. */
function middle(launch: LaunchView): { layers: number; stages: number } {
  const counts = ends(launch);
  const own = counts.reduce((sum, count) => sum + count, 0);
  return { layers: (launch.value('layers') ?? 0) - own, stages: (launch.value('pp') ?? 1) - counts.length };
}

/** Layers of the first and the last stage: what they leave has to be shared evenly by the others, all of it where there are none. */
export const stageLayers = (source: string): Constraint => ({
  id: 'stage-layers',
  rule: '(layers − first − last) mod (PP − stages with a count of their own) = 0',
  needs: ['layers', 'pp'],
  when: (launch) =>
    ends(launch).length > 0 &&
    !ends(launch).some(Number.isNaN) &&
    launch.is('uneven') === false &&
    launch.is('two_stacks') === false &&
    (launch.value('vpp') ?? 1) === 1 &&
    !launch.states('layers_per_chunk'),
  holds: (get, launch) => {
    const { layers, stages } = middle(launch);
    if (get('pp') === 1) return ends(launch).every((count) => count === get('layers'));
    return stages > 0 ? layers > 0 && layers % stages === 0 : layers === 0;
  },
  says: (get, launch) => {
    const { layers, stages } = middle(launch);
    const told = ends(launch).join(' and ');
    if (stages <= 0)
      return `stages of ${told} layers hold ${ends(launch).reduce((a, b) => a + b, 0)} of the ${get('layers')} layers: the others are left out`;
    return `${get('layers')} layers less ${told} leave ${layers} for ${stages} ${stages === 1 ? 'stage' : 'stages'}, which cannot share them evenly`;
  },
  dies: null,
  diesOf: (launch) =>
    (launch.value('pp') ?? 1) > 2
      ? 'Number of layers at middle pipeline stages must be divisible by the number of middle pipeline stages'
      : null,
  source,
  severity: 'error',
  at: ['last_stage', 'first_stage', 'pp'],
});
