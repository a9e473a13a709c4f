import type { Colours } from './colour.ts';
import type { PrettyDocument } from './pretty-document.ts';
import type { Report, Totals } from './report.ts';
import { counted } from './words.ts';

/** Of so few plans without findings it is told what they were read as. */
const mostRead = 3;

/** Findings for a person to read, and a sum at the end, which `quiet` leaves out. */
export function prettyReport(write: (text: string) => void, colours: Colours, quiet = false): Report {
  const unmarked: string[] = [];
  return {
    add(shown) {
      const { text, read } = shown as PrettyDocument;
      if (text !== '') write(text);
      if (read !== '' && unmarked.length <= mostRead) unmarked.push(read);
    },
    end(totals) {
      if (quiet) return;
      if (totals.plans <= mostRead) for (const line of unmarked) write(`${colours.dim(line)}\n`);
      write(`${summary(totals, colours)}\n`);
    },
  };
}

/** `3 errors, 2 warnings in 1 plan; 37 claims checked, 34 hold` */
export function summary({ errors, warnings, hints, silenced, known, documents, plans, claims, held }: Totals, colours: Colours): string {
  if (plans === 0)
    return documents === 0
      ? 'no files to check'
      : `no plan among ${counted(documents, 'file')} (a plan states how a model is spread over GPUs, or launches it)`;
  const counts = [
    errors > 0 && colours.red(counted(errors, 'error')),
    warnings > 0 && colours.yellow(counted(warnings, 'warning')),
    hints > 0 && colours.cyan(counted(hints, 'hint')),
  ].filter((part) => part !== false);
  const found = counts.length > 0 ? counts.join(', ') : colours.green('no findings');
  const checked = claims === 0 ? '' : `; ${counted(claims, 'claim')} checked, ${held === claims ? 'all hold' : `${held} hold`}`;
  const reasons = [
    silenced > 0 && `${counted(silenced, 'finding')} silenced by comments`,
    known > 0 && `${counted(known, 'finding')} of the baseline left out`,
  ].filter((part) => part !== false);
  const hidden = reasons.length === 0 ? '' : colours.dim(` (${reasons.join(', ')})`);
  return `${found} in ${counted(plans, 'plan')}${checked}${hidden}`;
}
