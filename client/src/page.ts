import * as vscode from 'vscode';

/** In the colours of the editor, where there is one; readable by itself. */
const style = `
body { font-family: var(--vscode-markdown-font-family, var(--vscode-font-family, system-ui, sans-serif)); font-size: 14px; line-height: 1.5; max-width: 60em; margin: 0 auto; padding: 1em 2em 3em; color: var(--vscode-foreground, #1f2328); background: var(--vscode-editor-background, #ffffff); }
a { color: var(--vscode-textLink-foreground, #0969da); }
a:focus-visible { outline: 1px solid var(--vscode-focusBorder, currentColor); outline-offset: 2px; }
h1, h2 { border-bottom: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #d1d9e0)); padding-bottom: 0.2em; line-height: 1.25; }
h3 { margin-top: 1.6em; }
code, pre { font-family: var(--vscode-editor-font-family, ui-monospace, monospace); font-size: 0.95em; }
code { color: var(--vscode-textPreformat-foreground, inherit); }
pre { padding: 0.8em 1em; overflow-x: auto; background: var(--vscode-textCodeBlock-background, #f6f8fa); border: 1px solid var(--vscode-contrastBorder, transparent); }
pre code { color: inherit; background: none; padding: 0; }
table { border-collapse: collapse; margin: 1em 0; }
th, td { text-align: left; vertical-align: top; padding: 0.3em 0.8em; border: 1px solid var(--vscode-widget-border, var(--vscode-contrastBorder, #d1d9e0)); }
`;

export const escaped = (text: string): string => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);

/** Markdown of ours as a page that runs nothing and loads nothing. Rendered by the editor; as it is written where the editor renders none. */
export async function pageOf(markdown: string, title: string): Promise<string> {
  const rendered = await vscode.commands
    .executeCommand<string>('markdown.api.render', markdown)
    .then(undefined, () => `<pre>${escaped(markdown)}</pre>`);
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escaped(title)}</title>
<style>${style}</style>
</head>
<body>
${rendered}
</body>
</html>
`;
}
