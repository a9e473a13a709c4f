/** JSON-RPC over `postMessage`, as MCP Apps speak it with the frame around them (SEP-1865, version 2026-01-26). */

interface Message {
  readonly jsonrpc: '2.0';
  readonly id?: number | string;
  readonly method?: string;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: { readonly message?: string };
}

export interface Peer {
  /** Resolves to the result. Rejects where the other side answers with an error. */
  readonly request: (method: string, params: unknown) => Promise<unknown>;
  readonly notify: (method: string, params: unknown) => void;
}

/** A peer of the window around this one. `heard` gets notifications; requests are answered with an empty result. */
export function peerOf(heard: (method: string, params: unknown) => void): Peer {
  const waiting = new Map<number | string, { resolve: (result: unknown) => void; reject: (error: Error) => void }>();
  let last = 0;
  // the frame around has an origin that nobody here can know; it alone is listened to
  const send = (message: object): void => window.parent.postMessage({ jsonrpc: '2.0', ...message }, '*');
  window.addEventListener('message', ({ source, data }: MessageEvent<Message | undefined>) => {
    if (source !== window.parent || data?.jsonrpc !== '2.0') return;
    const { id, method, params, result, error } = data;
    if (method !== undefined) {
      heard(method, params);
      if (id !== undefined) send({ id, result: {} });
      return;
    }
    const asked = id === undefined ? undefined : waiting.get(id);
    if (id === undefined || !asked) return;
    waiting.delete(id);
    if (error) asked.reject(new Error(error.message ?? 'refused'));
    else asked.resolve(result);
  });
  return {
    request: (method, params) =>
      new Promise((resolve, reject) => {
        waiting.set(++last, { resolve, reject });
        send({ id: last, method, params });
      }),
    notify: (method, params) => send({ method, params }),
  };
}
