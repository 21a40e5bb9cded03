/** What people type: rare and common, short and long, one letter to four words. */
const needles = [
  'dinosaur',
  'zephyr',
  'lighthouse',
  'amber',
  'the',
  'qzx',
  'x',
  'søren',
  'quicksilver labyrinth',
  'silent orchard returns',
  'café',
  'monkey must',
  'a an of who',
  'marble gardener abroad thoughtful',
  'kingdom',
  'violin wager',
  'martin',
  'xylophone',
  'ing',
  'wood',
  'd',
  'northern',
];

/** Each of them as it is typed, letter by letter. */
export const prefixes = [
  ...new Set(
    needles.flatMap((needle) => Array.from(needle, (_, index) => needle.slice(0, index + 1).trimEnd())),
  ),
];
