import type { SQL } from 'drizzle-orm';
import type pg from 'pg';
import { causeOf } from './diagnosis.ts';
import { dialect } from './literals.ts';
import type { Connected, Database } from './shop.ts';

/** Each costs every connection some memory, and an address can have many forms. */
const mostNames = 20;

/** The connection has no such statement, or one of that name already: a pooler has passed on somebody else’s. */
const mixedUp = new Set(['26000', '42P05']);

/** A column has got another type since the statement was prepared; or, on other engines, they prepare none of its kind. */
const outdated = '0A000';

/** The names under which a server’s connections keep statements, each parsed and planned once. */
export class PreparedStatements {
  #names = new Map<string, string>();
  #given = 0;
  #isRefused = false;

  /** The statement’s name; undefined where it has none and gets none. */
  nameOf(text: string): string | undefined {
    if (this.#isRefused) return undefined;
    const known = this.#names.get(text);
    if (known !== undefined || this.#given === mostNames) return known;
    const name = `filmdesk_${this.#given++}`;
    this.#names.set(text, name);
    return name;
  }

  /** The next time the statement gets another name than `outdated`, and is prepared anew. */
  forget(text: string, outdated: string): void {
    // Of several connections that find it so at once, one has got it another name already.
    if (this.#names.get(text) === outdated) this.#names.delete(text);
  }

  /** From now on nothing has a name. */
  refuse(): void {
    this.#isRefused = true;
  }
}

/**
 * The rows of a statement that is sent again and again with other values, and whose plan does not depend on them. It is
 * prepared where the connections can keep it, which nearly halves the work of a small one.
 */
export async function executePrepared<Row extends pg.QueryResultRow>(
  db: Database,
  { prepared }: Connected,
  statement: SQL,
): Promise<Row[]> {
  const { sql: text, params: values } = dialect.sqlToQuery(statement);
  const unprepared = async () => (await db.$client.query<Row>({ text, values })).rows;
  const name = prepared?.nameOf(text);
  if (!prepared || name === undefined) return unprepared();
  try {
    return (await db.$client.query<Row>({ name, text, values })).rows;
  } catch (error) {
    const cause = causeOf(error) ?? '';
    if (cause === outdated) prepared.forget(text, name);
    else if (mixedUp.has(cause)) prepared.refuse();
    else throw error;
    return unprepared();
  }
}
