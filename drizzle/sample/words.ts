/** The sample shop's vocabulary. All titles and people are invented. */

const list = (text: string) => text.trim().split(/\s+/);

export const titleOpenings = list(`
  Amber Crimson Silent Velvet Midnight Paper Copper Hollow Winter Golden Broken Distant Electric Feral Gentle
  Hidden Iron Jagged Kindred Lonely Marble Naïve Orchid Painted Quiet Restless Saffron Tangled Umber Vagrant
  Wandering Yonder Zephyr Arctic Borrowed Clockwork Drowsy Emerald Forgotten Glass Harbour Idle Jubilant Knotted
  Lantern Mischief Northern October Pilgrim Quicksilver Rambling Second Thunder Upland Violet Whispering Azure
  Bitter Café Dapper Eleventh Fading Grand Honest Indigo Jasmine Kestrel Lucky Meadow Nocturnal Obsidian Pepper
  Quarry Rusty Señorita Timber Unlikely Vanished Weathered Ashen Brave Cobalt Dusty Ember Flickering Granite
  Hushed Ivory Juniper Kitchen Lavender Moonlit Nimble Opal Parallel Rhubarb Scarlet Twilight Ultimate Vintage
  Wooden Almond Brass Cinder Driftwood Elder Fragile Ginger Hazel Island Jaded Lilac Magnetic Nectar Outer Plum
  Raven Silver Tidal Unspoken Verdant Wild Apricot Blue Coral Desert Eastern Final Garden High Inland Little
  Minor Neon Old Paved Royal Salted Tin Urban Vivid Western
`);

export const titleEndings = list(`
  Lighthouse Orchard Cartographer Carousel Meridian Accordion Balcony Compass Detour Envoy Ferry Gardener
  Horizon Inventor Jury Kingdom Ledger Machinist Nightingale Oracle Parade Quartet Reckoning Serenade Tailor
  Umbrella Voyage Waltz Alibi Bakery Cathedral Dinosaur Echo Fugitive Gambit Heirloom Instinct Jigsaw Keepsake
  Labyrinth Masquerade Neighbour Odyssey Promise Quarrel Rendezvous Satellite Telegram Undertow Verdict Whirlwind
  Almanac Bandit Chronicle Daughter Eclipse Frontier Ghost Hurricane Illusion Journey Kite Locksmith Mirage
  Notebook Outlaw Phantom Quest Rebellion Shepherd Tempest Understudy Vagabond Window Anthem Beekeeper Cabaret
  Departure Elephant Fortune Glacier Heist Inheritance Junction Kaleidoscope Library Mountain Nomad Obsession
  Pianist Question Railway Sailor Theorem Uprising Vacation Watchmaker Astronomer Bridge Crossing Duel Expedition
  Festival Giraffe Hotel Impostor Jubilee Kindness Legend Miracle Necklace Observatory Puzzle Quilt Riddle Secret
  Tango Valley Witness Aquarium Boulevard Conspiracy Dilemma Embassy Factory Gallery Harvest Intermission Judge
  Kingfisher Lagoon Monsoon Novelist Opera Penguin Rainfall Symphony Translator Violin Wager
`);

/** Sequels and settings, for a shop with more films than pairs of words. */
export const titleSequels = list(`
  Returns Forever Revisited Abroad Unbound Rising Reborn Restored Remembered Awakens Ascending Adrift Ashore
  Again Alone Apart Undone Untold Unmasked Unfinished Tonight Tomorrow Together Triumphant Transformed Uncovered
  Entwined Enraged Exiled Eternal Dreaming Divided Descending Betrayed Beyond Below Besieged Bewitched Calling
  Chasing Crowned Forsaken Found Freed Homeward Haunted Hunted Igniting Lost Marooned Overboard Pursued Redeemed
  Resolute Rewound Shattered Shipwrecked Stranded Surrendered Vindicated
`);

export const firstNames = list(`
  Ada Amir Anaïs Anton Beatriz Bela Björn Carla Cedric Chloé Dara Dmitri Edith Elio Esther Farah Felix Freya
  Gita Gustav Hana Hector Ida Ines Ivan Jasper Jin José Judit Kai Karin Kofi Lars Leila Lin Lucía Mabel Marek
  Mei Milo Mona Nadia Nils Noor Olga Omar Oscar Paula Petra Pia Quentin Ravi Renée Rosa Rufus Sana Selma Simon
  Sofia Søren Tamar Tariq Theo Tove Uma Ursula Vera Viktor Wanda Wim Ximena Yara Yusuf Zoë Zora
`);

export const lastNames = list(`
  Abbott Adeyemi Almeida Andersson Arslan Baker Banerjee Barros Becker Bennet Bianchi Bloom Brandt Calder Cardoso
  Castillo Chandra Clarke Conti Dahl Delgado Devi Dubois Duval Eriksen Fabre Farkas Ferrari Fischer Flores Fontaine
  Fujita Gallo García Gomes Grant Haddad Hansen Hartmann Hayashi Herrera Hoffman Horváth Ibrahim Ito Iversen Jansen
  Jensen Kaplan Keller Khan Kovács Krüger Laine Lambert Larsen Lindqvist Lombardi López Marino Mehta Meyer Moreau
  Müller Nakamura Navarro Nielsen Novak Okafor Olsen Ortiz Osei Parker Petrov Popescu Quinn Rahman Ramos Reyes Ricci
  Romero Rossi Sato Schäfer Silva Sokolov Suzuki Szabó Tanaka Torres Tóth Usman Vargas Vasquez Vega Virtanen Vogel
  Weber Winter Yamada Yılmaz Zapata Ziegler
`);

export const categories = list(`
  Action Animation Children Classics Comedy Documentary Drama Family Foreign Games Horror Music New Sci-Fi Sports
  Travel
`);

export const languages = list('English Italian Japanese Mandarin French German');

export const ratings = list('G PG PG-13 R NC-17');

export const specialFeatures = ['Trailers', 'Commentaries', 'Deleted Scenes', 'Behind the Scenes'];

export const moods = list(`
  tender thrilling unhurried thoughtful fast-paced bittersweet boisterous moody warm-hearted surprising sly
  luminous deadpan stirring
`);

export const genres = list(`
  tale portrait chronicle comedy drama mystery adventure documentary fable romance reflection saga yarn story
`);

export const roles = list(`
  astronaut baker botanist butcher composer dentist detective diver explorer forester teacher librarian magician
  mechanic moose navigator painter pastry-chef photographer pilot robot sculptor student surgeon technician
  waitress wrestler cat crocodile dog squirrel monkey shark
`);

export const verbs = list('outwit find defeat befriend rescue escape meet forgive pursue convince');

export const places = [
  'an abandoned fun house',
  'a monastery above the clouds',
  'a shipyard in the rain',
  'the Canadian Rockies',
  'a jet over the Pacific',
  'a Berlin courtyard',
  'a balloon factory',
  'a manor that nobody sold',
  'ancient Japan',
  'the Gulf of Mexico',
  'a baobab grove',
  'an outback station',
  'a mine shaft',
  'a São Paulo arcade',
  'the last video shop in town',
];

export const streets = list(
  'Mill Station Harbour Church Orchard Bridge Castle Market School River Park Lime',
);

/** Cities with their country; the first two are where the shop's two stores stand. */
export const cities = [
  ['Lethbridge', 'Canada'],
  ['Woodridge', 'Australia'],
  ['Aarhus', 'Denmark'],
  ['Bergen', 'Norway'],
  ['Coimbra', 'Portugal'],
  ['Dundee', 'United Kingdom'],
  ['Eindhoven', 'Netherlands'],
  ['Fukuoka', 'Japan'],
  ['Guadalajara', 'Mexico'],
  ['Hamilton', 'Canada'],
  ['Izmir', 'Türkiye'],
  ['Jaipur', 'India'],
  ['Kumasi', 'Ghana'],
  ['León', 'Spain'],
  ['Malmö', 'Sweden'],
  ['Nantes', 'France'],
  ['Osijek', 'Croatia'],
  ['Pécs', 'Hungary'],
  ['Quilmes', 'Argentina'],
  ['Rosario', 'Argentina'],
  ['Salerno', 'Italy'],
  ['Tampere', 'Finland'],
  ['Utrecht', 'Netherlands'],
  ['Valdivia', 'Chile'],
  ['Würzburg', 'Germany'],
] as const;
