/** Somebody of the demo data. Those without a password sign in nowhere. */
export type SeedPerson = { username: string; displayName: string; bio: string };

/** They sign in with the demo passphrase, and everything else happens around them. */
export const demoPeople = [
  {
    email: "ada@example.com",
    username: "ada",
    displayName: "Ada Lovelace",
    role: null,
    bio: "Notes on engines. Poetical science, tulips, long letters.",
  },
  {
    email: "grace@example.com",
    username: "grace",
    displayName: "Grace Hopper",
    role: null,
    bio: "Compilers, and a nanosecond of wire in my pocket. It is easier to ask forgiveness.",
  },
  { email: "admin@example.com", username: "admin", displayName: "Atrium Administrator", role: "admin", bio: "" },
] as const;

const person = (username: string, displayName: string, bio: string): SeedPerson => ({ username, displayName, bio });

/** With Ada and Grace they are thirty. */
export const neighbours: SeedPerson[] = [
  person("alan_turing", "Alan Turing", "Machines that follow rules, and runners that do not."),
  person("katherine_johnson", "Katherine Johnson", "I counted everything. Trajectories, mostly."),
  person("claude_shannon", "Claude Shannon", "Bits, juggling, and a mouse that learns mazes."),
  person("hedy_lamarr", "Hedy Lamarr", "Hops between frequencies before breakfast."),
  person("emmy_noether", "Emmy Noether", "For every symmetry there is something that stays."),
  person("srinivasa_r", "Srinivasa Ramanujan", "1729 is a very interesting number."),
  person("hypatia", "Hypatia", "Astrolabes built and repaired. Lectures on Thursdays."),
  person("al_khwarizmi", "Al-Khwarizmi", "Completion and balancing. Also maps."),
  person("omar_khayyam", "Omar Khayyam", "Cubic equations, calendars, quatrains."),
  person("maryam_m", "Maryam Mirzakhani", "Slow thinker. Large sheets of paper."),
  person("sophie_germain", "Sophie Germain", "Vibrating plates and prime numbers, by candlelight."),
  person("charles_babbage", "Charles Babbage", "The engine is nearly finished. No, really."),
  person("george_boole", "George Boole", "Either here or not here."),
  person("mary_somerville", "Mary Somerville", "On the connexion of the physical sciences."),
  person("ibn_al_haytham", "Ibn al-Haytham", "Light goes in straight lines; I go in circles around it."),
  person("chien_shiung_wu", "Chien-Shiung Wu", "Nature is left-handed. I measured."),
  person("rosalind_franklin", "Rosalind Franklin", "Photograph 51 and fifty others."),
  person("lise_meitner", "Lise Meitner", "Walks in the snow, with calculations."),
  person("edsger_dijkstra", "Edsger Dijkstra", "Shortest paths. Fountain pens."),
  person("dennis_ritchie", "Dennis Ritchie", "Quirky, flawed, and an enormous success."),
  person("jean_bartik", "Jean Bartik", "Six of us, eighteen thousand tubes."),
  person("dorothy_vaughan", "Dorothy Vaughan", "Learned Fortran first, then taught everybody."),
  person("mary_jackson", "Mary Jackson", "Wind tunnels. Hold on to your hat."),
  person("fatima_al_fihri", "Fatima al-Fihri", "Founded a library. Come in, it is open."),
  person("wang_zhenyi", "Wang Zhenyi", "Eclipses explained with a lamp, a mirror and a table."),
  person("satyendra_bose", "Satyendra Bose", "Indistinguishable, but in good company."),
  person("marie_curie", "Marie Curie", "Nothing is to be feared, it is only to be understood."),
  person("nikola_tesla", "Nikola Tesla", "Pigeons and alternating current."),
];
