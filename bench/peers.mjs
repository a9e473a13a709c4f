/** Language servers of others, for comparison. They are no dependencies: they are fetched into out/peers when asked for. */
import { createRequire } from 'node:module';
import path from 'node:path';
import { installed } from './install.mjs';

const versions = { 'yaml-language-server': '1.25.0', 'vscode-markdown-languageserver': '0.3.0', 'markdown-it': '14.1.0' };

/** The peers that could be had; the others are told to `say`. */
export function fetchPeers(folder, say) {
  if (!installed(folder, versions, say)) return [];
  const require = createRequire(path.join(folder, 'package.json'));
  const folderOf = (name) => path.join(folder, 'node_modules', name);
  return [
    {
      name: `yaml-language-server ${require('yaml-language-server/package.json').version}`,
      languageId: 'yaml',
      command: [process.execPath, path.join(folderOf('yaml-language-server'), 'bin/yaml-language-server'), '--stdio'],
      options: { settings: { yaml: { validate: true, schemaStore: { enable: false } } } },
    },
    {
      name: `vscode-markdown-languageserver ${require('vscode-markdown-languageserver/package.json').version}`,
      languageId: 'markdown',
      command: [process.execPath, path.join(folderOf('vscode-markdown-languageserver'), 'out/node/workerMain.js'), '--stdio'],
      options: markdownOptions(require('markdown-it')),
    },
  ];
}

/** That server has its client parse the markdown: the time is part of what a user waits for. */
function markdownOptions(MarkdownIt) {
  const parser = new MarkdownIt();
  const warn = { enabled: 'warning' };
  return {
    pull: true,
    settings: {
      markdown: {
        validate: {
          enabled: true,
          referenceLinks: warn,
          fragmentLinks: warn,
          fileLinks: { ...warn, markdownFragmentLinks: 'inherit' },
          unusedLinkDefinitions: warn,
          duplicateLinkDefinitions: warn,
          ignoredLinks: [],
        },
      },
    },
    initializationOptions: { markdownFileExtensions: ['md'] },
    answer(method, _params, text) {
      if (method === 'markdown/parse') return parser.parse(text, {});
      if (method === 'markdown/fs/readDirectory' || method === 'markdown/findMarkdownFilesInWorkspace') return [];
      return null;
    },
  };
}
