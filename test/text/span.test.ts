import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { overlaps, overlapsAny, type Span } from '../../server/src/text/span.ts';

const spans = fc.tuple(fc.nat(40), fc.nat(6)).map(([start, length]): Span => ({ start, end: start + length }));

describe('spans', () => {
  it('share a character with any of several as they do with each, empty ones among them', () => {
    fc.assert(
      fc.property(fc.array(spans, { maxLength: 12 }), spans, (several, other) => {
        assert.equal(
          overlapsAny(several)(other),
          several.some((each) => overlaps(each, other)),
        );
      }),
    );
  });
});
