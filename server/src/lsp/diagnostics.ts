import type { Diagnostic } from 'vscode-languageserver-protocol';
import { parseConfig } from '../config/parse.ts';
import { type Analysis, type Finding, LineIndex, rulePageUrl, type Severity } from '../engine.ts';
import type { Client } from './client.ts';
import { DiagnosticSeverity } from './codes.ts';
import { fingerprints } from './fingerprint.ts';
import { toRange } from './positions.ts';

export const source = 'planwright';

/** A hint shows as three dots under the text and stays out of the list of problems. */
const severities: Readonly<Record<Severity, DiagnosticSeverity>> = {
  error: DiagnosticSeverity.Error,
  warning: DiagnosticSeverity.Warning,
  hint: DiagnosticSeverity.Hint,
};

/** Diagnostics of a document, in the order of its findings: `toDiagnostics(a)[i]` tells of `a.findings[i]`. */
export function toDiagnostics(analysis: Analysis, uri: string, client: Client): Diagnostic[] {
  const prints = fingerprints(analysis);
  return analysis.findings.map((finding, at) => toDiagnostic(analysis, finding, prints[at] ?? '', uri, client));
}

function toDiagnostic({ lines }: Analysis, finding: Finding, fingerprint: string, uri: string, client: Client): Diagnostic {
  const diagnostic: Diagnostic = {
    range: toRange(lines, finding.span),
    severity: severities[finding.severity],
    source,
    code: finding.rule,
    codeDescription: { href: rulePageUrl(finding.rule) },
    message: finding.message,
    data: { fingerprint, sure: finding.sure },
  };
  if (client.relatedInformation && finding.related.length > 0) {
    diagnostic.relatedInformation = finding.related.map(({ message, span }) => ({
      message,
      location: { uri, range: toRange(lines, span) },
    }));
  }
  return diagnostic;
}

/** What is wrong in a `planwright.yaml` itself. */
export function toConfigDiagnostics(text: string): Diagnostic[] {
  const lines = new LineIndex(text);
  return parseConfig(text).problems.map(({ message, span }) => ({
    range: toRange(lines, span),
    severity: DiagnosticSeverity.Error,
    source,
    code: 'config',
    message,
  }));
}
