import pg from 'pg';

/** A statement as it was sent. */
export interface Statement {
  text: string;
  values: unknown[];
  /** The name by which the connection keeps it prepared, where it does. */
  name: string | undefined;
  /** How many rows came back; undefined for COPY. */
  rows: number | undefined;
}

/** The statements that `run` sends, over every connection of this process. */
export async function statementsOf(run: () => Promise<unknown>): Promise<Statement[]> {
  const statements: Statement[] = [];
  const { prototype } = pg.Client;
  const { query } = prototype;
  prototype.query = function (this: pg.Client, ...words: unknown[]) {
    const [config, values = []] = words as [
      string | { text: string; values?: unknown[]; name?: string },
      unknown[]?,
    ];
    const statement: Statement = {
      text: typeof config === 'string' ? config : config.text,
      values: typeof config === 'object' && config.values ? config.values : values,
      name: typeof config === 'object' ? config.name : undefined,
      rows: undefined,
    };
    statements.push(statement);
    const result = (query as (...all: unknown[]) => unknown).apply(this, words);
    if (!(result instanceof Promise)) return result;
    return result.then((found: pg.QueryResult) => {
      statement.rows = found.rowCount ?? undefined;
      return found;
    });
  } as typeof query;
  try {
    await run();
    return statements;
  } finally {
    prototype.query = query;
  }
}
