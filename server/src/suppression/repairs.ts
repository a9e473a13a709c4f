import type { Document } from '../document/document.ts';
import type { Finding, Repair } from '../findings.ts';
import type { LineIndex } from '../text/lines.ts';
import { type Silence, silenceEverywhere, silenceHere } from './write.ts';

/** Comments that silence a finding, the narrowest first. A document that does not parse and a comment at fault are not to be silenced. */
export function suppressRepairs(
  { document, lines, path }: { readonly document: Document; readonly lines: LineIndex; readonly path: string | null },
  finding: Finding,
): Repair[] {
  if (finding.rule === 'suppression' || finding.rule === 'syntax') return [];
  const silences = [silenceHere(document, lines, path, finding), silenceEverywhere(document, lines, path, finding)];
  return silences
    .filter((silence): silence is Silence => silence !== null)
    .map(({ where, edit }) => ({
      kind: 'suppress',
      title: `Silence ${finding.rule} ${where}`,
      consequences: [],
      preferred: false,
      tier: 'check by hand',
      edits: [edit],
      byHand: [],
      settles: [finding],
    }));
}
