// The least that a language server can do: keep the text and scan its lines for products, in a bare server over the same library.
import { createConnection, ProposedFeatures, TextDocumentSyncKind, TextDocuments } from 'vscode-languageserver/node';
import { TextDocument } from 'vscode-languageserver-textdocument';

const connection = createConnection(ProposedFeatures.all, process.stdin, process.stdout);
const documents = new TextDocuments(TextDocument);
connection.onInitialize(() => ({ capabilities: { textDocumentSync: TextDocumentSyncKind.Incremental } }));
documents.onDidChangeContent(({ document }) => {
  const diagnostics = [];
  for (const [line, text] of document.getText().split('\n').entries()) {
    const product = /(\d+) × (\d+) = (\d+)/.exec(text);
    if (product && Number(product[1]) * Number(product[2]) !== Number(product[3])) {
      diagnostics.push({ range: { start: { line, character: product.index }, end: { line, character: text.length } }, message: 'no' });
    }
  }
  connection.sendDiagnostics({ uri: document.uri, version: document.version, diagnostics });
});
documents.listen(connection);
connection.listen();
