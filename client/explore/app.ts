/** The what-if page as an MCP App: it asks the server's own tool, through the chat that shows it. */
import type { ExploreState } from '../../server/src/engine.ts';
import { hear, start } from './explorer.ts';
import type { Change, FromPage } from './messages.ts';
import { peerOf } from './rpc.ts';

/** The protocol's version that this page speaks. */
const protocolVersion = '2026-01-26';

interface Context {
  readonly theme?: string;
  readonly styles?: { readonly variables?: Readonly<Record<string, string | undefined>> };
}

interface Answer {
  readonly content?: readonly { readonly text?: string }[];
  readonly structuredContent?: { readonly name?: string; readonly state?: ExploreState | null };
  readonly isError?: boolean;
}

const peer = peerOf(heard);
/** Which document the agent asked about. */
let asked: Readonly<Record<string, unknown>> = {};
let last: ExploreState | null = null;
let began = false;

/** The host's words are its own: colours come in by names that begin with two dashes, and nothing else of them is taken. */
function dress({ theme, styles }: Context): void {
  const root = document.documentElement;
  if (theme === 'light' || theme === 'dark') root.style.colorScheme = theme;
  for (const [name, value] of Object.entries(styles?.variables ?? {}))
    if (/^--[\w-]+$/.test(name) && value) root.style.setProperty(name, value);
}

function heard(method: string, params: unknown): void {
  if (method === 'ui/notifications/host-context-changed') dress((params ?? {}) as Context);
  if (method === 'ui/notifications/tool-input') {
    const { change, ...rest } = (params as { arguments?: Record<string, unknown> }).arguments ?? {};
    asked = rest;
    began = true;
    start({ post: (message) => void answer(message), remembered: (change ?? {}) as Change, remember: () => {} });
  }
}

async function answer(message: FromPage): Promise<void> {
  if (message.kind === 'use') return use(message.change);
  const call = { name: 'explore', arguments: { ...asked, change: message.change, format: 'json' } };
  const { structuredContent, content, isError } = await (peer.request('tools/call', call) as Promise<Answer>).catch(
    (error: Error): Answer => ({ isError: true, content: [{ text: error.message }] }),
  );
  if (isError) return hear({ kind: 'said', text: content?.[0]?.text ?? 'The plan cannot be read now.' });
  last = structuredContent?.state ?? null;
  hear({ kind: 'state', name: structuredContent?.name ?? 'plan', state: last, asked: message.asked });
}

/** The page writes nothing: it asks the agent, which has a tool for that. */
async function use(change: Change): Promise<void> {
  const counts = Object.entries(change).filter(([, value]) => typeof value === 'number');
  const where = typeof asked.path === 'string' ? asked.path : 'the plan';
  const wanted = counts.map(([id, value]) => `${id}=${value}`).join(',');
  const text = `Restate ${where} to ${last?.layout ?? wanted}: call the tool fix with ${argumentOf(change, wanted)}, and apply its diff.`;
  const sent = await peer.request('ui/message', { role: 'user', content: [{ type: 'text', text }] }).then(
    (result) => (result as Answer | undefined)?.isError !== true,
    () => false,
  );
  hear({ kind: 'said', text: sent ? 'Asked in the chat.' : text });
}

const degrees = new Set(['tp', 'pp', 'ep', 'dp', 'cp']);

/** Degrees alone are a layout, whose other degrees may follow. */
const argumentOf = (change: Change, wanted: string): string =>
  Object.keys(change).every((id) => degrees.has(id)) ? `layout "${wanted.toUpperCase()}"` : `set "${wanted}"`;

async function begin(): Promise<void> {
  const made = { appInfo: { name: 'planwright', version: '1' }, appCapabilities: {}, protocolVersion };
  const { hostContext = {} } = (await peer.request('ui/initialize', made)) as { hostContext?: Context };
  dress(hostContext);
  peer.notify('ui/notifications/initialized', {});
  new ResizeObserver(() => {
    if (began) peer.notify('ui/notifications/size-changed', { height: document.documentElement.scrollHeight });
  }).observe(document.body);
}

void begin();
