/** An address that carries out a command of our own extension. Brackets would end the link of markdown that it stands in. */
export const commandLink = (command: string, ...args: readonly unknown[]): string =>
  `command:${command}?${encodeURIComponent(JSON.stringify(args)).replace(/[()']/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
