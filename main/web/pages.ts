import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import { setImmediate } from 'node:timers/promises';
import { promisify } from 'node:util';
import { createGzip, gzip, type ZlibOptions } from 'node:zlib';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { parseFilmPath, parseFilmQuery } from '../contract/address.ts';
import { answer } from '../contract/answer.ts';
import type { Handlers, Output } from '../contract/contract.ts';
import { type Cursor, filmQuery, type FilmQuery } from '../contract/films.ts';
import { type Failure, failureStatus, FilmdeskError } from '../contract/failures.ts';
import { invalidInput } from '../contract/invalid-input.ts';
import type { Connected, Database, Shop } from '../database/shop.ts';
import { countFilms } from '../operations/film-count.ts';
import { exportFilms } from '../operations/film-export.ts';
import { foreignCursor, isCursorRefused, type RowWindow } from '../operations/film-order.ts';
import { readLikest } from '../operations/near-words.ts';
import { pageDirectory } from '../page.ts';
import {
  failurePage,
  filmListPage,
  filmPage,
  type FilmList,
  type PlainView,
  listHead,
  noFilm,
  tableFoot,
  tableHead,
  withoutScript,
} from './films-page.ts';
import { linesOf, openAllLines, readFilmLines } from './film-lines.ts';
import { escapeHtml, type Html } from './html.ts';
import { readColumns } from './plain-columns.ts';
import { shareFresh } from './share-fresh.ts';
import { signalOf } from './request-signal.ts';
import { whileUnchanged } from './while-unchanged.ts';

const filmsOnAPage = 1000;
const longestPauseMs = 30_000;

/** Quick rather than small: a crowd waits for it. */
export const compressionLevel = 3;
const compress = promisify<Buffer, ZlibOptions, Buffer>(gzip);
/** Of a pipeline whose last stream is given on: whoever reads that learns of its failure. */
const noop = () => undefined;

/** A list as it is sent, and a tag by which to know it again. */
interface ListPage {
  bytes: Buffer;
  tag: string;
  /** The bytes as gzip, made once. */
  compressed(): Promise<Buffer>;
}

/** Whether the browser reads gzip, and has not said that it would rather not. */
const takesGzip = ({ headers }: FastifyRequest) =>
  /\bgzip\b(?!\s*;\s*q=0(\.0*)?\s*(,|$))/.test(headers['accept-encoding']?.toString() ?? '');

interface PagesOptions {
  shell: Shell;
  /** For how long a list that was read is good for whoever asks next: 0 where each is read after it was asked for. */
  listAgeMs: number;
  log(reference: string, cause: unknown): void;
}

/** The page's own HTML, around content that needs no script. */
type Shell = ReturnType<typeof readShell>;

export function readShell() {
  const page = readFileSync(join(pageDirectory, 'index.html'), 'utf8');
  const [beforeContent, afterContent] = page.split('<!--content-->') as [string, string];
  const opening = (title: string) =>
    beforeContent.replace('<title>Filmdesk</title>', () => `<title>${escapeHtml(title)}</title>`);
  const whole = (title: string, content: Html) => opening(title) + content.text + afterContent;
  return { opening, afterContent, whole };
}

/**
 * The page's views as HTML that needs no script, inside the element that the script takes over: `/`, `/films`
 * with the same query as the page's own address, and `/films/42`.
 */
export function servePages(
  app: FastifyInstance,
  shop: Shop,
  handlers: Handlers,
  { shell: { opening, afterContent, whole }, listAgeMs, log }: PagesOptions,
): void {
  const send = (reply: FastifyReply, content: string | Buffer, status = 200) =>
    reply.code(status).header('cache-control', 'no-cache').type('text/html; charset=utf-8').send(content);
  /** For something long: however long its first byte takes. Who doesn't read on gives the database's connection back. */
  const bePatient = (reply: FastifyReply) =>
    reply.raw.setTimeout(longestPauseMs, () => {
      if (reply.raw.writableNeedDrain || reply.raw.writableEnded) reply.raw.destroy();
    });
  const sendFailure = (reply: FastifyReply, failure: Failure) =>
    send(reply, whole('Filmdesk', failurePage(failure)), failureStatus[failure.code]);

  const kept = whileUnchanged<ListPage>(shop);

  /** The list of one address. Requests that wait for the same one share what is asked of the database. */
  const listPage = shareFresh((address: string, abandoned): Promise<ListPage> => {
    const wanted = readWanted(new URLSearchParams(address));
    return kept(JSON.stringify(wanted), abandoned, async (db, connected) => {
      const { found, likened } = await readLikest(
        db,
        connected,
        wanted.query,
        (query) => readList(db, connected, { ...wanted, query }),
        ({ total }) => total === 0,
      );
      return makeListPage(likenedView(wanted, likened), found);
    });
  }, listAgeMs);

  /** A list as it is shown: where a mistyped search finds nothing, that of the likest one. Reads the first film of one. */
  const likestView = (view: PlainView, signal: AbortSignal): Promise<PlainView> =>
    shop.read(signal, async (db, connected) => {
      if (view.query.search === undefined) return view;
      const { likened } = await readLikest(
        db,
        connected,
        view.query,
        (query) => readFilmLines(db, connected, query, { limit: 1 }, ['id']),
        ({ count }) => count === 0,
      );
      return likenedView(view, likened);
    });

  function makeListPage(view: PlainView, list: FilmList): ListPage {
    const [before, lines, after] = filmListPage(view, list);
    // Bytes, so that everybody who gets it gets the same ones; piece by piece, which spares joining long texts.
    const bytes = Buffer.concat(
      [opening('Films · Filmdesk') + before, lines, after + afterContent].map((piece) => Buffer.from(piece)),
    );
    let compressing: Promise<Buffer> | undefined;
    return {
      bytes,
      tag: `W/"${createHash('sha1').update(bytes).digest('base64url')}"`,
      compressed: () => (compressing ??= compress(bytes, { level: compressionLevel })),
    };
  }

  const desk = whole('Filmdesk', withoutScript);
  app.get('/', (_request, reply) => send(reply, desk));

  // Compressed by the route itself, a list once for all who get it: the plugin would look into each answer.
  app.get<{ Querystring: { page?: string } }>('/films', { compress: false }, async (request, reply) => {
    try {
      if (request.query.page === 'all') {
        reply.header('cache-control', 'no-cache').type('text/html; charset=utf-8');
        // To read all films only to leave them out would be in vain.
        if (request.method === 'HEAD') return await reply.send(Readable.from([]));
        bePatient(reply);
        const all = await streamList(addressOf(request), signalOf(reply));
        if (!takesGzip(request)) return await reply.send(all);
        reply.headers({ 'content-encoding': 'gzip', vary: 'accept-encoding' });
        return await reply.send(pipeline(all, createGzip({ level: compressionLevel }), noop));
      }
      const { bytes, tag, compressed } = await listPage(queryOf(request), () => signalOf(reply));
      reply.headers({ etag: tag, vary: 'accept-encoding' });
      if (request.headers['if-none-match'] === tag) return reply.code(304).send();
      if (!takesGzip(request)) return send(reply, bytes);
      return send(reply.header('content-encoding', 'gzip'), await compressed());
    } catch (error) {
      if (error instanceof FilmdeskError) return sendFailure(reply, error.failure);
      throw error;
    }
  });

  app.get('/films.csv', { exposeHeadRoute: false }, async (request, reply) => {
    try {
      bePatient(reply);
      const signal = signalOf(reply);
      const { query } = await likestView(readView(addressOf(request)), signal);
      const csv = await exportFilms(shop, query, signal);
      reply
        .header('cache-control', 'no-store')
        .header('content-disposition', 'attachment; filename="films.csv"')
        .type('text/csv; charset=utf-8; header=present');
      return await reply.send(csv);
    } catch (error) {
      if (error instanceof FilmdeskError) return sendFailure(reply, error.failure);
      throw error;
    }
  });

  app.get<{ Params: { id: string } }>('/films/:id', async (request, reply) => {
    const id = parseFilmPath(`/films/${request.params.id}`) ?? 0;
    const context = { signal: signalOf(reply), mayWrite: false, log };
    const film = await answer(handlers, 'films.get', { id }, context);
    if (!film.ok) return sendFailure(reply, id === 0 ? noSuchFilm : film.error);
    const copies = await answer(handlers, 'inventory.list', { filmId: id }, context);
    if (!copies.ok) return sendFailure(reply, copies.error);
    const details = film.value as Output<'films.get'>;
    const { rows } = copies.value as Output<'inventory.list'>;
    return send(reply, whole(`${details.title} · Filmdesk`, filmPage(details, rows)));
  });

  /** Everything on one page, written as it is read. */
  async function streamList(address: URLSearchParams, signal: AbortSignal): Promise<Readable> {
    // A database that can't be reached is told as such; what goes wrong after the first byte can only break off.
    const view = await likestView(readView(address), signal);
    const { query, columns } = view;
    const copy = openAllLines(shop, query, signal, columns);
    // Where others read already that is told at once; its rows may take a while, which the head does not wait for.
    await Promise.race([copy, setImmediate()]);
    async function* parts() {
      yield `${opening('Films · Filmdesk')}<main>${listHead(view).text}${tableHead(columns)}`;
      let isEmpty = true;
      for await (const lines of linesOf(await copy, columns)) {
        isEmpty = false;
        yield lines;
      }
      yield `${tableFoot}${isEmpty ? noFilm.text : ''}</main>${afterContent}`;
    }
    return Readable.from(parts(), { objectMode: false });
  }
}

/** What stands in the address after the question mark. */
const queryOf = ({ url }: FastifyRequest) => {
  const start = url.indexOf('?');
  return start === -1 ? '' : url.slice(start + 1);
};

const addressOf = (request: FastifyRequest) => new URLSearchParams(queryOf(request));

/** The address's query where it is a valid one. Fails with `invalid-input`. */
function readQuery(address: URLSearchParams): FilmQuery {
  const parsed = filmQuery.safeParse(parseFilmQuery(address));
  if (parsed.success) return parsed.data;
  throw new FilmdeskError(invalidInput(parsed.error, 'Begin again from all films.'));
}

const likenedView = ({ query, columns }: PlainView, likened: string | null): PlainView =>
  likened === null
    ? { query, columns }
    : { query: { ...query, search: likened }, columns, typed: query.search };

const readView = (address: URLSearchParams): PlainView => ({
  query: readQuery(address),
  columns: readColumns(address),
});

/** A page of the list as an address asks for it. */
interface WantedPage extends PlainView {
  /** From 1; may lie beyond the last. */
  page: number;
  /** Beside which row, as the links from page to page say. */
  beyond?: RowWindow['beyond'];
}

function readWanted(address: URLSearchParams): WantedPage {
  const page = Math.max(1, Number.parseInt(address.get('page') ?? '1', 10) || 1);
  const side = (['after', 'before'] as const).find((each) => address.has(each));
  const beyond = side && { cursor: address.get(side) as Cursor, side };
  return { ...readView(address), page, ...(beyond && { beyond }) };
}

/**
 * One page of the list, the last where `wanted` lies beyond it. A list that fits on the first is not counted apart.
 * The links from page to page bear a cursor, and the second half is reached from the end: only an address that was
 * written by hand has rows to count off, half of them at most.
 */
async function readList(
  db: Database,
  connected: Connected,
  { query, columns, page: wanted, beyond }: WantedPage,
): Promise<FilmList> {
  const read = (window: RowWindow) =>
    readFilmLines(db, connected, query, window, columns).catch((error: unknown) => {
      throw window.beyond && isCursorRefused(error) ? foreignCursor() : error;
    });
  if (wanted === 1) {
    const all = await read({ limit: filmsOnAPage + 1 });
    if (all.count <= filmsOnAPage) return { lines: all, total: all.count, page: 1, pages: 1 };
  }
  const total = await countFilms(db, connected, query);
  const pages = Math.max(1, Math.ceil(total / filmsOnAPage));
  const page = Math.min(wanted, pages);
  return { lines: await read(pageWindow(page, pages, total, beyond)), total, page, pages };
}

function pageWindow(page: number, pages: number, total: number, beyond: RowWindow['beyond']): RowWindow {
  const offset = (page - 1) * filmsOnAPage;
  const limit = Math.min(filmsOnAPage, total - offset);
  const isMiddle = page > 1 && page < pages;
  if (isMiddle && beyond) return { limit, beyond };
  if (page > pages / 2 && limit > 0) return { limit, offset: total - offset - limit, fromEnd: true };
  return { limit: filmsOnAPage, offset };
}

const noSuchFilm: Failure = {
  code: 'not-found',
  sentence: 'There is no such film.',
  advice: 'Search for it by its title.',
};
