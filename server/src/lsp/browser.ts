import { BrowserMessageReader, BrowserMessageWriter } from 'vscode-jsonrpc/browser';
import { connect } from './connection.ts';
import { startServer } from './server.ts';

/** The server inside of a web worker: messages come and go through the worker's own port. */
const port = globalThis as unknown as DedicatedWorkerGlobalScope;
startServer(connect(new BrowserMessageReader(port), new BrowserMessageWriter(port)));
