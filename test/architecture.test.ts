import { existsSync, globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, test } from "vitest";

/** Which feature may enter which others. Add a row before you add an arrow; nobody enters notifications. */
const arrows: Record<string, string[]> = {
  sessions: [],
  users: ["sessions"],
  passkeys: ["sessions", "users"],
  mfa: ["passkeys", "sessions", "users"],
  security: ["sessions", "users"],
  "sign-in": ["mfa", "passkeys", "security", "sessions", "users"],
  oauth: ["passkeys", "sessions", "sign-in", "users"],
  activity: ["sessions", "users"],
  attachments: ["sessions", "users"],
  moderation: ["sessions", "users"],
  memberships: ["sessions", "users"],
  careers: ["sessions", "users"],
  people: ["moderation", "sessions", "users"],
  spaces: ["activity", "moderation", "sessions", "users"],
  community: ["activity", "attachments", "moderation", "people", "sessions", "spaces", "users"],
  chat: ["attachments", "moderation", "sessions", "users"],
  companions: ["chat", "sessions", "users"],
  metrics: ["sessions"],
  payments: ["users"],
  notifications: [
    "careers",
    "chat",
    "community",
    "memberships",
    "moderation",
    "payments",
    "people",
    "sessions",
    "spaces",
    "users",
  ],
  operations: ["sessions", "users"],
};
const doors = new Set(["index.ts", "contract.ts"]);
const objects = new Set([
  "hub.ts",
  "metrics-object.ts",
  "delivery-object.ts",
  "session-object.ts",
  "room.ts",
  "companion-room.ts",
  "member-room.ts",
  "audience-room.ts",
  "rate-limiter.ts",
  "topic.ts",
  "relay.ts",
]);

const files = globSync("src/**/*.{ts,tsx}").toSorted();
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const imports = [...sources].flatMap(([from, text]) =>
  [...text.matchAll(/^(import|export) (type )?[^;]*?"(\.[^"]+)";/gm)].map(([, , type, to = ""]) => ({
    from,
    to: normalize(join(dirname(from), to)),
    isType: type !== undefined,
  })),
);

/** `src/features/chat/room.ts` is in layer `features`, folder `chat`; `src/app.ts` and the demo data in layer `root`. */
function place(file: string): { layer: string; folder: string } {
  const [, layer = "", folder = ""] = file.split("/");
  return layer.includes(".") || layer === "seed" ? { layer: "root", folder: "" } : { layer, folder };
}

function isAllowed({ from, to, isType }: { from: string; to: string; isType: boolean }): boolean {
  const [here, there] = [place(from), place(to)];
  if (here.layer === there.layer && (here.layer !== "features" || here.folder === there.folder)) return true;
  switch (here.layer) {
    case "root":
      return there.layer === "platform" || (there.layer === "features" && doors.has(basename(to)));
    case "features":
      if (there.layer === "platform") return true;
      return arrows[here.folder]?.includes(there.folder) === true && doors.has(basename(to));
    case "client":
      return isType && basename(to) === "contract.ts";
    case "console":
      return to === "src/client/index.ts";
    default:
      return false;
  }
}

/** The last route of `app.ts` hands over to the assets (`assets.ts`), which are no dependency of any feature. */
function mayReadBindings(file: string): boolean {
  return ["src/deps.ts", "src/app.ts", "src/assets.ts"].includes(file) || objects.has(basename(file));
}

describe("the source", () => {
  test("imports only downwards, through front doors, along the listed arrows", ({ expect }) => {
    const broken = imports.filter((one) => !isAllowed(one));

    expect(imports.length).toBeGreaterThan(100);
    expect(broken.map(({ from, to }) => `${from} → ${to}`)).toEqual([]);
  });

  test("lists every feature among the arrows", ({ expect }) => {
    const features = new Set(files.map(place).flatMap(({ layer, folder }) => (layer === "features" ? [folder] : [])));

    expect([...features].toSorted()).toEqual(Object.keys(arrows).toSorted());
  });

  test("reads bindings in deps.ts and in Durable Objects alone", ({ expect }) => {
    const readers = [...sources]
      .filter(([, text]) => /"cloudflare:workers"|\benv\.[A-Z]/.test(text))
      .map(([file]) => file);

    expect(readers.filter((file) => !mayReadBindings(file))).toEqual([]);
  });

  test("has no file whose name would refuse nothing, and none past a few screens", ({ expect }) => {
    const vague = files.filter((file) => /\/(utils?|helpers?|common|types|lib)(\/|\.|-)/.test(file));
    const long = [...sources].filter(([, text]) => text.split("\n").length > 251).map(([file]) => file);

    expect({ vague, long }).toEqual({ vague: [], long: [] });
  });

  // Every request to an address that somebody else could choose is a way into the operator's network.
  test("asks the network in listed files alone", ({ expect }) => {
    const asking = [...sources].filter(
      ([file, text]) =>
        /^src\/(features|platform)/.test(file) && /(?:await|return|=) fetch\(|"cloudflare:sockets"/.test(text),
    );

    expect(asking.map(([file]) => file)).toEqual([
      "src/features/companions/openai.ts",
      "src/features/oauth/outbound.ts",
      "src/features/users/breached-passwords.ts",
      "src/platform/delivery/outbound.ts",
      "src/platform/delivery/smtp-session.ts",
    ]);
    // None is led elsewhere by whom it asks.
    const led = asking.filter(([, text]) => text.includes("fetch(") && !text.includes('redirect: "manual"'));
    expect(led.map(([file]) => file)).toEqual([]);
  });

  test("makes no SQL out of text, and compares no secret letter by letter", ({ expect }) => {
    const server = [...sources].filter(([file]) => !/^src\/(client|console)/.test(file));
    const madeUp = server.filter(([, text]) => insertionsOf(text).some((one) => !isFixedText(one)));
    const leaky = server.filter(([, text]) =>
      /\b\w*(?:[dD]igest|[mM]ac|[sS]ecret|Hash|Token)\b [!=]== (?!undefined|null)/.test(text),
    );

    expect(madeUp.map(([file]) => file)).toEqual([]);
    expect(leaky.map(([file]) => file)).toEqual([]);
  });
});

/** What is put into the SQL of a Durable Object or of D1, other than by parameters. */
function insertionsOf(text: string): string[] {
  const statements = [...text.matchAll(/\.(?:exec|prepare)(?:<[^(]*>)?\(\s*`([^`]*)/g)];
  const made = text.includes("sql.raw(") ? ["sql.raw"] : [];
  return [
    ...made,
    ...statements.flatMap(([, sql = ""]) => [...sql.matchAll(/\$\{([^}]*)/g)].map(([, one = ""]) => one)),
  ];
}

/** One of two literals, or a constant that is one. */
function isFixedText(expression: string): boolean {
  if (expression.includes(' ? "')) return true;
  const constant = new RegExp(`^(?:export )?const ${expression.replaceAll(/\W/g, "\\$&")} =\\s+["\`][^$]*?["\`];`, "m");
  return [...sources.values()].some((text) => constant.test(text));
}

type Row = { line: string; file: string; name: string };

/** The rows of a document's tables that name a test. */
function rowsOf(document: string, isLine: RegExp): Row[] {
  return readFileSync(document, "utf8")
    .split("\n")
    .map((row) => row.split("|").map((cell) => cell.trim()))
    .filter(([, line = ""]) => isLine.test(line))
    .map(([, line = "", , file = "", name = ""]) => ({ line, file: file.replaceAll("`", ""), name }));
}

/** A name may go on where the table ends it, as with the seed of a run. */
const isThere = ({ file, name }: Row) =>
  existsSync(file) && ['"', "`"].some((quote) => readFileSync(file, "utf8").includes(quote + name));

describe("the table of failures", () => {
  const rows = rowsOf("docs/failures.md", /^\d+$/);

  test("names tests that exist, for every line about crashes, faults and real time", ({ expect }) => {
    const lines = [1, 2, 7, 8, 9, 10, 3, 4, 5, 13, 15, 16, 17, 18, 19, 20, 21, 22, 23, 24, 25, 26, 27, 28, 29, 30, 31];

    expect([...new Set(rows.map(({ line }) => line))]).toEqual(lines.map(String));
    expect(rows.filter((row) => row.name === "" || !isThere(row))).toEqual([]);
  });
});

describe("the table of security requirements", () => {
  const rows = rowsOf("docs/security.md", /^[A-Z]\d+$/);

  test("has every line of the checklist", ({ expect }) => {
    const counts = { P: 12, M: 9, S: 9, O: 9, K: 3, W: 8, A: 11, H: 1, F: 1, E: 1, L: 3, C: 3, G: 1 };
    const lines = Object.entries(counts).flatMap(([letter, count]) =>
      Array.from({ length: count }, (_, at) => `${letter}${at + 1}`),
    );

    expect([...new Set(rows.map(({ line }) => line))]).toEqual(lines);
    expect(rows.filter(({ name }) => name === "")).toEqual([]);
  });

  test("names tests that exist", ({ expect }) => {
    const named = rows.filter(({ file }) => file !== "not covered");

    const missing = named.filter(
      ({ file, name }) => !existsSync(file) || !readFileSync(file, "utf8").includes(`"${name}"`),
    );

    expect(named.length).toBeGreaterThan(100);
    expect(missing).toEqual([]);
  });
});
