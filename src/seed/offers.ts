export type SeedPlan = {
  name: string;
  description: string;
  price: { amount: number; currency: string };
  interval: "month" | "year" | "once";
  /** Who applied, in the order in which they did, and what came of it. */
  applications: { applicant: string; message: string; outcome: "open" | "approved" | "rejected"; reason?: string }[];
};

/** Plans of the administrator's. */
export const seedPlans: SeedPlan[] = [
  {
    name: "Reader",
    description: "The reading room, day and night.",
    price: { amount: 2_500, currency: "KWD" },
    interval: "month",
    applications: [
      { applicant: "ada", message: "I read mostly at night.", outcome: "approved" },
      { applicant: "wang_zhenyi", message: "For the star charts.", outcome: "open" },
    ],
  },
  {
    name: "Fellow",
    description: "A desk, a lamp, and a vote on the lectures.",
    price: { amount: 120_000, currency: "USD" },
    interval: "year",
    applications: [
      { applicant: "grace", message: "I bring my own clock.", outcome: "approved" },
      {
        applicant: "nikola_tesla",
        message: "I would need some electricity.",
        outcome: "rejected",
        reason: "The fuses, after last time.",
      },
    ],
  },
  {
    name: "Workshop weekend",
    description: "Two days among lathes. Tools are provided, fingers are yours.",
    price: { amount: 18_000, currency: "JPY" },
    interval: "once",
    applications: [{ applicant: "charles_babbage", message: "I only need one more wheel.", outcome: "open" }],
  },
];

export type SeedJob = {
  title: string;
  description: string;
  location?: string;
  /** Who applied, and through which states their application went. */
  applications: { applicant: string; message: string; moves: SeedMove[] }[];
};

export type SeedMove = "reviewing" | "shortlisted" | "interview" | "accepted" | "rejected";

/** Jobs that the administrator offers. */
export const seedJobs: SeedJob[] = [
  {
    title: "Programmer of engines",
    description: "You write tables that a machine will follow to the letter. Patience with letters is a must.",
    location: "London",
    applications: [
      {
        applicant: "ada",
        message: "I have published one programme. It is thought to be correct.",
        moves: ["reviewing", "shortlisted", "interview"],
      },
      {
        applicant: "jean_bartik",
        message: "I can start from the wiring diagrams.",
        moves: ["reviewing", "shortlisted"],
      },
    ],
  },
  {
    title: "Keeper of the reading room",
    description: "Lamps, ladders, and knowing where everything is.",
    location: "Fez",
    applications: [
      {
        applicant: "fatima_al_fihri",
        message: "I founded one of these.",
        moves: ["reviewing", "shortlisted", "interview", "accepted"],
      },
    ],
  },
  {
    title: "Compiler of compilers",
    description: "You have the machine do what you would rather not do twice.",
    applications: [
      { applicant: "grace", message: "They told me that computers could only do arithmetic.", moves: [] },
      { applicant: "dennis_ritchie", message: "Small is fine.", moves: ["reviewing"] },
    ],
  },
];
