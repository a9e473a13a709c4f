/** A number as messages show it: separators from ten thousand on. */
export const figure = (value: number): string => {
  const text = Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(4)));
  return Math.abs(value) >= 10_000 && Number.isInteger(value) ? text.replace(/\B(?=(?:\d{3})+$)/g, ',') : text;
};
