import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isSoft, offsetIn, readScript, type Script } from '../../server/src/frameworks/shell.ts';

const read = (text: string): Script => readScript(text, { start: 0, end: text.length });
const commands = (text: string): string[] =>
  read(text).commands.map(
    (command) => command.words.map((word) => (word.unknown ? '?' : word.text)).join(' ') + (command.open ? ' …' : ''),
  );

describe('shell', () => {
  it('tells commands apart and joins continued lines', () => {
    assert.deepEqual(commands('a 1 && b 2; c \\\n  3 | d\n'), ['a 1', 'b 2', 'c 3', 'd']);
    assert.deepEqual(commands('a \\\n  # about the next\n  --x 1\n'), ['a --x 1']);
  });

  it('leaves comments and documents in the script alone', () => {
    assert.deepEqual(commands('a # --tp 8\ncat <<EOF > file\nrun --tp 4\nEOF\nb\n'), ['a', 'cat > file', 'b']);
  });

  it('fills in what the script assigns', () => {
    assert.deepEqual(commands('TP=4\nGPUS=$((TP * 2))\nrun --tp $TP --n ${GPUS}\n'), ['run --tp 4 --n 8']);
    assert.deepEqual(commands('ARGS=(--tp 8 --pp 2)\nrun ${ARGS[@]} --x\n'), ['run --tp 8 --pp 2 --x']);
    assert.deepEqual(commands('ARGS="--tp 8 --pp 2"\nrun $ARGS\n'), ['run --tp 8 --pp 2']);
    assert.deepEqual(commands('TP=${TP:-8}\nrun --tp $TP\n'), ['run --tp 8']);
    assert.deepEqual(commands(': "${TP:=4}"\n: ${PP:=2}\nrun --tp $TP --pp $PP\n').at(-1), 'run --tp 4 --pp 2');
  });

  it('takes nothing that it cannot know', () => {
    assert.deepEqual(commands('run --tp $TP\n'), ['run --tp ?']);
    assert.deepEqual(commands('TP=4\nTP=8\nrun --tp $TP\n'), ['run --tp ?']);
    assert.deepEqual(commands('TP=$(nproc)\nrun --tp=$TP\n'), ['run ?']);
    assert.deepEqual(
      commands('for TP in 1 2; do\n  run --tp $TP\ndone\n').filter((command) => command.startsWith('run')),
      ['run --tp ?'],
    );
    assert.deepEqual(commands('run --tp 8 $EXTRA_ARGS "$@"\n'), ['run --tp 8 …']);
  });

  it('keeps in mind through variables and sums that a default may be another number', () => {
    const soft = (text: string): boolean[] => read(text).commands.at(-1)?.words.slice(1).map(isSoft) ?? [];
    assert.deepEqual(soft('A=${1:-8}\nB=$A\nC=$((B * 2))\nD=$((2 * 4))\nrun $A $B $C $D 8\n'), [true, true, true, false, false]);
  });

  it('knows where a number stands, through variables too', () => {
    const text = 'TP=16\nrun --tp $TP\n';
    const word = read(text).commands[0]?.words[2];
    assert.ok(word);
    assert.equal(offsetIn(word, 0), 3);
  });

  it('ends in time on scripts that grow', () => {
    const grow = Array.from({ length: 40 }, (_, i) => `V${i + 1}="$V${i} $V${i} $V${i}"`).join('\n');
    assert.ok(read(`V0=x\n${grow}\nrun $V40\n`).commands.length >= 0);
    assert.ok(read('A="$B"\nB="$A"\nrun $A\n').commands.length === 1);
    for (const text of ['${', '$((', '`', "'", '"', '\\', '<<', 'a=(', '$(', '${{']) assert.ok(read(text.repeat(500)));
  });
});
