/** What comes first: the answer, or the end of our patience, which is given in milliseconds. */
export async function inTime<T>(answer: Promise<T>, milliseconds: number, late: () => Error): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const end = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(late()), milliseconds);
  });
  try {
    return await Promise.race([answer, end]);
  } finally {
    clearTimeout(timer);
  }
}

/** So long (in milliseconds) may a file system or an editor take: a network drive that is gone never answers. */
export const patience = 3_000;
