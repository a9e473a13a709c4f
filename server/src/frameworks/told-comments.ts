import { type Span, span } from '../text/span.ts';
import type { LaunchBuilder } from './builder.ts';
import { type Config, descendants } from './config-tree.ts';
import type { LaunchComment } from './launch.ts';
import { numberOf } from './values.ts';

/** Which comments speak of which launch, whatever the document is written in. */

interface Comment {
  readonly text: string;
  readonly at: Span;
}

/** The comments of a configuration, with the number that stands before each on its line. */
export function commentsOf({ root, comments }: Config, text: string): LaunchComment[] {
  if (comments.length === 0) return [];
  const ends = new Map(
    descendants(root).flatMap((node) => (node.children.length === 0 && node.file === undefined ? [[node.span.end, node] as const] : [])),
  );
  const told = comments.map(({ text: said, span: at }): LaunchComment => {
    let end = at.start;
    while (end > 0 && /[ \t#"']/.test(text[end - 1] ?? '')) end--;
    const node = ends.get(end);
    const value = numberOf(node);
    return node && value ? { text: said, at, of: { key: node.key, value: value.value, at: value.at } } : { text: said, at };
  });
  return withLeads(told, text);
}

/** Lines of a script that are comments, where its reader does not tell them: Dockerfiles, makefiles, units. */
export function commentLines(text: string, at: Span): Comment[] {
  const out: Comment[] = [];
  for (const match of text.slice(at.start, at.end).matchAll(/^[ \t]*([#;][^\r\n]*)/gm)) {
    const start = at.start + match.index + match[0].length - (match[1] ?? '').length;
    out.push({ text: match[1] ?? '', at: span(start, start + (match[1] ?? '').length) });
  }
  return out;
}

/**
 * Deals the comments of a script out to what it launches. Of one launch all that stands before its end speaks; of several each is spoken of by
 * what stands right above it, or on its lines.
 */
export function dealComments(builders: readonly LaunchBuilder[], comments: readonly Comment[], text: string): void {
  if (comments.length === 0) return;
  const inOrder = [...builders].sort((a, b) => a.at.start - b.at.start);
  const seen = new Set<number>();
  const all = withLeads(
    [...comments]
      .sort((a, b) => a.at.start - b.at.start)
      .flatMap((comment): LaunchComment[] => {
        if (seen.has(comment.at.start) || isSwitchedOff(comment.text)) return [];
        seen.add(comment.at.start);
        return [{ ...comment, ...settingBefore(text, comment.at.start) }];
      }),
    text,
  );
  let from = 0;
  for (const builder of inOrder) {
    const { start } = builder.at;
    const end = endOfLine(text, builder.at.end);
    const own = all.filter(
      ({ at }) =>
        at.start >= from &&
        at.start < end &&
        (inOrder.length === 1 || at.start > start || !/\n[ \t]*\r?\n/.test(text.slice(at.end, start))),
    );
    if (own.length > 0) builder.comments(own, true);
    from = end;
  }
}

/** `#TP=4`, `# export TP=4 PP=2`, `#SBATCH --nodes=2`: for the shell, or for what reads the file before it. */
const isSwitchedOff = (text: string): boolean =>
  /^#+\s*(?:export\s+)?[A-Za-z_]\w*=[^\s,;]+(?:[;\s]+(?:export\s+)?[A-Za-z_]\w*=[^\s,;]+)*\s*$|^#(?:SBATCH|PBS|!)/.test(text);

/** `NNODES=4  # …`, `--num-layers 32  # …`: what a comment trails. */
function settingBefore(text: string, at: number): Pick<LaunchComment, 'of'> {
  const line = text.slice(text.lastIndexOf('\n', at - 1) + 1, at);
  const match = /(?:^\s*(?:export\s+)?([A-Za-z_]\w*)=|\s--([a-z][\w-]*)[ =])"?(\d{1,9})"?\s*\\?\s*$/.exec(line.slice(-200));
  const key = match?.[1] ?? match?.[2];
  if (!match?.[3] || !key) return {};
  const start = at - line.length + line.lastIndexOf(match[3]);
  return { of: { key: key.replaceAll('-', '_').toLowerCase(), value: Number(match[3]), at: span(start, start + match[3].length) } };
}

/** Each with the comment on the line above it: the first half of a sentence, or what introduces it. */
function withLeads(comments: readonly LaunchComment[], text: string): LaunchComment[] {
  return comments.map((comment, index) => {
    const above = comments[index - 1];
    const between = above && text.slice(above.at.end, comment.at.start);
    return above && between !== undefined && /^[ \t\r]*\n[ \t#;/]*$/.test(between) ? { ...comment, above: above.text } : comment;
  });
}

function endOfLine(text: string, at: number): number {
  const end = text.indexOf('\n', at);
  return end < 0 ? text.length : end;
}
