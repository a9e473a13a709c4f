/** The what-if page in a webview of the editor. */
import { hear, start } from './explorer.ts';
import type { Change, FromPage, ToPage } from './messages.ts';
import { speak } from './words.ts';

declare function acquireVsCodeApi(): {
  postMessage(message: FromPage): void;
  getState(): { readonly change?: Change } | undefined;
  setState(state: { readonly change: Change }): void;
};

const editor = acquireVsCodeApi();
// words come as data: the policy of the page allows no script beside this one
speak(JSON.parse(document.body.dataset.words || '{}'));
window.addEventListener('message', ({ data }: MessageEvent<ToPage>) => hear(data));
start({
  post: (message) => editor.postMessage(message),
  remembered: editor.getState()?.change ?? {},
  remember: (change) => editor.setState({ change }),
});
