/** `1 error`, `3 errors`. */
export const counted = (n: number, noun: string, several = `${noun}s`): string => `${n} ${n === 1 ? noun : several}`;
