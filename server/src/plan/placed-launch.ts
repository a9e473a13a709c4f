import { breachesOf } from '../frameworks/breaches.ts';
import type { Launch } from '../frameworks/launch.ts';
import { namedAccelerator } from './named.ts';
import type { Plan } from './plan.ts';

/** Words of ways to run more than a GPU holds, and of pages that know that it does not fit. */
const knows =
  /\boffload|\b[0-4]-?bit\b|quantiz|quantis|\bggufs?\b|\bout of memory\b|\booms?\b|(?:not|n't|never) (?:be able to )?(?:fit|run|work|load)|too (?:big|large) |\bexceed|\binsufficient|\bat least \d+ ?(?:x|×|gpus?|gb)/i;

/**
 * The only launch of a page on the only accelerator that the page names, where the launch names none itself. A doubt at most: the switch
 * `accelerator_told` says that its own words do not tell.
 */
export function placed(plan: Plan, launch: Launch): Launch {
  const { launches, whole } = plan.launches;
  if (whole || launches.length !== 1 || launch.words('accelerator')) return launch;
  const accelerator = namedAccelerator(plan);
  if (!accelerator || accelerator.announced || accelerator.shared || plan.facts.document.words.has(knows)) return launch;
  return launch.on({ text: accelerator.name, place: launch.at });
}

/** A page that serves a model, without a degree, on a GPU that cannot hold it. */
export function outgrows(plan: Plan): boolean {
  const [launch] = plan.launches.launches;
  if (!launch || launch.engine.modelBehind === undefined || !launch.words('model')) return false;
  const there = placed(plan, launch);
  return there !== launch && breachesOf(there, false).length > 0;
}
