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

  it('follows what sets a variable anew', () => {
    const last = (text: string) => commands(text).at(-1);
    assert.equal(last('N=2\nread N <<< "$(wc -l < hosts)"\nrun $N\n'), 'run …');
    assert.equal(last('T=4\n(( T *= 2 ))\nrun --tp $T\n'), 'run --tp 8');
    assert.equal(last('T=4\n((T++))\nrun --tp $T\n'), 'run --tp 5');
    assert.equal(last('T=5\nlet T=T-1\nrun --tp $T\n'), 'run --tp 4');
    assert.equal(last('T=5\nX=$((T = 8))\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('T=6\nprintf -v T %d 8\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('T=6\nmapfile T < f\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('T=6\nunset T\nrun --tp ${T:-2}\n'), 'run --tp 2');
    assert.equal(last('T=6\nT[0]=8\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('T=$((010))\nrun --tp $T\n'), 'run --tp 8');
    assert.equal(last('declare -i T=4\nT+=4\nrun --tp $T\n'), 'run --tp 8');
    assert.equal(last('A="--tp 8"\nA+=" --pp 2"\nrun $A\n'), 'run --tp 8 --pp 2');
    assert.equal(last('A=(--tp 8)\nA+=(--pp 2)\nrun "${A[@]}"\n'), 'run --tp 8 --pp 2');
  });

  it('gives a command what was known before it', () => {
    const last = (text: string) => commands(text).at(-1);
    assert.equal(last('N=2 sbatch x.sh\nrun --n ${N:-3}\n'), 'run --n 3');
    assert.equal(last('T=4\nT=8 run --tp $T\n'), 'run --tp 4');
    assert.equal(last('run --tp $T\nT=8\n'), 'run --tp ?');
    assert.equal(last('export A=8 && export B=2 && run $A $B\n'), 'run 8 2');
  });

  it('knows nothing of what one of several ways has set', () => {
    const last = (text: string) => commands(text).at(-1);
    assert.equal(last('if [ "$BIG" = 1 ]; then T=6; fi\nrun --tp ${T:-2}\n'), 'run --tp ?');
    assert.equal(last('if a; then T=6; else T=8; fi\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('if a; then T=6; else T=6; fi\nrun --tp $T\n'), 'run --tp 6');
    assert.equal(last('T=6\nif [ $# -lt 1 ]; then T=0; exit 1; fi\nrun --tp $T\n'), 'run --tp 6');
    assert.equal(last('[ x = "$X" ] && T=6\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('case $X in a) T=6 ;; *) T=8 ;; esac\nrun --tp $T\n'), 'run --tp ?');
    assert.equal(last('(T=6; echo $T)\nrun --tp ${T:-2}\n'), 'run --tp 2');
    assert.equal(last('T=6\necho 8 | read T\nrun --tp $T\n'), 'run --tp 6');
    assert.equal(last('T=1\nwhile a; do T=$((T * 2)); done\nrun --tp $T\n'), 'run --tp ?');
  });

  it('takes what is set only where it was not set for a default', () => {
    const soft = (text: string): [string, boolean] | undefined => {
      const word = read(text).commands.at(-1)?.words.at(-1);
      return word && [word.text, isSoft(word)];
    };
    assert.deepEqual(soft('if [ -z "$T" ]; then\n  T=8\nfi\nrun --tp $T\n'), ['8', true]);
    assert.deepEqual(soft('[[ -z "${T:-}" ]] && T=8\nrun --tp $T\n'), ['8', true]);
    assert.deepEqual(soft('T=8\nsource ./settings.sh\nrun --tp $T\n'), ['8', true]);
    assert.deepEqual(soft('T=8\nsource ~/.bashrc\nrun --tp $T\n'), ['8', false]);
    // alternatives of a guide, one below the other
    assert.deepEqual(soft('T=4\nT=8\nrun --tp $T\n'), ['8', true]);
  });

  it('goes into functions where they are called', () => {
    assert.deepEqual(
      commands('go() {\n  run --tp $1 --pp $P\n}\nP=2\ngo 8\nP=3\ngo 4\n').filter((command) => command.startsWith('run')),
      ['run --tp 8 --pp 2', 'run --tp 4 --pp 3'],
    );
    assert.deepEqual(commands('function go {\n  run --tp $1\n}\n'), ['run --tp ?']);
  });

  it('keeps together what redirections and placeholders hold', () => {
    assert.deepEqual(commands('run --tp 8 2>&1 --pp 2 &>log --x\n'), ['run --tp 8 2>&1 --pp 2 &>log --x']);
    assert.deepEqual(commands('run --n <number of nodes> --tp 8\n'), ['run --n ? --tp 8']);
  });

  it('ends in time on scripts that grow', () => {
    const grow = Array.from({ length: 40 }, (_, i) => `V${i + 1}="$V${i} $V${i} $V${i}"`).join('\n');
    assert.ok(read(`V0=x\n${grow}\nrun $V40\n`).commands.length >= 0);
    assert.ok(read('A="$B"\nB="$A"\nrun $A\n').commands.length === 1);
    for (const text of [
      'if ',
      'if a; then ',
      'case x in ',
      'f() { ',
      '( ',
      '((',
      'for x in ',
      'while a; do ',
      'a && ',
      'a | ',
      '${',
      '$((',
      '`',
      "'",
      '"',
      '\\',
      '<<',
      'a=(',
      '$(',
      '${{',
    ])
      assert.ok(read(text.repeat(500)));
  });
});
