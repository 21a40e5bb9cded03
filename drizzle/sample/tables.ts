/** What the sample is generated from: the same shop always gives the same rows. */
export interface SampleShop {
  films: number;
  /** The day near which the rentals end. */
  today: Date;
}

export type Row = readonly (string | number | null)[];

/** One table of the sample: its rows in the order of `columns`, by primary key where the first column is one. */
export interface SampleTable {
  name: string;
  columns: readonly string[];
  rows(shop: SampleShop): Iterable<Row>;
}
