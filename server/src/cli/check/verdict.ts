import type { Language, Severity } from '../../engine.ts';
import type { Format } from '../formats.ts';
import { hashOf } from '../hash.ts';
import { type Baseline, type Kept, knownOf } from '../input/baseline.ts';
import { opened } from '../input/documents.ts';
import type { Input } from '../input/inputs.ts';
import { guarded, KeptTrouble, type Told } from '../input/trouble.ts';
import { coloursOf } from '../output/colour.ts';
import { printsOf } from '../output/fingerprints.ts';
import { tallyOf } from '../output/remedies.ts';
import { type Checked, nothing, type Shown, type Tally } from '../output/report.ts';
import { checked } from '../output/select.ts';

/** What comes of one document. Plain data, made in this thread, in another one, or in an earlier run. */
export interface Verdict {
  readonly path: string;
  readonly language: Language;
  readonly tally: Tally;
  readonly shown: Shown;
  readonly told: readonly Told[];
  /** Its findings as a baseline keeps them, where one is to be written. */
  readonly kept: readonly Kept[];
  /** How many findings a baseline holds of it that are no longer there. */
  readonly gone: number;
  /** Other files that it follows from, by path, with a hash of each text; null for what is not there. */
  readonly read: readonly (readonly [name: string, hash: string | null])[];
}

/** How findings are to be shown. */
export interface Style {
  readonly format: Format;
  readonly colours: boolean;
  /** Findings that are less grave are left out. */
  readonly severity?: Severity | undefined;
  readonly baseline?: Baseline | undefined;
  /** Whether findings are kept for a baseline. */
  readonly keeps?: boolean | undefined;
}

type Describe = (document: Checked) => Shown;

/** Checks documents for a format; the formats that are not asked for are not loaded. */
export async function judge({ format, colours, severity, baseline, keeps }: Style): Promise<(input: Input) => Promise<Verdict>> {
  const describe = await describer(format, colours);
  return async (input) => {
    const trouble = new KeptTrouble();
    const texts = new Map<string, string | null>();
    const { path, language, analysis } = await opened(input, trouble, texts);
    const known = baseline && knownOf(baseline, path);
    const made = guarded(trouble, path, () => {
      const document = checked({ path, language, analysis }, { severity, known });
      return { tally: tallyOf(document), shown: describe(document), kept: keeps ? keptOf(document) : [], gone: goneOf(document, known) };
    });
    const read = [...texts].map(([name, text]) => [name, text === null ? null : hashOf(text)] as const);
    // a defect in one document is told, and what it would show is left out
    const nothingOf = () => ({ tally: nothing, shown: describe(checked({ path, language, analysis: null })), kept: [], gone: 0 });
    return { path, language, ...(made ?? nothingOf()), told: trouble.told, read };
  };
}

function keptOf({ analysis, findings }: Checked): Kept[] {
  if (!analysis || findings.length === 0) return [];
  const prints = printsOf(analysis);
  return findings.map((finding) => ({ rule: finding.rule, fingerprint: prints.get(finding) ?? '', message: finding.message }));
}

function goneOf({ analysis }: Checked, known: ReadonlySet<string> | undefined): number {
  if (!known || known.size === 0) return 0;
  const there = new Set(analysis ? printsOf(analysis).values() : []);
  return [...known].filter((print) => !there.has(print)).length;
}

async function describer(format: Format, colours: boolean): Promise<Describe> {
  switch (format) {
    case 'json':
      return (await import('../output/json-document.ts')).jsonDocument;
    case 'jsonl':
      return (await import('../output/jsonl.ts')).jsonlDocument;
    case 'gitlab':
      return (await import('../output/gitlab.ts')).gitlabDocument();
    case 'junit':
      return (await import('../output/junit.ts')).junitDocument;
    case 'sarif':
      return (await import('../output/sarif-document.ts')).sarifDocument;
    case 'github':
      return (await import('../output/github.ts')).githubDocument();
    case 'pretty':
      return (await import('../output/pretty-document.ts')).prettyDocument(coloursOf(colours));
  }
}
