type SeedMessage = { author: string; content: string; reactions?: [emoji: string, ...by: string[]][] };

/** A conversation with its history: direct without a title, a group of its first one with it. */
export type SeedConversation = { key: string; title?: string; members: string[]; messages: SeedMessage[] };

export const seedConversations: SeedConversation[] = [
  {
    key: "seed",
    members: ["ada", "grace"],
    messages: [
      { author: "ada", content: "Hello Grace! This is Atrium." },
      { author: "grace", content: "Hello Ada. What I type here appears with you at once?" },
      { author: "ada", content: "It does. Sign in as the other one of us in a second window and see." },
    ],
  },
  {
    key: "seed-engine",
    members: ["ada", "charles_babbage"],
    messages: [
      { author: "charles_babbage", content: "The barrel is back from the workshop. It turns!" },
      { author: "ada", content: "Both ways?", reactions: [["😄", "charles_babbage"]] },
      { author: "charles_babbage", content: "One way. But smoothly." },
      {
        author: "ada",
        content: "That is one more than last month. Congratulations.",
        reactions: [["🎉", "charles_babbage"]],
      },
    ],
  },
  {
    key: "seed-lectures",
    title: "Spring lectures",
    members: ["grace", "ada", "katherine_johnson", "dorothy_vaughan", "alan_turing"],
    messages: [
      { author: "grace", content: "We have five evenings and seven speakers. Suggestions?" },
      {
        author: "dorothy_vaughan",
        content: "Two short ones on the same evening.",
        reactions: [["👍", "grace", "ada"]],
      },
      { author: "alan_turing", content: "Or let the audience decide whether to halt each of them." },
      {
        author: "katherine_johnson",
        content: "I computed the chances of that. Two short ones.",
        reactions: [["😂", "ada", "alan_turing"]],
      },
      { author: "ada", content: "I take the first evening, if somebody else takes the slides." },
    ],
  },
  {
    key: "seed-garden",
    title: "Garden bench",
    members: ["hypatia", "ada", "nikola_tesla"],
    messages: [
      { author: "hypatia", content: "The pond froze over night. It is perfectly flat, I measured." },
      { author: "nikola_tesla", content: "The pigeons are walking on it. They are not impressed by geometry." },
      {
        author: "ada",
        content: "Please tell them to keep off the bulbs.",
        reactions: [["🌷", "hypatia", "nikola_tesla"]],
      },
    ],
  },
];
