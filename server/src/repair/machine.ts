import type { Accelerator } from '../physics/gpus.ts';
import type { NumberFormat } from '../physics/precision.ts';
import { bytesPerElement } from '../physics/precision.ts';
import type { StepMachine } from '../physics/step-time.ts';

/** Bytes per second between domains for each GPU, one direction: one 400 Gb/s port a GPU, 800 on Blackwell Ultra. */
const networkOf = ({ name }: Accelerator): number =>
  /^G?B300|^Rubin|^MI455/.test(name) ? 100e9 : /^A100|^A800|^V100/.test(name) ? 25e9 : 50e9;

/** What a step runs on, where the catalog knows enough of it. */
export function machineOf(accelerator: Accelerator | null, format: NumberFormat | null): StepMachine | null {
  if (!accelerator?.peak.bf16 || accelerator.bandwidth === 0) return null;
  const { peak, bandwidth, link, scaleUpDomain } = accelerator;
  const bytes = format ? bytesPerElement(format) : 2;
  // products in four bits are fed from wider activations: half of what the units could do over eight
  const four = bytes < 1 && peak.fp4 !== null && peak.fp8 !== null ? (peak.fp4 + peak.fp8) / 2 : null;
  const own = four ?? (bytes <= 1 ? peak.fp8 : null) ?? peak.bf16 ?? 0;
  return {
    peak: own,
    peakBf16: peak.bf16 ?? own,
    memoryBandwidth: bandwidth,
    link: link ?? 50e9,
    domain: scaleUpDomain,
    network: networkOf(accelerator),
    narrow: own > (peak.bf16 ?? 0),
  };
}
