/** What frameworks and platforms call things, what their degrees multiply to, and the rules they die by. */
export type { Dialect } from './dialect.ts';
export { dialects } from './dialects/index.ts';
export type { Engine } from './engine.ts';
export { engines } from './engines/index.ts';
export { slotName, slotSymbol } from './slots.ts';
