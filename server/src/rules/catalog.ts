import type { RuleId, Severity } from '../findings.ts';

export interface RuleInfo {
  readonly id: RuleId;
  readonly severity: Severity;
  /** One line: what it finds. */
  readonly summary: string;
}

const rules: readonly RuleInfo[] = [
  { id: 'arithmetic', severity: 'error', summary: 'A written equation, sum, ratio or percentage that does not hold.' },
  { id: 'gpu-count', severity: 'error', summary: 'Degrees that do not multiply to the stated GPUs, or need more than are available.' },
  { id: 'divisibility', severity: 'error', summary: 'A division into ranks, stages or micro-batches that is not whole.' },
  { id: 'derived-value', severity: 'error', summary: 'A stated derived value that does not follow from the plan.' },
  { id: 'contradiction', severity: 'error', summary: 'One quantity stated with two values in one scenario.' },
  { id: 'unit', severity: 'error', summary: 'A result in a unit that its expression cannot give.' },
  { id: 'capacity', severity: 'error', summary: 'More memory, GPUs or bandwidth needed than the plan states it has.' },
  { id: 'target', severity: 'error', summary: 'A stated requirement that the plan’s own figures miss.' },
  { id: 'range', severity: 'error', summary: 'Index ranges that overlap, leave gaps or do not match their counts.' },
  { id: 'parameter-count', severity: 'error', summary: 'A model size that its own dimensions cannot give.' },
  { id: 'memory-model', severity: 'warning', summary: 'Per-GPU memory that leaves out precision, replication or optimizer state.' },
  { id: 'pipeline-bubble', severity: 'warning', summary: 'A bubble ratio that fits neither definition.' },
  { id: 'throughput', severity: 'error', summary: 'Throughput, latency and batch that cannot hold together.' },
  { id: 'placement', severity: 'warning', summary: 'Groups that leave the fast domain, or frameworks that do not compose.' },
  { id: 'efficiency', severity: 'hint', summary: 'What will run and costs speed or memory that the plan may not mean to spend.' },
  { id: 'framework', severity: 'error', summary: 'A hard rule of the named framework is broken.' },
  { id: 'suppression', severity: 'warning', summary: 'A suppression comment that silences nothing or names no rule.' },
  { id: 'syntax', severity: 'error', summary: 'YAML, JSON or TOML that does not parse.' },
];

export const ruleIds: readonly RuleId[] = rules.map((rule) => rule.id);

export const ruleInfo = (id: string): RuleInfo | undefined => rules.find((rule) => rule.id === id);

/** Where the project lives; shown to people, never fetched. */
export const homepage = 'https://github.com/planwright/planwright';

/** The page of a rule. */
export const rulePageUrl = (rule: string): string => `${homepage}/blob/main/docs/rules/${rule}.md`;
