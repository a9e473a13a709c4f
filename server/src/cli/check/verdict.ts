import type { Language } from '../../engine.ts';
import type { Format } from '../formats.ts';
import { hashOf } from '../hash.ts';
import { opened } from '../input/documents.ts';
import type { Input } from '../input/inputs.ts';
import { guarded, KeptTrouble, type Told } from '../input/trouble.ts';
import { coloursOf } from '../output/colour.ts';
import { tallyOf } from '../output/remedies.ts';
import { type Checked, nothing, type Shown, type Tally } from '../output/report.ts';

/** What comes of one document. Plain data, made in this thread, in another one, or in an earlier run. */
export interface Verdict {
  readonly path: string;
  readonly language: Language;
  readonly tally: Tally;
  readonly shown: Shown;
  readonly told: readonly Told[];
  /** Other files that it follows from, by path, with a hash of each text; null for what is not there. */
  readonly read: readonly (readonly [name: string, hash: string | null])[];
}

/** How findings are to be shown. */
export interface Style {
  readonly format: Format;
  readonly colours: boolean;
}

type Describe = (document: Checked) => Shown;

/** Checks documents for a format; the formats that are not asked for are not loaded. */
export async function judge({ format, colours }: Style): Promise<(input: Input) => Promise<Verdict>> {
  const describe = await describer(format, colours);
  return async (input) => {
    const trouble = new KeptTrouble();
    const texts = new Map<string, string | null>();
    const { path, language, analysis } = await opened(input, trouble, texts);
    const made = guarded(trouble, path, () => ({ tally: tallyOf(analysis), shown: describe({ path, language, analysis }) }));
    const read = [...texts].map(([name, text]) => [name, text === null ? null : hashOf(text)] as const);
    // a defect in one document is told, and what it would show is left out
    const { tally, shown } = made ?? { tally: nothing, shown: describe({ path, language, analysis: null }) };
    return { path, language, tally, shown, told: trouble.told, read };
  };
}

async function describer(format: Format, colours: boolean): Promise<Describe> {
  switch (format) {
    case 'json':
      return (await import('../output/json-document.ts')).jsonDocument;
    case 'sarif':
      return (await import('../output/sarif-document.ts')).sarifDocument;
    case 'github':
      return (await import('../output/github.ts')).githubDocument();
    case 'pretty':
      return (await import('../output/pretty-document.ts')).prettyDocument(coloursOf(colours));
  }
}
