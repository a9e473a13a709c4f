import type { Colours } from './colour.ts';
import type { Report, Totals } from './report.ts';
import { counted } from './words.ts';

/** Findings for a person to read, and a sum at the end. */
export const prettyReport = (write: (text: string) => void, colours: Colours): Report => ({
  add: (shown) => {
    if (shown !== '') write(String(shown));
  },
  end: (totals) => write(`${summary(totals, colours)}\n`),
});

/** `3 errors, 2 warnings in 1 plan; 37 claims checked, 34 hold` */
export function summary({ errors, warnings, hints, silenced, documents, plans, claims, held }: Totals, colours: Colours): string {
  if (plans === 0) return documents === 0 ? 'no files to check' : `no plan among ${counted(documents, 'file')}`;
  const counts = [
    errors > 0 && colours.red(counted(errors, 'error')),
    warnings > 0 && colours.yellow(counted(warnings, 'warning')),
    hints > 0 && colours.cyan(counted(hints, 'hint')),
  ].filter((part) => part !== false);
  const found = counts.length > 0 ? counts.join(', ') : colours.green('no findings');
  const checked = claims === 0 ? '' : `; ${counted(claims, 'claim')} checked, ${held === claims ? 'all hold' : `${held} hold`}`;
  const hidden = silenced === 0 ? '' : colours.dim(` (${counted(silenced, 'finding')} silenced by comments)`);
  return `${found} in ${counted(plans, 'plan')}${checked}${hidden}`;
}
