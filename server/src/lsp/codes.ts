/**
 * Numbers and names of the protocol, as its published package has them: all of that package for these few would be half the server's own code.
 * `test/lsp/codes.test.ts` holds them against it.
 */
export const ErrorCodes = { ServerNotInitialized: -32002 } as const;
export const LSPErrorCodes = { RequestFailed: -32803, ContentModified: -32801, RequestCancelled: -32800 } as const;
export const PositionEncodingKind = { UTF16: 'utf-16' } as const;
export const TextDocumentSyncKind = { Incremental: 2 } as const;
export const DocumentDiagnosticReportKind = { Full: 'full', Unchanged: 'unchanged' } as const;
export const DiagnosticSeverity = { Error: 1, Warning: 2, Hint: 4 } as const;
export const DocumentHighlightKind = { Text: 1, Read: 2, Write: 3 } as const;
export const CodeActionKind = { QuickFix: 'quickfix', RefactorRewrite: 'refactor.rewrite', SourceFixAll: 'source.fixAll' } as const;
export const CodeActionTriggerKind = { Invoked: 1, Automatic: 2 } as const;
export const CompletionItemKind = { Value: 12 } as const;
export const MarkupKind = { PlainText: 'plaintext', Markdown: 'markdown' } as const;
export const SymbolKind = { Namespace: 3, Number: 16 } as const;
export const MessageType = { Error: 1, Warning: 2 } as const;

export type CodeActionKind = string;
export type DiagnosticSeverity = (typeof DiagnosticSeverity)[keyof typeof DiagnosticSeverity];
export type DocumentHighlightKind = (typeof DocumentHighlightKind)[keyof typeof DocumentHighlightKind];
export type SymbolKind = (typeof SymbolKind)[keyof typeof SymbolKind];
