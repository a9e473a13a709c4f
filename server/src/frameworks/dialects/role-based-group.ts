import type { Dialect } from '../dialect.ts';
import { servers } from '../engines/index.ts';

export const roleBasedGroup: Dialect = {
  id: 'role-based-group',
  order: 20,
  title: 'RoleBasedGroup, StormService',
  summary: 'Roles such as prefill and decode, each with its own pods or groups of pods.',
  recognise: [{ kind: /^(?:RoleBasedGroup|RoleBasedGroupSet)$/ }, { kind: /^StormService$/ }],
  groups: [
    { at: 'spec.roles[]', size: ['leaderWorkerPattern.size', 'leaderWorkerSet.size'] },
    { at: 'spec.template.roles[]', size: ['leaderWorkerPattern.size', 'leaderWorkerSet.size'] },
    { at: 'spec.template.spec.roles[]', size: ['podGroupSize'] },
  ],
  engines: servers,
  hardware: 'limits of a pod × `leaderWorkerPattern.size`',
};
