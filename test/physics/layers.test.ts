import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import test from 'node:test';
import { compareLayers, readMeasurement } from './layers.ts';
import { withTables } from './tables.ts';

test('layers that PyTorch ran hold what was predicted', (context) => {
  const comparisons = compareLayers(readMeasurement());
  assert.ok(comparisons.length >= 12);
  for (const { name, kernels, parameters, state, activations, peak } of comparisons) {
    assert.equal(parameters.predicted, parameters.measured, name);
    assert.equal(state.predicted, state.measured, name);
    const ratio = activations.predicted / activations.measured;
    context.diagnostic(`${name}: activations ${ratio.toFixed(3)} of measured`);
    // Fused layers are counted tensor by tensor; eager ones bound frameworks that copy more than these layers do.
    assert.ok(kernels === 'fused' ? Math.abs(ratio - 1) < 0.015 : ratio > 0.99 && ratio < 1.12, `${name}: ${ratio}`);
    if (peak) assert.ok(peak.measured >= 0.8 * peak.predicted.low && peak.measured <= peak.predicted.high, name);
  }
});

test('the tables in docs/physics.md are those that the code gives', () => {
  const document = readFileSync('docs/physics.md', 'utf8');
  assert.equal(withTables(document), document, 'run node scripts/physics-table.mjs --write');
});
