import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import type { CallToolResult } from '@modelcontextprotocol/sdk/types.js';
import { z } from 'zod';
import { largestText } from '../../config/limits.ts';
import { controlIds, ruleIds } from '../../engine.ts';
import { pageOf } from '../commands/explain.ts';
import { internal, UsageError } from '../input/trouble.ts';
import type { Access } from './access.ts';
import { type Answer, checkAnswer, fixAnswer, layoutsAnswer, memoryAnswer } from './answers.ts';
import { type Asked, documentsFor } from './documents.ts';
import { appMimeType, exploreAnswer, exploreUri } from './explore.ts';

const document = {
  path: z.string().optional().describe('File, or folder, from the first root on or absolute. Give this or `text`.'),
  text: z.string().max(largestText).optional().describe('The document itself, for one that is not saved.'),
  filename: z.string().optional().describe('What `text` would be called, such as plan.yaml: tells its kind. Default: plan.md.'),
};
const format = z.enum(['text', 'json']).default('text').describe('`json` gives exact ranges and figures in bytes.');
const layout = z
  .string()
  .optional()
  .describe('Degrees to restate the plan to, such as "TP=4,EP=8" (those not named are chosen), or "best".');
const set = z
  .string()
  .optional()
  .describe('Counts to restate the plan to, such as "TP=8,DP=2" or "GPUs=1024": every place that depends on them follows.');

const change = z
  .partialRecord(z.enum(controlIds), z.union([z.number().int().min(1), z.string()]))
  .default({})
  .describe(`Values to try, such as {"tp": 4, "recompute": "full"}; the others are as the plan has them. Names: ${controlIds.join(', ')}.`);

/** Nothing is written, and nothing outside of this machine is asked. */
const readOnly = { readOnlyHint: true, destructiveHint: false, idempotentHint: true, openWorldHint: false };

/** The tools of the command line that an agent needs, each answering with text or, where asked, with JSON. */
export function registerTools(server: McpServer, access: () => Promise<Access>, packageRoot: string): void {
  const about =
    <Args extends Asked>(answer: (args: Args, asked: Awaited<ReturnType<typeof documentsFor>>) => Answer | Promise<Answer>) =>
    (args: Args): Promise<CallToolResult> =>
      answered(async () => answer(args, await documentsFor(args, await access())));

  server.registerTool(
    'check',
    {
      title: 'Check a deployment plan',
      description:
        'Recompute every number of a deployment plan and list what cannot be true: degrees that do not multiply to the GPUs, divisions that are not whole, memory that does not fit, wrong equations, contradictions. Says where (line:column) and how to repair it.',
      inputSchema: { ...document, format },
      annotations: readOnly,
    },
    about((args, asked) => checkAnswer(asked, args.format)),
  );
  server.registerTool(
    'fix',
    {
      title: 'Correct a deployment plan',
      description:
        'The corrections of a plan as a unified diff, which restates every place that depends on a change, and what must be looked at by hand. With `layout` or `set` the plan is restated. Nothing is written: apply the diff yourself.',
      inputSchema: { ...document, layout, set },
      annotations: readOnly,
    },
    about((args, asked) => fixAnswer(asked, args)),
  );
  server.registerTool(
    'layouts',
    {
      title: 'Valid layouts for a plan’s GPUs',
      description:
        'Every valid choice of TP, PP, EP, DP (and CP) for the GPUs of a plan, best first, with what changes, memory per GPU, pipeline bubble, and the fewest GPUs that hold the plan.',
      inputSchema: { ...document, format },
      annotations: readOnly,
    },
    about((args, asked) => layoutsAnswer(asked, args.format)),
  );
  server.registerTool(
    'memory',
    {
      title: 'Memory per GPU of a plan',
      description:
        'What each GPU of a plan must hold, by component and pipeline stage, with formulas and sources, what was taken for granted, and what would make it fit.',
      inputSchema: { ...document, format },
      annotations: readOnly,
    },
    about((args, asked) => memoryAnswer(asked, args.format)),
  );
  server.registerTool(
    'explore',
    {
      title: 'Try other values of a plan',
      description:
        'What would follow if a plan had other values: whether they are allowed and why not, memory of a GPU, speed, bubble. Chats that show pages show it as controls and plots. To write a layout into the document use `fix`.',
      inputSchema: { ...document, change, format },
      annotations: readOnly,
      _meta: { ui: { resourceUri: exploreUri } },
    },
    about((args, asked) => exploreAnswer(asked, args.change, args.format)),
  );
  server.registerTool(
    'explain',
    {
      title: 'Explain a rule',
      description: 'What a rule of `check` finds and does not find, with examples.',
      inputSchema: { rule: z.string().describe(`One of ${ruleIds.join(', ')}.`) },
      annotations: readOnly,
    },
    ({ rule }) => answered(async () => ({ text: await pageOf(rule, packageRoot) })),
  );
}

/** Whatever goes wrong is an answer too: the agent can do something about it. */
async function answered(work: () => Promise<Answer>): Promise<CallToolResult> {
  try {
    const { text, json } = await work();
    return { content: [{ type: 'text', text }], ...(json !== undefined && { structuredContent: json }) };
  } catch (error) {
    const text = error instanceof UsageError ? error.message : internal(error);
    return { content: [{ type: 'text', text }], isError: true };
  }
}

/** The page that shows what `explore` answers, in chats that show pages of tools: one file that loads nothing. */
export function registerPages(server: McpServer, packageRoot: string): void {
  const about = { title: 'Explore layouts', description: 'Values of a plan to try, with memory and speed.', mimeType: appMimeType };
  server.registerResource('explore', exploreUri, about, async ({ href }) => {
    const text = await readFile(path.join(packageRoot, 'dist/app/explore.html'), 'utf8');
    return { contents: [{ uri: href, mimeType: appMimeType, text, _meta: { ui: { prefersBorder: true } } }] };
  });
}
