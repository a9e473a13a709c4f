/**
 * Units as plans write them. A unit is a scale and a dimension; counted things (GPUs, tokens) have no dimension but a noun.
 */

/** Exponents of byte, floating-point operation and second. Bits are bytes ÷ 8. */
export interface Dimension {
  readonly bytes: number;
  readonly flop: number;
  readonly time: number;
}

export interface Unit {
  /** As written: `GB`, `TFLOPS`, `tokens/ms`. */
  readonly text: string;
  /** One of it in bytes, FLOP, seconds, or as a bare count; a percent is 0.01. */
  readonly scale: number;
  readonly dimension: Dimension;
  /** Decimal prefix power of 1000 when it may as well be read as binary (KB, MB, GB, TB): 1.024^power is forgiven. */
  readonly binaryPower: number;
  readonly percent: boolean;
  /** `×` or `x` after a number: a ratio. */
  readonly times: boolean;
  /** FLOPS is written for FLOP and for FLOP/s alike. */
  readonly looseTime: boolean;
  /** What is counted, singular and lower case: `gpu`, `token`; null for bytes, seconds and the like. */
  readonly noun: string | null;
}

export const none: Dimension = { bytes: 0, flop: 0, time: 0 };

const base = (text: string, scale: number, dimension: Dimension, more: Partial<Unit> = {}): Unit => ({
  text,
  scale,
  dimension,
  binaryPower: 0,
  percent: false,
  times: false,
  looseTime: false,
  noun: null,
  ...more,
});

const bytes: Dimension = { bytes: 1, flop: 0, time: 0 };
const flop: Dimension = { bytes: 0, flop: 1, time: 0 };
const time: Dimension = { bytes: 0, flop: 0, time: 1 };

const prefixes: readonly (readonly [string, number])[] = [
  ['', 0],
  ['K', 1],
  ['M', 2],
  ['G', 3],
  ['T', 4],
  ['P', 5],
  ['E', 6],
  ['Z', 7],
];
const table = new Map<string, Unit>();

for (const [prefix, power] of prefixes) {
  const scale = 1000 ** power;
  if (power > 0) {
    for (const p of power === 1 ? ['K', 'k'] : [prefix]) {
      table.set(`${p}B`, base(`${p}B`, scale, bytes, { binaryPower: power }));
      table.set(`${p}iB`, base(`${p}iB`, 1024 ** power, bytes));
      for (const name of ['Byte', 'Bytes', 'byte', 'bytes']) table.set(p + name, base(p + name, scale, bytes, { binaryPower: power }));
      for (const rate of ['Bps', 'B/s'])
        table.set(p + rate, base(p + rate, scale, { bytes: 1, flop: 0, time: -1 }, { binaryPower: power }));
      for (const bit of ['b', 'bit', 'bits']) table.set(p + bit, base(p + bit, scale / 8, bytes));
      for (const rate of ['bps', 'bit/s']) table.set(p + rate, base(p + rate, scale / 8, { bytes: 1, flop: 0, time: -1 }));
    }
    table.set(`${prefix}iBps`, base(`${prefix}iBps`, 1024 ** power, { bytes: 1, flop: 0, time: -1 }));
    if (power === 3)
      for (const name of ['gb', 'Gbytes', 'gigabyte', 'gigabytes']) table.set(name, base(name, scale, bytes, { binaryPower: power }));
    if (power === 2) for (const name of ['megabyte', 'megabytes']) table.set(name, base(name, scale, bytes, { binaryPower: power }));
    if (power === 4) for (const name of ['terabyte', 'terabytes']) table.set(name, base(name, scale, bytes, { binaryPower: power }));
  }
  for (const name of ['FLOPS', 'FLOPs', 'Flops', 'flops', 'FLOP', 'Flop', 'flop', 'FlOPS', 'FLops']) {
    table.set(prefix + name, base(prefix + name, scale, flop, { looseTime: true }));
  }
  for (const name of ['FLOPps', 'Flopps']) table.set(prefix + name, base(prefix + name, scale, { bytes: 0, flop: 1, time: -1 }));
}
for (const name of ['byte', 'bytes', 'Byte', 'Bytes', '字节']) table.set(name, base(name, 1, bytes));
for (const name of ['bit', 'bits']) table.set(name, base(name, 1 / 8, bytes));
for (const [names, scale] of [
  [['s', 'sec', 'secs', 'second', 'seconds', '秒'], 1],
  [['ms', 'msec', 'millisecond', 'milliseconds', '毫秒'], 1e-3],
  [['us', 'µs', 'μs', 'usec', 'microsecond', 'microseconds'], 1e-6],
  [['ns', 'nanosecond', 'nanoseconds'], 1e-9],
  [['min', 'mins', 'minute', 'minutes', '分钟'], 60],
  [['h', 'hr', 'hrs', 'hour', 'hours', '小时'], 3600],
  [['day', 'days', '天'], 86400],
  [['week', 'weeks'], 604_800],
] as const) {
  for (const name of names) table.set(name, base(name, scale, time));
}
// power is only ever compared with power: a scale is enough
for (const [name, scale] of [
  ['W', 1],
  ['kW', 1e3],
  ['MW', 1e6],
  ['GW', 1e9],
  ['watts', 1],
] as const)
  table.set(name, base(name, scale, none, { noun: 'watt' }));
const perSecond: Dimension = { bytes: 0, flop: 0, time: -1 };
for (const [name, noun] of [
  ['TPS', 'token'],
  ['tps', 'token'],
  ['RPS', 'request'],
  ['rps', 'request'],
  ['QPS', 'query'],
  ['qps', 'query'],
  ['Hz', null],
] as const) {
  table.set(name, base(name, 1, perSecond, { noun }));
}

/** Multiplying words and suffixes of counts: `30B`, `128K`, `70 billion`. `B` alone is billions here; the reader decides by place. */
const magnitudes: ReadonlyMap<string, number> = new Map([
  ['K', 1e3],
  ['k', 1e3],
  ['M', 1e6],
  ['B', 1e9],
  ['b', 1e9],
  ['bn', 1e9],
  ['T', 1e12],
  ['thousand', 1e3],
  ['million', 1e6],
  ['billion', 1e9],
  ['trillion', 1e12],
  ['Thousand', 1e3],
  ['Million', 1e6],
  ['Billion', 1e9],
  ['Trillion', 1e12],
  ['万', 1e4],
  ['亿', 1e8],
]);

export const percentUnit: Unit = base('%', 0.01, none, { percent: true });
export const timesUnit: Unit = base('×', 1, none, { times: true });

export const magnitudeOf = (word: string): number | undefined => magnitudes.get(word);

export const unitOf = (word: string): Unit | undefined => table.get(word);

export const countUnit = (text: string, noun: string): Unit => base(text, 1, none, { noun });

/** `120 tokens/ms`, `1.8 TB/s`, `GB per GPU`: `unit` divided by another unit or noun. */
export function per(unit: Unit, divisor: Unit, text: string): Unit {
  return {
    ...unit,
    text,
    scale: unit.scale / divisor.scale,
    dimension: {
      bytes: unit.dimension.bytes - divisor.dimension.bytes,
      flop: unit.dimension.flop - divisor.dimension.flop,
      time: unit.dimension.time - divisor.dimension.time,
    },
    looseTime: unit.looseTime && divisor.dimension.time === 0,
  };
}

export const isCount = (dimension: Dimension): boolean => dimension.bytes === 0 && dimension.flop === 0 && dimension.time === 0;

export const sameDimension = (a: Dimension, b: Dimension): boolean => a.bytes === b.bytes && a.flop === b.flop && a.time === b.time;

/** `$`, `€`, `£`: an amount of money; currencies are never set against one another. */
export const moneyUnit: Unit = base('$', 1, none, { noun: 'money' });

/** `B` apart from its number: bytes, or billions. */
export const bytesOrBillions: Unit = base('B', 1, bytes);
