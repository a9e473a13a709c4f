import type { Document, Statement } from '../document/document.ts';
import type { Files } from '../document/files.ts';
import { breachesOf } from '../frameworks/breaches.ts';
import { agreedClaims } from '../frameworks/claims.ts';
import { type Launches, mayLaunch, nothing } from '../frameworks/fences.ts';
import type { Launch } from '../frameworks/launch.ts';
import { readLaunches } from '../frameworks/launches.ts';
import { quantityOf } from '../frameworks/slots.ts';
import type { WrittenNumber } from '../notation/number.ts';
import type { Span } from '../text/span.ts';
import type { Mention } from './model.ts';
import { main, type Scenario } from './scenario.ts';

/** Launches of a document with their numbers as mentions: each launch is a scenario of its own, a lone one of a config is the plan. */
export interface BoundLaunches extends Launches {
  readonly mentions: readonly Mention[];
  readonly scenarioOf: ReadonlyMap<Launch, Scenario>;
}

export function bindLaunches(document: Document, path: string | null, files?: Files): BoundLaunches {
  const launches = mayLaunch(document) ? readLaunches(document, path, files) : nothing;
  const scenarioOf = new Map<Launch, Scenario>();
  const mentions: Mention[] = [];
  const taken = new Set<Scenario>();
  const statements = new Statements(document.statements);
  // what a job asks for starts nothing by itself
  const started = launches.launches.filter(({ engine }) => engine.id !== 'jobs');
  const only = launches.whole && (started.length === 1 || launches.launches.length === 1) ? (started[0] ?? launches.launches[0]) : null;
  for (const [index, launch] of launches.launches.entries()) {
    const scenario = launch === only ? main : nameOf(launch, index, taken);
    taken.add(scenario);
    scenarioOf.set(launch, scenario);
    for (const [slot, bound] of launch.input.numbers) {
      const id = quantityOf(slot);
      if (!id || !bound.place || bound.source !== 'written' || !bound.editable) continue;
      const statement = statements.at(bound.place.start);
      if (!statement) continue;
      const number = numberAt(document.plain, bound.place, bound.value);
      mentions.push({ id, strength: 'strong', role: 'definition', number, value: bound.value, statement, scenario, claim: null });
    }
    if (scenario === main || launch.input.ownComments)
      for (const { slot, value, at } of agreedClaims(launch)) {
        const [id, statement] = [quantityOf(slot), statements.at(at.start)];
        if (!id || !statement) continue;
        const number = numberAt(document.plain, at, value);
        mentions.push({ id, strength: 'strong', role: 'echo', number, value, statement, scenario, claim: null });
      }
  }
  return { ...launches, mentions: mentions.sort((a, b) => a.number.digits.start - b.number.digits.start), scenarioOf };
}

/** `actor`; `launch 2` where it has no name or shares one. */
function nameOf(launch: Launch, index: number, taken: ReadonlySet<Scenario>): Scenario {
  const name = launch.name === '' ? `launch ${index + 1}` : launch.name;
  return taken.has(name) || name === main ? `${name} ${index + 1}` : name;
}

/** The digits of a config's value as a written number. */
export const numberAt = (plain: string, place: Span, value: number): WrittenNumber => ({
  digits: place,
  span: place,
  text: plain.slice(place.start, place.end),
  shown: value,
  decimals: 0,
  magnitude: 1,
  unit: null,
  value,
  qualifier: 'exact',
});

/** Statements by position. */
class Statements {
  readonly #all: readonly Statement[];

  constructor(all: readonly Statement[]) {
    this.#all = all;
  }

  /** The innermost statement that holds the offset. */
  at(offset: number): Statement | undefined {
    let low = 0;
    let high = this.#all.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#all[middle]?.span.start ?? 0) <= offset) low = middle + 1;
      else high = middle;
    }
    for (let i = low - 1; i >= 0 && i >= low - 200; i--) {
      const statement = this.#all[i];
      if (statement && offset < statement.span.end) return statement;
    }
    return undefined;
  }
}

/** Whether a launch says enough to be a plan: a degree, a count of GPUs or a batch beside another number, or what its program refuses. */
export const isLaunch = (launch: Launch, whole = false): boolean => {
  const slots = [...launch.input.numbers].filter(([, bound]) => bound.source === 'written').map(([slot]) => slot);
  return (
    (launch.input.foreign ?? []).length > 0 ||
    // a manifest or a script that serves a model is a plan of TP 1
    (whole && launch.engine.serves === true && launch.words('model') !== undefined) ||
    (whole && slots.some((slot) => counts.has(slot)) && launch.words('model') !== undefined) ||
    slots.some((slot) => degrees.has(slot)) ||
    (slots.length >= 2 && slots.some((slot) => counts.has(slot))) ||
    ((launch.engine.serves === true || launch.engine.id === 'jobs') && breachesOf(launch, false).length > 0)
  );
};

const degrees: ReadonlySet<string> = new Set(['tp', 'pp', 'ep', 'dp', 'cp', 'sp', 'dp_shard', 'dp_replicate', 'dp_local', 'ici', 'dcn']);
const counts: ReadonlySet<string> = new Set([
  'gpus',
  'nodes',
  'gpus_per_node',
  'global_batch',
  'micro_batch',
  'grad_accum',
  'slots_per_worker',
]);
