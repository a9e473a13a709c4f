import type { Log, ReportingDescriptor, Result } from 'sarif';
import { homepage, ruleIds, ruleInfo, rulePageUrl } from '../../engine.ts';
import type { Report } from './report.ts';
import { levels } from './sarif-document.ts';

/** SARIF 2.1.0 (OASIS), as code scanning services read it. */
export function sarifReport(write: (text: string) => void, version: string): Report {
  const results: Result[] = [];
  return {
    add: (shown) => void results.push(...(shown as readonly Result[])),
    end({ failures }) {
      const log: Log = {
        $schema: 'https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json',
        version: '2.1.0',
        runs: [
          {
            tool: {
              driver: { name: 'Planwright', version, semanticVersion: version, informationUri: homepage, rules: ruleIds.map(describeRule) },
            },
            columnKind: 'utf16CodeUnits',
            invocations: [
              {
                executionSuccessful: failures.length === 0,
                toolExecutionNotifications: failures.map((text) => ({ level: 'error', message: { text } })),
              },
            ],
            results,
          },
        ],
      };
      write(`${JSON.stringify(log, null, 2)}\n`);
    },
  };
}

function describeRule(id: string): ReportingDescriptor {
  const { summary = id, severity = 'error' } = ruleInfo(id) ?? {};
  return {
    id,
    name: id.replace(/(?:^|-)(\w)/g, (_, letter: string) => letter.toUpperCase()),
    shortDescription: { text: summary },
    helpUri: rulePageUrl(id),
    defaultConfiguration: { level: levels[severity] },
  };
}
