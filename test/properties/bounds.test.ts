import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import {
  type Analysis,
  analyze,
  applyEdits,
  type Finding,
  fixAll,
  hoverAt,
  inspect,
  layoutReport,
  memoryReport,
  modificationReport,
  outline,
  type Repair,
  repairsAt,
  repairsFor,
  type Span,
} from '../../server/src/engine.ts';
import { anyText, anyTextAnywhere, damaged, plan, soup, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

test('any text: no throw, and everything said stays inside of it', () => {
  holds(120, anyTextAnywhere, ({ text, language, span }) => {
    const analysis = analyze(text, { language });
    for (const finding of analysis.findings) {
      checkSpan(text, finding.span, true);
      assert.ok(finding.message.length > 0 && !/[\n\0]|undefined|NaN|\[object/.test(finding.message), finding.message);
      for (const { span: place } of finding.related) checkSpan(text, place, true);
      for (const repair of repairsFor(analysis, finding)) checkRepair(analysis, repair);
    }
    for (const repair of repairsAt(analysis, span)) checkRepair(analysis, repair);
    const all = fixAll(analysis);
    if (all) checkRepair(analysis, all);
    const hover = hoverAt(analysis, span.start);
    if (hover) checkSpan(text, hover.span, true);
    outline(analysis);
    inspect(analysis);
    memoryReport(analysis);
    layoutReport(analysis);
  });
});

test('any text: the modifications report can be written', () => {
  holds(15, fc.oneof(damaged, wrongPlan), ({ text, language }) => {
    const report = modificationReport(analyze(text, { language }));
    assert.ok(!/undefined|NaN|\[object/.test(report), report);
  });
});

test('the language and the path are guessed for any text', () => {
  holds(100, fc.tuple(soup, fc.constantFrom('a.md', 'b.yaml', 'c.json', 'd.toml', 'e', 'f.txt', undefined)), ([{ text }, path]) => {
    analyze(text, path === undefined ? {} : { path });
  });
});

test('a finding stands on the characters that it speaks of', () => {
  holds(140, fc.oneof(wrongPlan, damaged), ({ text, language }) => {
    const { findings } = analyze(text, { language });
    for (const finding of findings) {
      if (finding.rule === 'syntax' || finding.rule === 'suppression') continue;
      const said = text.slice(finding.span.start, finding.span.end);
      assert.equal(said, said.trim(), `blanks at the ends of «${said}»`);
      assert.ok(!/[\r\n]\s*[\r\n]/.test(said), `«${said}» runs over a blank line`);
      assert.ok(!cutsNumber(text, finding.span), `«${said}» cuts a number or a character`);
      assert.ok(
        figures(finding.message).some((figure) => figures(said).includes(figure)),
        `«${said}» holds nothing of: ${finding.message}`,
      );
    }
  });
});

test('no two findings stand on the same characters', () => {
  holds(100, fc.oneof(wrongPlan, damaged), ({ text, language }) => {
    const { findings } = analyze(text, { language });
    for (const [index, finding] of findings.entries()) {
      const next: Finding | undefined = findings[index + 1];
      assert.ok(!next || finding.span.start <= next.span.start, 'findings are sorted');
      assert.ok(
        !findings.some((other) => other !== finding && other.span.start < finding.span.end && finding.span.start < other.span.end),
        finding.message,
      );
    }
  });
});

test('a plan in which everything agrees has nothing to repair', () => {
  holds(60, plan, ({ text, language }) => {
    const analysis = analyze(text, { language });
    if (analysis.findings.length === 0) assert.equal(fixAll(analysis), null);
  });
});

function checkSpan(text: string, { start, end }: Span, filled: boolean): void {
  assert.ok(
    Number.isInteger(start) && Number.isInteger(end) && start >= 0 && end <= text.length && (filled ? start < end : start <= end),
    `${start} to ${end} of ${text.length}`,
  );
}

/** Edits are sorted, apart, inside the text, and change something; what stands between them stays. */
function checkRepair({ text }: Analysis, repair: Repair): void {
  assert.ok(repair.title.length > 0 && !/undefined|NaN/.test(repair.title), repair.title);
  assert.ok(repair.edits.length > 0, `«${repair.title}» changes nothing`);
  let at = 0;
  const kept: string[] = [];
  for (const { span, newText } of repair.edits) {
    checkSpan(text, span, false);
    assert.ok(span.start >= at, `edits of «${repair.title}» overlap or are not sorted`);
    assert.notEqual(text.slice(span.start, span.end), newText, `an edit of «${repair.title}» changes nothing`);
    assert.ok(!/undefined|NaN|Infinity/.test(newText), newText);
    assert.ok(!splitsCount(text, span, newText), `«${repair.title}» makes ${text.slice(span.start, span.end)} ${newText}`);
    kept.push(text.slice(at, span.start));
    at = span.end;
  }
  const applied = applyEdits(text, repair.edits);
  let rest = applied;
  for (const [index, { newText }] of repair.edits.entries()) {
    const before = `${kept[index]}${newText}`;
    assert.ok(rest.startsWith(before), 'bytes outside of the edits stay');
    rest = rest.slice(before.length);
  }
  assert.equal(rest, text.slice(at));
  for (const { span } of repair.byHand) checkSpan(text, span, true);
}

/** Writes a fraction in the place of a whole number that counts something: a stage, a GPU, a head. */
function splitsCount(text: string, { start, end }: Span, newText: string): boolean {
  const whole = /^[0-9][0-9,]*$/.test(text.slice(start, end));
  const measured = /^\s?(?:[%BKMGT]|billion|million|tokens|sequences|samples|ms\b|s\b)/.test(text.slice(end, end + 12));
  return whole && !measured && /^[0-9,]+\.[0-9]*[1-9]/.test(newText);
}

const digit = /[0-9]/;
const separated = /[.,]/;

/** `5|12`, `1,|024` or half of an emoji. */
function cutsNumber(text: string, { start, end }: Span): boolean {
  const cut = (at: number): boolean => {
    const [before = '', after = ''] = [text[at - 1], text[at]];
    if (/[\uD800-\uDBFF]/.test(before) && /[\uDC00-\uDFFF]/.test(after)) return true;
    if (digit.test(before) && digit.test(after)) return true;
    return (
      (digit.test(before) && separated.test(after) && digit.test(text[at + 1] ?? '')) ||
      (digit.test(text[at - 2] ?? '') && separated.test(before) && digit.test(after))
    );
  };
  return cut(start) || cut(end);
}

/** Figures of a text without separators and trailing zeros: `1,024` and `1024`, `2.0` and `2` are the same. */
function figures(text: string): string[] {
  return [...text.matchAll(/[0-9][0-9,]*(?:\.[0-9]+)?/g)].map(([figure]) => String(Number(figure.replace(/,/g, ''))));
}

test('any text at all', () => {
  holds(
    200,
    fc.oneof(
      fc.string({ unit: 'binary', maxLength: 300 }),
      anyText.map(({ text }) => text),
    ),
    (text) => {
      analyze(text);
    },
  );
});
