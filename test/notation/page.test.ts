import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import type { Language } from '../../server/src/document/document.ts';
import { readDocument } from '../../server/src/document/read.ts';
import { compare } from '../../server/src/notation/compare.ts';
import type { Item } from '../../server/src/notation/expression.ts';
import type { Interval } from '../../server/src/notation/interval.ts';
import { tokenize } from '../../server/src/notation/lexer.ts';
import { operandInterval, resultInterval, type WrittenNumber } from '../../server/src/notation/number.ts';
import { parseItems } from '../../server/src/notation/parser.ts';
import { buildPlan, type Plan } from '../../server/src/plan/plan.ts';
import { shortName } from '../../server/src/vocabulary/quantities.ts';
import { code, tablesOf } from './page.ts';

const tables = tablesOf(readFileSync('docs/notation.md', 'utf8'));

/** The body rows of the tables below a heading that have a column of that name. */
function rows(heading: string, column: string): string[][] {
  const found = (tables.get(heading) ?? []).filter(([head]) => head?.includes(column)).flatMap((table) => table.slice(1));
  assert.ok(found.length > 0, `no table below ${heading} with a column ${column}`);
  return found;
}

const items = (text: string): Item[] => parseItems(tokenize(text, { start: 0, end: text.length }), text);

function single(text: string): WrittenNumber {
  const found = items(text);
  const [item] = found;
  assert.equal(found.length, 1, text);
  assert.ok(item?.kind === 'single', text);
  return item.expression.number;
}

/** `29.5e9` and `131.584e3` for figures that nobody can read otherwise. */
const near = (value: number, cell: string): void => {
  const wanted = Number(cell);
  assert.ok(Math.abs(value - wanted) <= 1e-5 * Math.max(1, Math.abs(wanted)), `${value} is not ${cell}`);
};

function spans({ low, high }: Interval, cell: string): void {
  const [from = '', to = from] = cell.split(' to ');
  near(low, from);
  near(high, to);
}

describe('docs/notation.md: numbers', () => {
  for (const [text = '', value = '', operand = '', result = ''] of rows('Numbers', 'as an operand')) {
    it(text, () => {
      const number = single(code(text));
      const [figure = '', unit] = value.split(' ');
      near(number.value, figure);
      assert.equal(number.unit?.dimension.bytes ?? 0, unit === 'bytes' ? 1 : 0);
      spans(operandInterval(number), operand);
      spans(resultInterval(number), result);
    });
  }

  it('and what is none', () => {
    for (const text of ['2025-12-05', '16:56', '2.5.8', '1F1B', 'H100', 'FP16', '1st', '${TP}', '{{ .Values.tp }}', '$NGPU'])
      assert.deepEqual(items(text), [], text);
  });
});

describe('docs/notation.md: units', () => {
  for (const [text = '', value = ''] of rows('Units', 'is')) {
    it(text, () => {
      const number = single(code(text));
      const [, figure = '', unit = ''] = /^([\d.e]+) ?(.*)$/.exec(value) ?? [];
      near(number.value, figure);
      const { bytes = 0, flop = 0, time = 0 } = number.unit?.dimension ?? {};
      const wanted = {
        bytes: [1, 0, 0],
        'bytes per second': [1, 0, -1],
        FLOP: [0, 1, 0],
        'FLOP per second': [0, 1, -1],
        seconds: [0, 0, 1],
        'per second': [0, 0, -1],
      }[unit];
      assert.deepEqual([bytes, flop, time], wanted ?? [0, 0, 0]);
      assert.equal(number.unit?.times ?? false, unit === 'times');
    });
  }
});

describe('docs/notation.md: equations', () => {
  for (const [text = '', wanted = ''] of rows('Equations', 'is')) {
    it(text, () => {
      const item = items(code(text)).find(({ kind }) => kind === 'chain');
      assert.ok(item?.kind === 'chain');
      const [left, right] = item.sides;
      assert.ok(left && right);
      const { verdict, expected } = compare(left, right);
      const [word, figure] = wanted.split(', ');
      assert.equal(
        verdict,
        { true: 'holds', false: 'fails', 'wrong prefix': 'scale', 'not comparable': 'unknown' }[word ?? ''],
        `${verdict} ${expected}`,
      );
      if (figure) near(expected ?? Number.NaN, figure);
    });
  }
});

const kinds: Readonly<Record<string, (text: string) => string>> = {
  sentence: (text) => text,
  list: (text) => `- ${text}`,
  heading: (text) => `## ${text}`,
  listing: (text) => `\`\`\`\n${text}\n\`\`\``,
  bash: (text) => `\`\`\`bash\n${text}\n\`\`\``,
  table: (text) => `| What | Value |\n|---|---|\n| ${text} |`,
};

/** A plan that is nothing but the text of a row, in the place that the row says. */
function planOf(place: string, text: string): Plan {
  const [kind = '', heading] = place.split(', below ');
  const language: Language = kind === 'yaml' || kind === 'json' || kind === 'toml' ? kind : 'markdown';
  const wrap = kinds[kind];
  assert.ok(wrap || language !== 'markdown', place);
  return buildPlan(readDocument(`${heading ? `${code(heading)}\n\n` : ''}${wrap ? wrap(code(text)) : code(text)}\n`, language));
}

describe('docs/notation.md: degrees and other quantities', () => {
  for (const heading of ['Degrees', 'Other quantities']) {
    for (const [place = '', text = '', wanted = ''] of rows(heading, 'read as')) {
      it(`${text} (${place})`, () => {
        const { mentions } = planOf(place, text);
        const parts = wanted === 'nothing' ? [] : wanted.split(', ');
        assert.deepEqual(
          mentions.map(({ id }) => shortName(id)),
          parts.map((part) => part.slice(0, part.lastIndexOf(' '))),
        );
        for (const [index, part] of parts.entries()) near(mentions[index]?.value ?? Number.NaN, part.slice(part.lastIndexOf(' ') + 1));
      });
    }
  }
});

describe('docs/notation.md: scenarios', () => {
  for (const [place = '', text = '', wanted = ''] of rows('Scenarios', 'scenario')) {
    it(`${text} (${place})`, () => {
      const found = planOf(place, text).facts.mentions.map(({ scenario }) =>
        scenario === 'plan' ? 'the plan' : scenario.startsWith('code') ? 'a command' : scenario,
      );
      assert.deepEqual(found, wanted.split(', '));
    });
  }
});
