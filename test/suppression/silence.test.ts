import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { findings, plan, read, silenced, yaml } from './plan.ts';

const wrong = '- Sum: 10 GB + 20 GB = 40 GB';
const share = '- Share: 27ms (46% of 50ms target)';
const both = [wrong, share];
const sum = 'arithmetic ⟦10 GB + 20 GB = 40 GB⟧';
const ratio = 'arithmetic ⟦46%⟧';

describe('a comment in markdown', () => {
  it('is needed: the plan has two findings without it', () => assert.deepEqual(findings(read(plan(...both))), [sum, ratio]));

  it('silences its line', () => {
    const analysis = read(plan(`${wrong} <!-- planwright-disable-line arithmetic: 10 GB are shared -->`, share));
    assert.deepEqual(findings(analysis), [ratio]);
    assert.deepEqual(silenced(analysis), [sum]);
    assert.equal(analysis.suppressed[0]?.reason, '10 GB are shared');
    const { by } = analysis.suppressed[0] ?? assert.fail();
    assert.equal(analysis.text.slice(by.start, by.end), '<!-- planwright-disable-line arithmetic: 10 GB are shared -->');
  });

  it('silences the next line, and the next with words', () => {
    for (const between of [[], [''], ['', '', '']]) {
      const analysis = read(plan('<!-- planwright-disable-next-line arithmetic -->', ...between, ...both));
      assert.deepEqual(findings(analysis), [ratio]);
      assert.deepEqual(silenced(analysis), [sum]);
    }
  });

  it('for the next line may stand above another one', () => {
    const text = plan('<!-- planwright-disable-next-line arithmetic -->', '<!-- planwright-disable-next-line divisibility -->', ...both);
    assert.deepEqual(findings(read(text)), ['suppression ⟦planwright-disable-next-line divisibility⟧', ratio]);
  });

  it('silences from where it stands to where it is taken back', () => {
    const text = plan(
      wrong,
      '',
      '<!-- planwright-disable arithmetic -->',
      '',
      share,
      '',
      '<!-- planwright-enable arithmetic -->',
      '',
      '- Rest: 3 × 4 = 13 tokens',
    );
    assert.deepEqual(findings(read(text)), [sum, 'arithmetic ⟦3 × 4 = 13⟧']);
    assert.deepEqual(silenced(read(text)), [ratio]);
  });

  it('silences to the end of the document where it is not taken back', () => {
    assert.deepEqual(findings(read(plan(wrong, '', '<!-- planwright-disable -->', '', share))), [sum]);
  });

  it('is taken back for one rule alone', () => {
    const text = plan('- Layers: 33', '', '<!-- planwright-disable -->', '', wrong, '', '<!-- planwright-enable arithmetic -->', '', share);
    assert.deepEqual(findings(read(text)), ['divisibility ⟦4⟧', ratio]);
    assert.deepEqual(silenced(read(text)), [sum]);
  });

  it('silences the document from anywhere in it', () => {
    const analysis = read(plan(...both, '', '<!-- planwright-disable-file arithmetic: figures of the vendor -->'));
    assert.deepEqual(findings(analysis), []);
    assert.deepEqual(silenced(analysis), [sum, ratio]);
    assert.equal(analysis.suppressed[1]?.reason, 'figures of the vendor');
  });

  it('names several rules, with commas or blanks, or none for all', () => {
    const layers = (comment: string) => `Pipeline stages: 4, layers: 33, and 10 GB + 20 GB = 40 GB. <!-- planwright-${comment} -->`;
    for (const names of ['arithmetic, capacity', 'capacity,arithmetic', 'capacity arithmetic', '', ': no names', '-- no names']) {
      const analysis = read(plan(layers(`disable-line ${names}`)));
      assert.deepEqual(silenced(analysis), [sum], names);
    }
  });

  it('gives its reason behind a colon, a dash, or plainly', () => {
    for (const said of [': the sum is not ours', ' the sum is not ours', ' — the sum is not ours', ' -- the sum\n  is not ours']) {
      const analysis = read(plan(`${wrong} <!-- planwright-disable-line arithmetic${said} -->`));
      assert.equal(analysis.suppressed[0]?.reason, 'the sum is not ours', said);
    }
    assert.equal(read(plan(`${wrong} <!-- planwright-disable-line arithmetic -->`)).suppressed[0]?.reason, null);
  });

  it('works in lists, tables, quotes and headings', () => {
    const places = [
      ['- Cluster', '  - Sum: 10 GB + 20 GB = 40 GB <!-- planwright-disable-line -->'],
      ['| What | Sum |', '|---|---|', '| Memory | 10 GB + 20 GB = 40 GB <!-- planwright-disable-line arithmetic --> |'],
      ['> Sum: 10 GB + 20 GB = 40 GB <!-- planwright-disable-line arithmetic -->'],
      ['> <!-- planwright-disable-next-line arithmetic -->', '> Sum: 10 GB + 20 GB = 40 GB'],
      ['## Sum: 10 GB + 20 GB = 40 GB <!-- planwright-disable-line arithmetic -->'],
    ];
    for (const lines of places) {
      const analysis = read(plan(...lines));
      assert.deepEqual(findings(analysis), [], lines.join('\n'));
      assert.deepEqual(silenced(analysis), [sum], lines.join('\n'));
    }
  });

  it('works with carriage returns and behind a byte order mark', () => {
    const text =
      `\ufeff${plan(wrong, share, '', '<!-- planwright-disable-next-line arithmetic -->', '- Rest: 3 × 4 = 13 tokens')}`.replaceAll(
        '\n',
        '\r\n',
      );
    assert.deepEqual(findings(read(text)), [sum, ratio]);
    assert.deepEqual(silenced(read(text)), ['arithmetic ⟦3 × 4 = 13⟧']);
  });

  it('above a fence speaks of the whole of it', () => {
    const text = plan(
      '<!-- planwright-disable-next-line arithmetic -->',
      '```',
      'Sum: 10 GB + 20 GB = 40 GB',
      '',
      'Rest: 3 × 4 = 13 tokens',
      '```',
      '',
      share,
    );
    assert.deepEqual(findings(read(text)), [ratio]);
    assert.deepEqual(silenced(read(text)), [sum, 'arithmetic ⟦3 × 4 = 13⟧']);
  });

  it('is none where it is shown as code', () => {
    assert.deepEqual(findings(read(plan(`${wrong} \`<!-- planwright-disable-line -->\``))), [sum]);
    assert.deepEqual(findings(read(plan(wrong, '', '```html', '<!-- planwright-disable-file -->', '```'))), [sum]);
  });

  it('says nothing in a document that is no plan', () => {
    const analysis = read('# Parallel lives\n\nPlutarch. <!-- planwright-disable-line gpu-count -->\n');
    assert.equal(analysis.isPlan, false);
    assert.deepEqual(analysis.findings, []);
  });
});

describe('a comment in code', () => {
  it('silences its line in a fence', () => {
    const fence = (info: string, line: string) => plan(`\`\`\`${info}`, 'tensor_parallel: 8', line, '```');
    for (const mark of [
      '# planwright-disable-line',
      '#planwright-disable-line arithmetic',
      '# 10 GB short # planwright-disable-line arithmetic as agreed',
    ]) {
      const analysis = read(fence('yaml', `memory: 10 GB + 20 GB = 40 GB  ${mark}`));
      assert.deepEqual(silenced(analysis), [sum], mark);
      assert.deepEqual(findings(analysis), [], mark);
    }
  });

  it('works in YAML, TOML and JSON', () => {
    const documents = [
      ['yaml', yaml('sum: 10 GB + 20 GB = 40 GB # planwright-disable-line arithmetic two are shared')],
      ['yaml', yaml('# planwright-disable-next-line arithmetic: two are shared', '', 'sum: 10 GB + 20 GB = 40 GB')],
      ['yaml', yaml('# planwright-disable arithmetic: two are shared', 'sum: 10 GB + 20 GB = 40 GB', '# planwright-enable')],
      ['yaml', yaml('sum: 10 GB + 20 GB = 40 GB', '# planwright-disable-file arithmetic: two are shared')],
      [
        'toml',
        'tensor_parallel = 8\npipeline_parallel = 4\nsum = "10 GB + 20 GB = 40 GB" # planwright-disable-line arithmetic two are shared\n',
      ],
      [
        'json',
        '{"tensor_parallel": 8, "pipeline_parallel": 4,\n"sum": "10 GB + 20 GB = 40 GB" // planwright-disable-line arithmetic two are shared\n}',
      ],
      [
        'json',
        '{"tensor_parallel": 8, "pipeline_parallel": 4, /* planwright-disable-next-line: two are shared */\n"sum": "10 GB + 20 GB = 40 GB"\n}',
      ],
    ] as const;
    for (const [language, text] of documents) {
      const analysis = read(text, { language });
      assert.deepEqual(findings(analysis), [], text);
      assert.deepEqual(silenced(analysis), [sum], text);
      assert.equal(analysis.suppressed[0]?.reason, 'two are shared', text);
    }
  });

  it('speaks of a value of several lines as a whole', () => {
    const text = yaml(
      '# planwright-disable-next-line arithmetic',
      'notes: |',
      '  Sum: 10 GB + 20 GB = 40 GB',
      '  Rest: 3 × 4 = 13 tokens',
      'more: 2 × 3 = 7 tokens',
    );
    assert.deepEqual(findings(read(text, { language: 'yaml' })), ['arithmetic ⟦2 × 3 = 7⟧']);
    assert.equal(read(text, { language: 'yaml' }).suppressed.length, 2);
  });

  it('is no part of the plan, whatever its reason says', () => {
    const analysis = read(yaml('sum: 10 GB + 20 GB = 40 GB # planwright-disable-line arithmetic: TP 4 and 3 × 3 = 10 are old'), {
      language: 'yaml',
    });
    assert.deepEqual(findings(analysis), []);
    assert.equal(analysis.plan?.values.get('tp'), 8);
  });

  it('works in front matter', () => {
    const text =
      '---\ntensor_parallel: 8\npipeline_parallel: 4\nsum: 10 GB + 20 GB = 40 GB # planwright-disable-line arithmetic\n---\n\n# Plan\n';
    assert.deepEqual(silenced(read(text)), [sum]);
  });
});
