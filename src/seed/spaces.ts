export type SeedSpace = {
  name: string;
  description: string;
  visibility: "public" | "private";
  owner: string;
  members: string[];
  /** Who is asked in and has not answered. */
  invited: string[];
};

export const seedSpaces: SeedSpace[] = [
  {
    name: "Analytical Engines",
    description: "Brass, steam and cards: machines that calculate, and what to ask of them.",
    visibility: "public",
    owner: "charles_babbage",
    members: ["ada", "grace", "alan_turing", "jean_bartik", "george_boole", "mary_somerville"],
    invited: [],
  },
  {
    name: "Night Gardeners",
    description: "For who waters after dark.",
    visibility: "public",
    owner: "hypatia",
    members: ["ada", "lise_meitner", "fatima_al_fihri", "nikola_tesla", "wang_zhenyi"],
    invited: ["grace"],
  },
  {
    name: "Number Corner",
    description: "Primes, cubes, surfaces. Bring paper.",
    visibility: "public",
    owner: "sophie_germain",
    members: ["srinivasa_r", "maryam_m", "emmy_noether", "al_khwarizmi", "omar_khayyam"],
    invited: [],
  },
  {
    name: "Programme Committee",
    description: "What the spring lectures will be about.",
    visibility: "private",
    owner: "grace",
    members: ["dorothy_vaughan", "katherine_johnson"],
    invited: ["ada"],
  },
];
