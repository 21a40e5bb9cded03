declare module 'pgpass' {
  /** Looks a password up in the file that libpq reads; `undefined` where it has none for this connection. */
  export default function pgpass(
    connection: { host: string; port: number; database: string; user: string },
    done: (password: string | undefined) => void,
  ): void;
}
