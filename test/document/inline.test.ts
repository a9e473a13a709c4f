import assert from 'node:assert/strict';
import test from 'node:test';
import { readDocument } from '../../server/src/document/read.ts';
import { plainOf, words } from './reading.ts';

const reads = (source: string, plain: string): void => {
  assert.equal(plain.length, source.length, 'the expectation keeps every offset');
  assert.equal(plainOf(source), plain);
};

test('bold and emphasis lose their marks', () => {
  reads('**Total GPUs**: *512* and __64__ or _8_', '··Total GPUs··: ·512· and ··64·· or ·8·');
  reads('***both*** **a *b* c**', '···both··· ··a ·b· c··');
});

test('asterisks that multiply and underscores in names stay', () => {
  for (const text of ['4 * 8 * 2', '4*8*2', 'a*b', '2**10 + 3**2', 'EP64_TP2_PP1', '8*(4+2)*3', 'x * y = 3* 4']) reads(text, text);
});

test('a bold run may touch what follows', () => {
  reads('**TP**8', '··TP··8');
  reads('共**512**个', '共··512··个');
});

test('a bold run that is never closed is no bold run', () => reads('**Total: 8', '**Total: 8'));

test('code keeps its words and loses its backticks', () => {
  reads('run `--tp 8` and ``a ` b``', 'run ·--tp 8· and ··a ` b··');
  reads('`a * b * c` and `**x**`', '·a * b * c· and ·**x**·');
  reads('a ` alone', 'a ` alone');
});

test('escapes lose their backslash', () => reads('4 \\* 8 \\_ \\| C:\\dir', '4 ·* 8 ·_ ·| C:\\dir'));

test('links keep their words', () => {
  reads('see [the plan](docs/plan.md) now', `see ·the plan${'·'.repeat(15)} now`);
  reads('![shape 8](a.png "t 9")!', `··shape 8${'·'.repeat(14)}!`);
  reads('[a [b](c/d) e](f/g)', '[a ·b······ e](f/g)');
});

test('brackets that are no link stay', () => {
  for (const text of ['GPUs [0,1](TP=2)', '[0-3] [4-7]', '[3](1.5)', '[x][y]', 'a](b/c)', '[a](not a/target']) reads(text, text);
});

test('a reference is a link where it is defined', () => {
  reads('[8 GPUs][spec] [spec] [other]\n\n[spec]: http://x.y/9\n', '·8 GPUs······· ·spec· [other]\n\n[spec]: http://x.y/9\n');
});

test('HTML tags go, gaps to fill in stay', () => {
  reads('a <b>8</b> <span style="x: 9">c</span>', 'a ···8···· ···················c·······');
  reads('--tp <TP> < 8 and x<y', '--tp <TP> < 8 and x<y');
  reads('see <https://x.y/8>', 'see ·https://x.y/8·');
});

test('a line break of HTML is a line break', () => reads('8<br>4', '8\n···4'));

test('comments go with what they say', () => {
  reads('8 <!-- was 4 --> GPUs', `8 ${'·'.repeat(14)} GPUs`);
  reads('8\n\n<!-- a\n\nTP: 4 -->\n\n9', `8\n\n${'·'.repeat(17)}\n\n9`);
  assert.equal(readDocument('<!-- TP: 8 -->', 'markdown').statements.length, 0);
});

test('struck-out words go; one tilde means about', () => {
  reads('~~8~~ 16 at ~58 GB, ~4', '····· 16 at ~58 GB, ~4');
  reads('~~58 MB', '~~58 MB');
});

test('entities become the character they stand for', () => {
  reads('4 &times; 8 &ge; 2&nbsp;GB &#215; &#xD7; &unknown; a&b', '4 ×······ 8 ≥··· 2\u00a0·····GB ×····· ×····· &unknown; a&b');
  reads('&#x1F600; 8', '········· 8');
});

test('a statement that ends in an entity holds all of it', () => {
  const document = readDocument('- 90&deg;', 'markdown');
  const [statement] = document.statements;
  assert.equal(document.text.slice(statement?.span.start, statement?.span.end), '90&deg;');
});

test('code is verbatim', () => {
  reads('```\na *b* `c` <b> &lt;\n```', '```\na *b* `c` <b> &lt;\n```');
  reads('    x **a** \\*', '    x **a** \\*');
});

test('quote marks inside a paragraph go', () => reads('> TP is\n> 8', '> TP is\n· 8'));

test('marks do not reach over paragraphs', () => reads('**a\n\nb**', '**a\n\nb**'));

test('a pipe in the code of a cell loses its escape', () => {
  reads('| a |\n|---|\n| `x \\| y` |', '| a |\n|---|\n| ·x ·| y· |');
});

test('words in two kinds of markup read as one', () => {
  const document = readDocument('- **`tp_size`**: *8*', 'markdown');
  assert.equal(words(document, document.statements[0]?.label ?? null), 'tp_size');
  assert.equal(words(document, document.statements[0]?.body ?? null), '8');
});
