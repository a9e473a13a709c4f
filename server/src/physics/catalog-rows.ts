/** Rows of `data/models.json` and `data/accelerators.json`. */
import type { ModelDimensions } from './dimensions.ts';
import type { NumberFormat } from './precision.ts';

export interface ModelRow {
  readonly name: string;
  readonly huggingFace: string;
  readonly aliases: readonly string[];
  /** 10⁹ parameters, as published. */
  readonly total: number;
  readonly active?: number;
  /** Format of the published weights, where it is not bf16. */
  readonly native?: NumberFormat;
  readonly source: string;
  readonly dimensions: ModelDimensions;
}

export interface AcceleratorRow {
  readonly name: string;
  readonly chips: readonly string[];
  readonly memoryGB: number;
  readonly usableGiB: number | null;
  readonly measured: boolean;
  readonly announced: boolean;
  readonly bandwidthTB: number | null;
  readonly bf16: number | null;
  readonly fp16: number | null;
  readonly fp8: number | null;
  readonly fp4: number | null;
  readonly domain: number | null;
  /** GB/s of the fast link, one direction. */
  readonly linkGB: number | null;
  readonly recalled: boolean;
  /** CPU and accelerator share one memory. */
  readonly shared?: boolean;
  readonly source: string;
}
