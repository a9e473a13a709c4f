import { execFile } from 'node:child_process';
import * as vscode from 'vscode';
import { activeDocument } from './ask.ts';
import { type Program, programOf } from './program.ts';

/** What an agent passes; anything may be missing or of another kind. */
type Given = Readonly<Record<string, unknown>>;

/** Of the editor's interface what came with 1.95; the extension runs in older ones too, which have no such tools. */
interface Models {
  readonly lm?: { registerTool?: (name: string, tool: Tool) => vscode.Disposable };
  readonly LanguageModelTextPart?: new (text: string) => unknown;
  readonly LanguageModelToolResult?: new (parts: unknown[]) => unknown;
}

interface Tool {
  invoke(options: { readonly input?: Given }, token: vscode.CancellationToken): Promise<unknown>;
  prepareInvocation(): { readonly invocationMessage: string };
}

/** A text from the command line: more is for no agent. Characters. */
const longest = 40_000;
/** Of what the command line writes; bytes. */
const maxBuffer = 16e6;

const stringsOf = (given: Given, ...names: string[]): string[] =>
  names.flatMap((name) => (typeof given[name] === 'string' && given[name] !== '' ? [`--${name}`, given[name]] : []));

/** What the command line is asked for each tool: its arguments, and whether a document goes in at its standard input. */
const tools: Readonly<Record<string, { readonly onPlan: boolean; readonly args: (given: Given) => string[] }>> = {
  planwright_check: { onPlan: true, args: () => ['check'] },
  planwright_fix: { onPlan: true, args: (given) => ['fix', '--diff', ...stringsOf(given, 'layout', 'set')] },
  planwright_layouts: { onPlan: true, args: () => ['layouts'] },
  planwright_memory: { onPlan: true, args: () => ['memory'] },
  planwright_explain: { onPlan: false, args: ({ rule }) => ['explain', '--', String(rule)] },
};

/**
 * The tools of `planwright mcp` for the editor's own models, which see documents as they are open, saved or not. They run the command line that
 * lies beside the extension, and write nothing.
 */
export function registerLanguageTools(context: vscode.ExtensionContext): void {
  const { lm, LanguageModelTextPart: Part, LanguageModelToolResult: Result } = vscode as Models;
  if (!lm?.registerTool || !Part || !Result) return;
  const program = programOf(context);
  for (const [name, { onPlan, args }] of Object.entries(tools)) {
    const tool: Tool = {
      async invoke({ input = {} }, token) {
        const document = onPlan ? await documentOf(input) : null;
        const tail = document ? ['--stdin-filename', nameOf(document), '-'] : [];
        const text = await output(program, [...args(input), ...tail], document, token);
        return new Result([new Part(text.length > longest ? `${text.slice(0, longest)}\n…` : text)]);
      },
      prepareInvocation: () => ({ invocationMessage: vscode.l10n.t('Asking Planwright') }),
    };
    context.subscriptions.push(lm.registerTool(name, tool));
  }
}

/** What was never saved is called by its language, which tells its kind. */
const nameOf = ({ isUntitled, languageId, fileName }: vscode.TextDocument): string =>
  isUntitled ? `untitled.${languageId === 'markdown' ? 'md' : languageId}` : fileName;

/** The document that an agent names, else the one before the user. Throws in words for an agent. */
async function documentOf({ path }: Given): Promise<vscode.TextDocument> {
  if (typeof path !== 'string' || path === '') {
    const active = activeDocument();
    if (!active) throw new Error('Say which document: `path`, from the workspace folder on. No editor is active.');
    return active;
  }
  const folders = vscode.workspace.workspaceFolders ?? [];
  const absolute = /^(?:[\\/]|[a-z]:[\\/])/i.test(path);
  const candidates = absolute ? [vscode.Uri.file(path)] : folders.map(({ uri }) => vscode.Uri.joinPath(uri, path));
  for (const uri of candidates) {
    if (!vscode.workspace.getWorkspaceFolder(uri)) continue;
    const document = await vscode.workspace.openTextDocument(uri).then(
      (found) => found,
      () => null,
    );
    if (document) return document;
  }
  throw new Error(`There is no text ${path} in the folders of the workspace.`);
}

/** What the command line says; also where it finds errors. Standard error counts where nothing else is said. */
function output(
  { command, args, env }: Program,
  words: readonly string[],
  document: vscode.TextDocument | null,
  token: vscode.CancellationToken,
): Promise<string> {
  const folder = document && vscode.workspace.getWorkspaceFolder(document.uri);
  const where = folder?.uri.scheme === 'file' ? { cwd: folder.uri.fsPath } : {};
  return new Promise((resolve, reject) => {
    const options = { ...where, env: { ...process.env, ...env, NO_COLOR: '1' }, maxBuffer, windowsHide: true };
    const child = execFile(command, args(...words), options, (error, stdout, stderr) => {
      listening.dispose();
      if (stdout !== '' || error === null) resolve(`${stdout}${stderr}`.trim() || 'Nothing to change.');
      else reject(new Error(stderr.trim() || error.message));
    });
    const listening = token.onCancellationRequested(() => child.kill());
    // it may have ended before it read all
    child.stdin?.on('error', () => {});
    child.stdin?.end(document?.getText() ?? '');
  });
}
