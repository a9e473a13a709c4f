/** Longer messages fit into no string: bytes. */
const longestMessage = 2 ** 29;

/** The headers of a message are two short lines: characters. */
const longestHeaders = 4_096;

/**
 * Looks at what comes in, whether it is made of messages: headers, an empty line, so many bytes. The library that reads them waits for ever
 * behind headers that it cannot read; whoever started the server would never learn why it is silent.
 */
export class Frames {
  #headers = '';
  /** Bytes of the message at hand that are still to come. */
  #left = 0;

  /** What is wrong with these bytes behind those that came before; null where nothing is. */
  take(bytes: Uint8Array): string | null {
    for (let at = 0; at < bytes.length; ) {
      if (this.#left > 0) {
        const step = Math.min(this.#left, bytes.length - at);
        this.#left -= step;
        at += step;
        continue;
      }
      const byte = bytes[at++] as number;
      this.#headers += String.fromCharCode(byte);
      if (byte !== newline) {
        if (this.#headers.length > longestHeaders) return `headers of more than ${longestHeaders} bytes`;
        continue;
      }
      const wrong = this.#endOfLine();
      if (wrong !== null) return wrong;
    }
    return null;
  }

  #endOfLine(): string | null {
    const lines = this.#headers.split('\n').slice(0, -1);
    const last = lines.at(-1) ?? '';
    if (last !== '\r') return /^[\w-]+:[^\r]*\r$/.test(last) ? null : `no header: ${JSON.stringify(last.slice(0, 60))}`;
    const length = lines.flatMap((line) => /^content-length:\s*(.*?)\s*\r$/i.exec(line)?.[1] ?? []).at(-1);
    if (length === undefined) return 'headers without Content-Length';
    if (!/^\d+$/.test(length) || Number(length) > longestMessage) return `Content-Length is ${JSON.stringify(length.slice(0, 60))}`;
    this.#headers = '';
    this.#left = Number(length);
    return null;
  }
}

const newline = 10;
