import './components/film-desk.ts';
