/*
 * The program's log: one file of at most a megabyte, and the one before it. It holds references, causes and the
 * program's own events; never a film, a customer, a statement's values or a password.
 */

const largestLog = 1024 * 1024;

type Log = (typeof import('electron-log/node.js'))['default'];

let load: (() => Promise<Log>) | undefined;
let loaded: Promise<Log> | undefined;

/** Writes to `directory` from now on; to the console too, in development everything. Loaded when there is something to write. */
export function openLog(directory: string, { isDevelopment }: { isDevelopment: boolean }): void {
  load = async () => {
    const { default: own } = await import('electron-log/node.js');
    own.transports.file.resolvePathFn = () => `${directory}/filmdesk.log`;
    own.transports.file.maxSize = largestLog;
    own.transports.file.format = '{iso} {level} {text}';
    own.transports.console.level = isDevelopment ? 'debug' : 'warn';
    return own;
  };
}

const log = () => (loaded ??= load?.());

export const logEvent = (text: string) => void log()?.then((own) => own.info(text));

/** What nobody expected, with the reference that the failure shows. */
export const logUnexpected = (reference: string, cause: unknown) => logDescribed(reference, describe(cause));

/** The same, of another process that has described it. */
export const logDescribed = (reference: string, description: string) =>
  void log()?.then((own) => own.error(`[${reference}] ${description}`));

/**
 * An error without what may be anybody's data: PostgreSQL's detail and hint, and Drizzle's messages, which hold the
 * parameters, stay out; its name, code and the place in the program are enough to find it.
 */
export function describe(cause: unknown): string {
  const lines: string[] = [];
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code, message, name, stack } = error as Error & { code?: string };
    const isStatement =
      message.startsWith('Failed query') || (code !== undefined && /^[0-9A-Z]{5}$/.test(code));
    const places = (stack ?? '')
      .split('\n')
      .filter((line) => /^\s+at /.test(line))
      .slice(0, 12);
    lines.push(`${name}${code ? ` ${code}` : ''}${isStatement ? '' : `: ${message}`}`, ...places);
  }
  return lines.length > 0 ? lines.join('\n') : typeof cause;
}
