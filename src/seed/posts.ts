/** A post of the demo data, by username; comments and their answers below it. */
export type SeedPost = {
  author: string;
  content: string;
  /** The space that it is in, by its name. */
  space?: string;
  /** Among how many of the thirty it found friends: so many liked it. */
  likes: number;
  comments?: SeedComment[];
};

export type SeedComment = { author: string; content: string; replies?: { author: string; content: string }[] };

/** From the oldest to the newest. */
export const seedPosts: SeedPost[] = [
  {
    author: "charles_babbage",
    content: "Drawings for the mill are done. Now it only wants four thousand brass wheels.",
    likes: 1,
    comments: [
      {
        author: "ada",
        content: "And a programme. I have some notes.",
        replies: [{ author: "charles_babbage", content: "Your notes are longer than my drawings, @ada." }],
      },
    ],
  },
  { author: "hypatia", content: "Thursday's lecture: how to find noon with a stick and patience.", likes: 1 },
  {
    author: "katherine_johnson",
    content: "Checked the orbit by hand again. The machine was right, but it is good manners to check.",
    likes: 2,
    comments: [{ author: "dorothy_vaughan", content: "The machine would say the same of you." }],
  },
  { author: "george_boole", content: "Everything I say is either true or false, including this.", likes: 2 },
  {
    author: "emmy_noether",
    content: "If the laws do not care what time it is, energy stays. Think about it over lunch.",
    likes: 2,
    comments: [{ author: "maryam_m", content: "I thought about it over three lunches. Beautiful." }],
  },
  {
    author: "grace",
    content: "Found a moth in relay 70. Taped it into the log book. First actual case of a bug being found.",
    likes: 4,
    comments: [
      {
        author: "ada",
        content: "Was it hurt?",
        replies: [{ author: "grace", content: "It was past minding. It has its own page now, @ada." }],
      },
      { author: "dennis_ritchie", content: "Works as documented." },
    ],
  },
  { author: "omar_khayyam", content: "A year is 365.24219858156 days. Plan accordingly.", likes: 2 },
  { author: "mary_jackson", content: "The wind tunnel is free from two to four. Bring models, not hats.", likes: 1 },
  {
    author: "claude_shannon",
    content: "Theseus, the mouse, has found the cheese in under a minute. It remembers the way now.",
    likes: 3,
    comments: [{ author: "alan_turing", content: "Does it think, or does it only find cheese?" }],
  },
  {
    author: "al_khwarizmi",
    content: "Move what is taken away to the other side. That is all there is to it; the rest is exercises.",
    likes: 2,
  },
  {
    author: "rosalind_franklin",
    content: "Sixty-two hours of exposure, and nobody bumped the table. Thank you all.",
    likes: 2,
  },
  {
    author: "ada",
    content:
      "The engine might act upon other things besides number: pitches of sound, say, and compose music of any degree of complexity. @charles_babbage thinks that I exaggerate.",
    likes: 5,
    comments: [
      { author: "hedy_lamarr", content: "I have a player piano that agrees with you." },
      { author: "nikola_tesla", content: "Pigeons prefer harpsichord." },
      { author: "grace", content: "Put it in writing, @ada. People quote what is written." },
    ],
  },
  {
    author: "dorothy_vaughan",
    content: "Fortran course, second group: Monday after lunch. Cards will be provided.",
    likes: 1,
  },
  { author: "wang_zhenyi", content: "Eclipse demonstration tonight. I need one round table and one lamp.", likes: 1 },
  {
    author: "edsger_dijkstra",
    content: "Wrote a shortest-path algorithm on a café terrace. Twenty minutes, no pencil.",
    likes: 3,
    comments: [{ author: "katherine_johnson", content: "Did you take the shortest way home?" }],
  },
  { author: "lise_meitner", content: "Long walk, sat on a tree trunk, and it all added up.", likes: 2 },
  { author: "fatima_al_fihri", content: "The reading room stays open until the last reader leaves.", likes: 2 },
  { author: "srinivasa_r", content: "Taxi number 1729 again. I waved.", likes: 4 },
  {
    author: "alan_turing",
    content: "Proposal: I sit in one room, the machine in another, and you ask us both about sonnets.",
    likes: 2,
    comments: [
      { author: "ada", content: "The machine originates nothing, but I would like to read its sonnet." },
      { author: "george_boole", content: "True or false: this comment was written by a machine." },
    ],
  },
  { author: "chien_shiung_wu", content: "Cobalt cooled to a hundredth of a degree. Left it is.", likes: 2 },
  { author: "sophie_germain", content: "Sand on a glass plate, a violin bow, and there is the equation.", likes: 2 },
  {
    author: "jean_bartik",
    content: "We programmed it from the wiring diagrams. Nobody had thought of a manual.",
    likes: 3,
    comments: [{ author: "grace", content: "Somebody should make the machine write its own wiring, @jean_bartik." }],
  },
  { author: "satyendra_bose", content: "Sent my paper to somebody who might read it. Fingers crossed.", likes: 2 },
  {
    author: "ibn_al_haytham",
    content: "A dark room, a small hole, and the whole street upside down on the wall.",
    likes: 3,
  },
  {
    author: "mary_somerville",
    content: "Reviewing an account of Saturn's rings. The author and Saturn disagree.",
    likes: 1,
  },
  {
    author: "ada",
    space: "Night Gardeners",
    content: "The tulips came up in binary this year: here, here, not here.",
    likes: 2,
  },
  {
    author: "hypatia",
    space: "Night Gardeners",
    content: "Moonflowers open at dusk. Anybody who wants seeds: I have too many.",
    likes: 1,
    comments: [{ author: "ada", content: "Two, please. One for @grace." }],
  },
  {
    author: "charles_babbage",
    space: "Analytical Engines",
    content: "Minutes of the last meeting: the barrel turns, the cards jam, the spirits are high.",
    likes: 1,
  },
  {
    author: "ada",
    space: "Analytical Engines",
    content: "Note G is up for reading: a table of how the engine would find Bernoulli's numbers. Corrections welcome.",
    likes: 2,
    comments: [
      { author: "alan_turing", content: "Line four has its operands swapped, I think. The rest is astonishing." },
    ],
  },
  {
    author: "srinivasa_r",
    space: "Number Corner",
    content: "Puzzle: which is the least number that is a sum of two cubes in three ways?",
    likes: 2,
    comments: [{ author: "sophie_germain", content: "Large. I will need more candles." }],
  },
  {
    author: "maryam_m",
    space: "Number Corner",
    content: "Found a nice surface. It took the whole kitchen floor.",
    likes: 2,
  },
  { author: "marie_curie", content: "The notebooks are still glowing. Please wear gloves.", likes: 4 },
  { author: "nikola_tesla", content: "No wires from here to there. You will see.", likes: 2 },
  {
    author: "hedy_lamarr",
    content: "Eighty-eight frequencies, as many as piano keys. Hard to jam, easy to hum.",
    likes: 3,
  },
  { author: "dennis_ritchie", content: "hello, world", likes: 5 },
  {
    author: "grace",
    content:
      "Somebody asked how long a nanosecond is. I handed out thirty centimetres of wire, again. @ada keeps hers as a bookmark.",
    likes: 4,
    comments: [
      { author: "mary_jackson", content: "I would like a microsecond, please." },
      { author: "claude_shannon", content: "How many bits fit on it?" },
    ],
  },
];
