/** What axe-core finds wrong with a page for those who do not see it, or do not use a mouse. */
import { readFileSync } from 'node:fs';
import { inRoot } from '../../../scripts/setup.mjs';

const source = readFileSync(inRoot('node_modules/axe-core/axe.min.js'), 'utf8');

/** What a browser is told of the colours that a person wants, by the name of each. */
export const looks = {
  light: { colorScheme: 'light', forcedColors: 'none' },
  dark: { colorScheme: 'dark', forcedColors: 'none' },
  'high contrast': { colorScheme: 'dark', forcedColors: 'active' },
};

/** Findings of axe-core in a page or frame, `rule impact: element`, but for those that are not grave; with `part` (a context of axe-core, such as a selector) in that alone. */
export async function seriousIn(frame, part) {
  // evaluated by the debugger, which no policy of the page forbids
  await frame.evaluate(source);
  return frame.evaluate(async (within) => {
    const { violations } = await globalThis.axe.run(within ?? document, { resultTypes: ['violations'] });
    const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
    return grave.flatMap(({ id, impact, nodes }) => nodes.map(({ html }) => `${id} ${impact}: ${html.slice(0, 160)}`));
  }, part);
}
