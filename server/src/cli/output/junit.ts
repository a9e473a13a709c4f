import type { Finding, LineIndex } from '../../engine.ts';
import { toRange } from './range.ts';
import type { Checked, Report } from './report.ts';

/** A plan as a suite of tests. */
interface Suite {
  readonly xml: string;
  readonly tests: number;
  readonly failures: number;
}

/** A finding is a failure; a plan without any passes; what is no plan is no suite. */
export function junitDocument({ path, analysis, findings }: Checked): Suite | null {
  if (!analysis?.isPlan) return null;
  // a hint is worth knowing and fails nothing
  const failing = findings.filter(({ severity }) => severity !== 'hint');
  const cases = failing.length > 0 ? failing.map((finding) => failed(path, analysis.lines, finding)) : [passed(path)];
  const [tests, failures] = [cases.length, failing.length];
  const xml = `  <testsuite${attributes({ name: path, tests, failures, errors: 0 })}>\n${cases.join('')}  </testsuite>\n`;
  return { xml, tests, failures };
}

/** JUnit's XML, which most servers for continuous integration show as tests. */
export function junitReport(write: (text: string) => void): Report {
  const suites: string[] = [];
  let [tests, failures] = [0, 0];
  return {
    add(shown) {
      const suite = shown as Suite | null;
      if (!suite) return;
      tests += suite.tests;
      failures += suite.failures;
      suites.push(suite.xml);
    },
    end({ failures: troubles }) {
      const broken = troubles.map(
        (text) =>
          `    <testcase${attributes({ name: 'could not be checked', classname: 'planwright' })}>\n      <error${attributes({ message: text })}/>\n    </testcase>\n`,
      );
      const own = broken.length === 0 ? '' : suiteOf(broken);
      const counts = attributes({ name: 'planwright', tests: tests + broken.length, failures, errors: broken.length });
      write(`<?xml version="1.0" encoding="UTF-8"?>\n<testsuites${counts}>\n${suites.join('')}${own}</testsuites>\n`);
    },
  };
}

const suiteOf = (cases: readonly string[]): string =>
  `  <testsuite${attributes({ name: 'planwright', tests: cases.length, failures: 0, errors: cases.length })}>\n${cases.join('')}  </testsuite>\n`;

const passed = (path: string): string => `    <testcase${attributes({ name: 'no findings', classname: path, file: path })}/>\n`;

function failed(path: string, lines: LineIndex, { rule, severity, message, span }: Finding): string {
  const { line, column } = toRange(lines, span).start;
  const name = `${rule} at ${line}:${column}`;
  return `    <testcase${attributes({ name, classname: path, file: path, line })}>\n      <failure${attributes({ type: severity, message })}>${escaped(`${path}:${line}:${column}: ${message}`)}</failure>\n    </testcase>\n`;
}

const attributes = (values: Readonly<Record<string, string | number>>): string =>
  Object.entries(values)
    .map(([name, value]) => ` ${name}="${escaped(String(value))}"`)
    .join('');

const names: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

/** Characters that XML 1.0 has no way to write are left out. */
const escaped = (text: string): string =>
  text.replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]/g, '').replace(/[&<>"]/g, (sign) => names[sign] ?? sign);
