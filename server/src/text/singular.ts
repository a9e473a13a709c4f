/**
 * One form for the many of a noun, lower case: `GPUs` and `gpu`, `queries` and `query`, `tok` and `tokens`, `batches` and `batch`. For
 * setting words against each other, never for showing them: `caches` becomes `cach`, as `cache` does.
 */
export function singular(noun: string): string {
  const lower = noun.toLowerCase();
  if (/^tok(?:ens?)?$/.test(lower)) return 'token';
  return lower
    .replace(/(?<=[a-z]{2})ies$/, 'y')
    .replace(/(?<=[a-z]{2})(?<!s)s$/, '')
    .replace(/(?<=ch|sh|x|ss)e$/, '');
}
