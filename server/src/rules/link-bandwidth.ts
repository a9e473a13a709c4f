import { bandwidth, figuresOf } from '../plan/figures.ts';
import type { Plan } from '../plan/plan.ts';
import { type Reading, slice } from '../plan/reading.ts';
import { main } from '../plan/scenario.ts';
import { written } from './related.ts';
import type { Draft } from './rule.ts';

const memory = /\b(?:v?ram|hbm\d?e?|(?:gpu|device|video) memory|memory)\b/i;
const ofMemory = /\b(?:v?ram|hbm\d?e?|memory)[ -]bandwidth/i;
const network =
  /\b(?:network|interconnect|inter[- ](?:node|gpu)|communication|all[- ]?(?:reduce|to[- ]all|gather)|reduce[- ]scatter|point[- ]to[- ]point)\b/i;
const link = /nvlink|nvswitch|infiniband|\bib\b|roce|ethernet|pcie|\bhccs\b|xgmi|infinity fabric/i;
const networkLabel = /^(?:network|interconnect|inter[- ](?:node|gpu)|communication)(?: bandwidth)?$/i;
const enough = /\b(?:within|below|under|supports?|sufficient|available|limit|capacity|enough|meets?|allows?)\b/i;

/**
 * The bandwidth of a GPU's own memory taken for that of the links between GPUs: `Network bandwidth: 1.8 TB/s VRAM bandwidth`, `communication of
 * 50 GB/s is well within the 1.44 TB/s`. Said only where the document holds communication against it, and no link is stated with that figure.
 */
export function memoryAsLink(plan: Plan): Draft[] {
  const { document, scenarioOf } = plan.facts;
  const text = (reading: Reading): string => slice(document, reading.statement.span);
  const rated = figuresOf(plan.facts, bandwidth);
  if (rated.length === 0) return [];
  const own = rated.filter(({ reading }) => memory.test(text(reading)) && !network.test(text(reading)));
  const links = new Set(rated.filter(({ reading }) => link.test(text(reading))).map(({ number }) => number.value));
  return rated.flatMap(({ reading, number }) => {
    const said = text(reading);
    if (scenarioOf.get(reading.statement) !== main || links.has(number.value) || said.length > 300) return [];
    const source = own.find((other) => other.number.value === number.value && other.reading !== reading);
    const named = networkLabel.test(reading.label) && ofMemory.test(said);
    const place = `${said} ${reading.statement.section ? slice(document, reading.statement.section.title) : ''}`;
    const compared = source !== undefined && !memory.test(said) && network.test(place) && enough.test(said);
    if (!named && !compared) return [];
    return [
      {
        span: number.span,
        severity: 'warning' as const,
        message: `${written({ number })} is the bandwidth of a GPU's own memory; what is sent between GPUs goes over their links`,
        related: source ? [{ message: `memory bandwidth ${written(source)}`, span: source.number.span }] : [],
      },
    ];
  });
}
