import { type CancellationToken, createMessageConnection, type Logger, type MessageReader, type MessageWriter } from 'vscode-jsonrpc';
import type { InitializeParams, InitializeResult } from 'vscode-languageserver-protocol';
import { MessageType } from './codes.ts';

export type { CancellationToken };

/** What the process or the worker that a server runs in has to do with its client. */
export interface Life {
  /** The process that the server works for, as the client names it. */
  readonly started?: (client: number | null) => void;
  /** The client wants the server to end; `told` where it said so before. */
  readonly exit?: (told: boolean) => void;
}

/** One client, over any transport. */
export interface Connection {
  listen(): void;
  /** Answers a request. What is thrown is the answer, too. */
  onRequest<P, R>(method: string, answer: (params: P, token: CancellationToken) => R | Promise<R>): void;
  onNotification<P>(method: string, heed: (params: P) => void): void;
  onInitialize(answer: (params: InitializeParams) => InitializeResult): void;
  sendRequest<R>(method: string, params?: unknown): Promise<R>;
  sendNotification(method: string, params: unknown): Promise<void>;
  /** Asks to be told of something that the client does not tell by itself. */
  register(method: string, options?: unknown): Promise<void>;
  readonly console: { readonly error: (message: string) => void; readonly warn: (message: string) => void };
}

/** The protocol's frame: beginning, end and log of a conversation. What is said in between is the server's business. */
export function connect(reader: MessageReader, writer: MessageWriter, { started, exit }: Life = {}): Connection {
  const log = (type: number) => (message: string) => void say('window/logMessage', { type, message });
  const logger: Logger = { error: log(MessageType.Error), warn: log(MessageType.Warning), info: () => {}, log: () => {} };
  const connection = createMessageConnection(reader, writer, logger);
  // to a client that is gone nothing can be said
  const say = async (method: string, params: unknown): Promise<void> => {
    try {
      await connection.sendNotification(method, params);
    } catch {}
  };
  let initialize = (_: InitializeParams): InitializeResult => ({ capabilities: {} });
  let told = false;
  let registered = 0;
  connection.onRequest('initialize', (params: InitializeParams) => {
    started?.(typeof params.processId === 'number' ? params.processId : null);
    return initialize(params);
  });
  connection.onRequest('shutdown', () => {
    told = true;
    return null;
  });
  connection.onNotification('exit', () => exit?.(told));
  connection.onClose(() => exit?.(told));
  return {
    listen: () => connection.listen(),
    onRequest: (method, answer) => void connection.onRequest(method, answer as (...given: unknown[]) => unknown),
    onNotification: (method, heed) => void connection.onNotification(method, heed),
    onInitialize(answer) {
      initialize = answer;
    },
    sendRequest: (method, params) => (params === undefined ? connection.sendRequest(method) : connection.sendRequest(method, params)),
    sendNotification: say,
    register: (method, registerOptions) =>
      connection.sendRequest('client/registerCapability', { registrations: [{ id: String(++registered), method, registerOptions }] }),
    console: logger,
  };
}
