import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { type Analysis, analyze, type Span } from '../../server/src/engine.ts';
import { damaged, type Text, wrongPlan } from './arbitraries.ts';
import { holds } from './check.ts';

/** What is said, with every place given in the offsets of another text. */
function said({ findings, isPlan }: Analysis, moved: (offset: number) => number): unknown {
  const at = ({ start, end }: Span): Span => ({ start: moved(start), end: moved(end) });
  return {
    isPlan,
    findings: findings.map(({ rule, severity, message, span, related }) => ({
      rule,
      severity,
      message,
      span: at(span),
      related: related.map((place) => ({ message: place.message, span: at(place.span) })),
    })),
  };
}

const same = (offset: number): number => offset;

/** Offsets of `text` after every `from` in it became `to`. */
function shift(text: string, from: string, to: string): (offset: number) => number {
  const starts: number[] = [];
  for (let at = text.indexOf(from); at >= 0; at = text.indexOf(from, at + from.length)) starts.push(at);
  return (offset) => offset + starts.filter((start) => start + from.length <= offset).length * (to.length - from.length);
}

const once = (text: Text): Analysis => analyze(text.text, { language: text.language });

test('CRLF: the same findings, shifted', () => {
  holds(80, wrongPlan, ({ text, language }) => {
    const crlf = text.replaceAll('\n', '\r\n');
    // a line ending belongs to the line before it: a span that ends there ends before it
    assert.deepEqual(said(once({ text: crlf, language }), same), said(once({ text, language }), shift(text, '\n', '\r\n')));
  });
});

test('a byte order mark: the same findings, shifted by one', () => {
  holds(80, wrongPlan, ({ text, language }) => {
    assert.deepEqual(
      said(once({ text: `\uFEFF${text}`, language }), same),
      said(once({ text, language }), (offset) => offset + 1),
    );
  });
});

test('emoji in names: the same findings, shifted', () => {
  holds(60, fc.tuple(wrongPlan, fc.constantFrom('Heron🚀', '𝓗eron', '鷺', 'Heron👩‍🔬')), ([{ text, language }, name]) => {
    const model = /\b(?:Heron|Kestrel|Osprey|Plover|Curlew|Sandpiper|Dunlin|Lapwing)-/i.exec(text)?.[0] ?? '#';
    const other = `${name}-`;
    assert.deepEqual(
      said(once({ text: text.replaceAll(model, other), language }), same),
      said(once({ text, language }), shift(text, model, other)),
    );
  });
});

test('blank lines at the end change nothing', () => {
  holds(60, fc.oneof(wrongPlan, damaged), ({ text, language }) => {
    assert.deepEqual(said(once({ text: `${text}\n\n`, language }), same), said(once({ text: `${text}\n`, language }), same));
  });
});
