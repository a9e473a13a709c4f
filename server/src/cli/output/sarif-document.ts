import path from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ArtifactLocation, Location, Region, Result } from 'sarif';
import { type Analysis, type Repair, ruleIds, type Severity, type Span, type Suppressed, type Sureness } from '../../engine.ts';
import { printsOf } from './fingerprints.ts';
import { toRange } from './range.ts';
import { remedies } from './remedies.ts';
import type { Checked } from './report.ts';

export const levels: Readonly<Record<Severity, 'error' | 'warning' | 'note'>> = { error: 'error', warning: 'warning', hint: 'note' };

/** Priority to a reader, 0 to 100, by how sure a finding is. */
const ranks: Readonly<Record<Sureness, number>> = { certain: 95, likely: 60, ask: 30 };

/** The findings of a document as SARIF's results. */
export function sarifDocument({ path: shown, analysis, findings: wanted, suppressed }: Checked): Result[] {
  if (!analysis) return [];
  const artifactLocation = locationOf(shown);
  const silenced = new Map(suppressed.map((each) => [each.finding, each]));
  const findings = [...wanted, ...silenced.keys()].sort((a, b) => a.span.start - b.span.start);
  const prints = printsOf(analysis);
  return findings.map((finding) => {
    const by = silenced.get(finding);
    const fixes = by ? [] : remedies(analysis, finding).filter(({ kind, preferred }) => kind === 'fix' || preferred);
    return {
      ruleId: finding.rule,
      ruleIndex: ruleIds.indexOf(finding.rule),
      level: levels[finding.severity],
      rank: ranks[finding.sure],
      message: { text: finding.message },
      locations: [place(analysis, artifactLocation, finding.span)],
      ...(finding.related.length > 0 && {
        relatedLocations: finding.related.map(({ message, span }, id) => ({
          id: id + 1,
          message: { text: message },
          ...place(analysis, artifactLocation, span),
        })),
      }),
      partialFingerprints: { 'planwrightFinding/v1': prints.get(finding) ?? '' },
      ...(by && { suppressions: [suppressionOf(analysis, artifactLocation, by)] }),
      ...(fixes.length > 0 && { fixes: fixes.map((repair) => fixOf(analysis, artifactLocation, repair)) }),
    };
  });
}

/** A service shows what a comment silences as dismissed, with the reason. */
const suppressionOf = (
  analysis: Analysis,
  artifactLocation: ArtifactLocation,
  { by, reason }: Suppressed,
): NonNullable<Result['suppressions']>[number] => ({
  kind: 'inSource',
  ...(reason !== null && { justification: reason }),
  location: place(analysis, artifactLocation, by),
});

const place = (analysis: Analysis, artifactLocation: ArtifactLocation, span: Span): Location => ({
  physicalLocation: { artifactLocation, region: regionOf(analysis, span) },
});

function regionOf({ lines }: Analysis, span: Span): Region {
  const { start, end } = toRange(lines, span);
  return { startLine: start.line, startColumn: start.column, endLine: end.line, endColumn: end.column };
}

const fixOf = (
  analysis: Analysis,
  artifactLocation: ArtifactLocation,
  { title, edits, tier }: Repair,
): NonNullable<Result['fixes']>[number] => ({
  description: { text: title },
  properties: { tier },
  artifactChanges: [
    {
      artifactLocation,
      replacements: edits.map(({ span, newText }) => ({ deletedRegion: regionOf(analysis, span), insertedContent: { text: newText } })),
    },
  ],
});

/** Relative to the working folder, as services expect it; files elsewhere by their full address. */
function locationOf(shown: string): ArtifactLocation {
  const relative = path.relative(process.cwd(), path.resolve(shown));
  if (relative.startsWith('..') || path.isAbsolute(relative)) return { uri: pathToFileURL(path.resolve(shown)).href };
  return { uri: relative.split(path.sep).map(encodeURIComponent).join('/'), uriBaseId: '%SRCROOT%' };
}
