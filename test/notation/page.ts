/** Rows of the tables of a page, by the heading above them: cells without their backticks, the header row first. */
export function tablesOf(page: string): Map<string, string[][][]> {
  const tables = new Map<string, string[][][]>();
  let heading = '';
  let rows: string[][] | null = null;
  for (const line of page.split('\n')) {
    if (line.startsWith('#')) heading = line.replace(/^#+ /, '');
    if (!line.startsWith('|')) {
      rows = null;
      continue;
    }
    if (/^\|[-|]+\|$/.test(line)) continue;
    if (!rows) {
      rows = [];
      tables.set(heading, [...(tables.get(heading) ?? []), rows]);
    }
    rows.push(
      line
        .slice(1, -1)
        .split(/(?<!\\)\|/)
        .map((cell) => cell.trim().replaceAll('\\|', '|')),
    );
  }
  return tables;
}

/** The characters between the backticks of a cell. */
export const code = (cell: string): string => /^`(.*)`$/.exec(cell)?.[1] ?? cell;
