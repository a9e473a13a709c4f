/** Most of the extension's weight: loaded once there is a server to speak to. */
export { LanguageClient, TransportKind } from 'vscode-languageclient/node';
