import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, it } from 'node:test';
import { readSet } from '../accuracy/labels.ts';
import { restoredIn } from '../accuracy/restored.ts';
import { brokenPromises } from './promises.ts';

/** Documents with something to repair. */
const folders = ['examples', 'test/rules/fixtures/plans'];

describe('repairs', () => {
  it('make nothing wrong, settle what they are for, change nothing twice and no other byte', () => {
    let tried = 0;
    for (const folder of folders)
      for (const name of readdirSync(folder).filter((file) => /\.(?:md|ya?ml)$/.test(file))) {
        const file = path.join(folder, name);
        const found = brokenPromises(file, readFileSync(file, 'utf8'));
        assert.deepEqual(found.broken, [], file);
        tried += found.tried;
      }
    assert.ok(tried > 20, `${tried} repairs`);
  });

  it('of changed figures in labelled documents: fix all writes none that was not there', () => {
    const notes: string[] = [];
    const [some] = [readSet('test/accuracy/documents/a').slice(0, 5)];
    const { caught, harmed } = restoredIn(some, 0.1, 0, notes);
    assert.ok(caught > 0);
    assert.equal(harmed, 0, notes.join('\n'));
  });
});
