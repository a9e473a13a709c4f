import type { Analysis } from '../analyze.ts';
import type { Launch } from '../frameworks/launch.ts';
import { productText, worldOf } from '../frameworks/world.ts';
import { figure } from '../notation/write.ts';
import { degreeIds, shortName } from '../vocabulary/quantities.ts';

/** Of the launches of a document, so many are told one by one. */
const mostLaunches = 3;

/** In one line what a plan was read as, for those who find nothing and want to know what was looked at; '' for what is no plan. */
export function readAs({ plan, isPlan }: Analysis): string {
  if (!plan || !isPlan) return '';
  const { launches } = plan.launches;
  const parts = launches.length > 0 ? launchParts(launches) : planParts(plan.values);
  const numbers = new Set(plan.mentions.map(({ number }) => number.span.start));
  for (const { input } of launches) for (const { place } of input.numbers.values()) if (place) numbers.add(place.start);
  return [...parts, `${numbers.size} ${numbers.size === 1 ? 'number' : 'numbers'} understood`].join('; ');
}

function launchParts(all: readonly Launch[]): string[] {
  // what starts the processes is told of where nothing else is known of them
  const programs = all.filter(({ engine }) => engine.id !== 'jobs');
  const launches = programs.length > 0 ? programs : all;
  const told = launches.slice(0, mostLaunches).map((launch) => {
    const { factors, size, gpus } = worldOf(launch);
    const product = factors.length > 0 && launch.engine.id !== 'jobs' ? ` ${productText(factors)}` : '';
    const total = size ?? gpus;
    return `${launch.engine.title}${launch.name === '' ? '' : ` (${launch.name})`}${product}${total === null ? '' : ` on ${gpuText(total)}`}`;
  });
  return launches.length > told.length ? [...told, `${launches.length - told.length} more`] : told;
}

function planParts(values: ReadonlyMap<string, number>): string[] {
  const degrees = degreeIds.filter((id) => values.has(id)).map((id) => `${shortName(id)} ${figure(values.get(id) ?? 0)}`);
  const gpus = values.get('gpus');
  const text = `${degrees.join(' · ')}${gpus === undefined ? '' : `${degrees.length > 0 ? ' on ' : ''}${gpuText(gpus)}`}`;
  return text === '' ? [] : [text];
}

const gpuText = (gpus: number): string => `${figure(gpus)} ${gpus === 1 ? 'GPU' : 'GPUs'}`;
