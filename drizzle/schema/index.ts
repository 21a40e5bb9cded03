export * from './films.ts';
export * from './rentals.ts';
export * from './stores.ts';
