import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as protocol from 'vscode-languageserver-protocol';
import * as codes from '../../server/src/lsp/codes.ts';

test('the numbers and names of the protocol are those of its package', () => {
  for (const [kind, values] of Object.entries(codes)) {
    const theirs = (protocol as unknown as Record<string, Record<string, unknown>>)[kind];
    for (const [name, value] of Object.entries(values)) assert.equal(theirs?.[name], value, `${kind}.${name}`);
  }
});
