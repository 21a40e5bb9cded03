/** Something that the page says to whoever is at the desk: what happened, and what comes of it or can be done next. */
export interface Message {
  sentence: string;
  advice: string;
}

/** What the menu, a link, another copy of the program or the page's own buttons ask of the page; it answers to each. */
export type PageCommand =
  | {
      do:
        | 'find'
        | 'filters'
        | 'reload'
        | 'shops'
        | 'shortcuts'
        | 'about'
        | 'columns'
        | 'next-shop'
        | 'share'
        | 'export'
        | 'indexes';
    }
  | { do: 'open-shop'; place: number }
  | { do: 'open-film'; filmId: number }
  | ({ do: 'say' } & Message);
