import { inTime, patience } from '../disk/in-time.ts';
import type { Client } from './client.ts';
import type { Connection } from './connection.ts';
import type { Files, ReadBounds } from './project.ts';
import { readFileRequest } from './protocol.ts';

/** Our own machine's files are read here; those of a virtual workspace only the editor can read. */
export function filesOf(connection: Connection, machine: Files | undefined, client: () => Client): Files {
  const onMachine = (uri: string): Files | null => (uri.startsWith('file:') && machine ? machine : null);
  return {
    async read(uri: string, bounds: ReadBounds): Promise<string | null> {
      const own = onMachine(uri);
      if (own) return own.read(uri, bounds);
      if (!client().readsFiles) return null;
      const text = await inTime(
        connection.sendRequest<string | null>(readFileRequest, { uri, limit: bounds.limit }),
        patience,
        () => new Error(`${uri}: the editor did not answer`),
      );
      return typeof text === 'string' && text.length <= bounds.limit ? text : null;
    },
    exists: async (uri) => (await onMachine(uri)?.exists(uri)) ?? false,
  };
}

/** Asks the editor for its settings. One that does not answer has none: diagnostics do not wait for it. */
export const askSettings =
  (connection: Connection) =>
  (uri: string): Promise<unknown> =>
    inTime(
      connection
        .sendRequest<readonly unknown[]>('workspace/configuration', { items: [{ scopeUri: uri, section: 'planwright' }] })
        .then((answers) => (Array.isArray(answers) ? answers[0] : null)),
      patience,
      () => new Error(`${uri}: the editor did not tell its settings`),
    );
