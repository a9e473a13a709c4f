import type * as vscode from 'vscode';
import type { BaseLanguageClient, WorkspaceEdit } from 'vscode-languageclient';

/** A client on a process can be restarted; one on a worker lives and dies with its window. */
export type Client = BaseLanguageClient & { restart?(): Promise<void> };

/** The language server as the rest of the extension sees it: away until a document is open that may be a plan. */
export class Server {
  readonly #create: () => Promise<Client>;
  #client: Client | null = null;

  /** @param create loads what speaks to the server, which is most of the extension */
  constructor(create: () => Promise<Client>) {
    this.#create = create;
  }

  async start(context: vscode.ExtensionContext): Promise<void> {
    const client = await this.#create();
    this.#client = client;
    context.subscriptions.push(client);
    await client.start();
  }

  async restart(): Promise<void> {
    await this.#client?.restart?.();
  }

  get isRunning(): boolean {
    return this.#client?.isRunning() === true;
  }

  /** Undefined where the server is away or does not answer. */
  async ask<Answer>(method: string, params: unknown): Promise<Answer | undefined> {
    if (!this.#client?.isRunning()) return undefined;
    return this.#client.sendRequest<Answer>(method, params).catch(() => undefined);
  }

  tell(method: string, params: unknown): void {
    if (this.#client?.isRunning()) void this.#client.sendNotification(method, params);
  }

  /** An edit of the server's as the editor has them. */
  async toEdit(edit: WorkspaceEdit | null | undefined): Promise<vscode.WorkspaceEdit | null> {
    return (edit && (await this.#client?.protocol2CodeConverter.asWorkspaceEdit(edit))) || null;
  }
}
