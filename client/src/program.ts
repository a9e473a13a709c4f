import * as vscode from 'vscode';

/** The command line that lies beside the extension, run by the Node of the editor itself: nothing has to be installed. */
export interface Program {
  readonly command: string;
  readonly args: (...args: string[]) => string[];
  readonly env: Record<string, string>;
}

export function programOf(context: vscode.ExtensionContext): Program {
  const script = vscode.Uri.joinPath(context.extensionUri, 'bin/planwright.mjs').fsPath;
  return { command: process.execPath, args: (...args) => [script, ...args], env: { ELECTRON_RUN_AS_NODE: '1' } };
}

const taskType = 'planwright';

/** A task that checks all plans of a folder, open or not, and a command that runs it. */
export function registerTasks(context: vscode.ExtensionContext): void {
  const program = programOf(context);
  const taskOf = (folder: vscode.WorkspaceFolder, paths: readonly string[] = ['.']): vscode.Task => {
    const options = { cwd: folder.uri.fsPath, env: program.env };
    const execution = new vscode.ProcessExecution(program.command, program.args('check', ...paths), options);
    const definition = { type: taskType, paths };
    const task = new vscode.Task(definition, folder, 'check', 'planwright', execution, '$planwright');
    task.group = vscode.TaskGroup.Test;
    task.presentationOptions = { reveal: vscode.TaskRevealKind.Silent, clear: true };
    return task;
  };
  const folders = (): vscode.WorkspaceFolder[] => (vscode.workspace.workspaceFolders ?? []).filter(({ uri }) => uri.scheme === 'file');
  context.subscriptions.push(
    vscode.tasks.registerTaskProvider(taskType, {
      provideTasks: () => folders().map((folder) => taskOf(folder)),
      resolveTask({ definition, scope }) {
        const folder = typeof scope === 'object' ? scope : folders()[0];
        return folder && taskOf(folder, Array.isArray(definition.paths) ? definition.paths : undefined);
      },
    }),
    vscode.commands.registerCommand('planwright.checkWorkspace', async () => {
      const all = folders();
      if (all.length === 0) return void vscode.window.showInformationMessage(vscode.l10n.t('Planwright: no folder is open.'));
      for (const folder of all) await vscode.tasks.executeTask(taskOf(folder));
    }),
  );
  checkWhereWanted(context, folders, taskOf);
}

/** Checks each folder once whose setting asks for it: when it is opened, or trusted, or the setting is changed. Open plans are checked anyway. */
function checkWhereWanted(
  context: vscode.ExtensionContext,
  folders: () => vscode.WorkspaceFolder[],
  taskOf: (folder: vscode.WorkspaceFolder) => vscode.Task,
): void {
  const checked = new Set<string>();
  const check = async (): Promise<void> => {
    // tasks do not run in a folder that nobody trusts
    if (!vscode.workspace.isTrusted) return;
    for (const folder of folders()) {
      const key = folder.uri.toString();
      const wanted = vscode.workspace.getConfiguration('planwright', folder.uri).get('workspaceProblems') === true;
      if (!wanted) checked.delete(key);
      if (!wanted || checked.has(key)) continue;
      checked.add(key);
      await vscode.tasks.executeTask(taskOf(folder));
    }
  };
  context.subscriptions.push(
    vscode.workspace.onDidChangeWorkspaceFolders(check),
    vscode.workspace.onDidGrantWorkspaceTrust(check),
    vscode.workspace.onDidChangeConfiguration((event) => event.affectsConfiguration('planwright.workspaceProblems') && check()),
  );
  void check();
}

/** Of the editor's interface what came with 1.101; the extension runs in older ones too, which have no agents. */
interface Agents {
  readonly lm?: {
    registerMcpServerDefinitionProvider?: (id: string, provider: { provideMcpServerDefinitions: () => unknown[] }) => vscode.Disposable;
  };
  readonly McpStdioServerDefinition?: new (
    label: string,
    command: string,
    args: string[],
    env: Record<string, string>,
    version: string,
  ) => unknown;
}

/** Offers `planwright mcp` to the editor's agents; tells whether there are any. */
export function registerAgents(context: vscode.ExtensionContext): boolean {
  const { lm, McpStdioServerDefinition: Definition } = vscode as Agents;
  if (!lm?.registerMcpServerDefinitionProvider || !Definition) return false;
  const { command, args, env } = programOf(context);
  const version = String(context.extension.packageJSON.version);
  const provideMcpServerDefinitions = () => [new Definition('Planwright', command, args('mcp'), env, version)];
  try {
    context.subscriptions.push(lm.registerMcpServerDefinitionProvider('planwright', { provideMcpServerDefinitions }));
    return true;
  } catch (error) {
    // 1.100 has the function and wants it declared by another name: without agents all the rest still works
    console.warn(`planwright: no tools for agents: ${error}`);
    return false;
  }
}
