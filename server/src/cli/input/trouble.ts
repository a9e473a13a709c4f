/** Control characters but for line ends and tabs: the name of a file must not steer the terminal. */
const steering = /[\x00-\x08\x0b-\x1f\x7f-\x9f]/g;

/** What kept the program from doing all that was asked: told on stderr at once, remembered for the exit code. */
export class Trouble {
  readonly #told: string[] = [];
  readonly #write: (text: string) => void;

  constructor(write: (text: string) => void = (text) => void process.stderr.write(text)) {
    this.#write = write;
  }

  /** Something could not be done; the exit code will be 2. */
  fail(message: string): void {
    this.#told.push(message);
    this.note(message);
  }

  /** Worth knowing, and no failure. */
  note(message: string): void {
    this.#write(`planwright: ${message.replace(steering, '\ufffd')}\n`);
  }

  /** What was told elsewhere, in the order in which it was told. */
  passOn(told: readonly Told[]): void {
    for (const { failure, message } of told) {
      if (failure) this.fail(message);
      else this.note(message);
    }
  }

  get failures(): readonly string[] {
    return this.#told;
  }
}

/** Something that was told, as plain data. */
export interface Told {
  readonly failure: boolean;
  readonly message: string;
}

/** Keeps what is told, for somebody else to pass on. */
export class KeptTrouble extends Trouble {
  readonly told: Told[] = [];

  override fail(message: string): void {
    this.told.push({ failure: true, message });
  }

  override note(message: string): void {
    this.told.push({ failure: false, message });
  }
}

/** A command line that cannot be carried out as it stands. The message is for the user, without a stack. */
export class UsageError extends Error {}

/** Does something with one document; a defect in it is told, and must not keep the other documents from their turn. */
export function guarded<T>(trouble: Trouble, path: string, action: () => T): T | null {
  try {
    return action();
  } catch (error) {
    trouble.fail(`${path}: ${internal(error)}`);
    return null;
  }
}

/** A defect of this program, with what its makers need to know. */
export const internal = (error: unknown): string =>
  `internal error, please report it: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`;

/** `no such file`, for the usual ways in which files fail; otherwise the system's own words. */
export function reason(error: unknown): string {
  const { code, message } = error as NodeJS.ErrnoException;
  switch (code) {
    case 'ENOENT':
      return 'no such file or folder';
    case 'EACCES':
    case 'EPERM':
      return 'permission denied';
    case 'EISDIR':
      return 'is a folder';
    case 'ELOOP':
      return 'a symbolic link that leads to itself';
    case 'ENAMETOOLONG':
      return 'the name is too long';
    case 'EROFS':
      return 'the file system is read-only';
    case 'ENOSPC':
      return 'no space left';
    default:
      return message ?? String(error);
  }
}
