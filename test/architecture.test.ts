import { globSync, readFileSync } from "node:fs";
import { basename, dirname, join, normalize } from "node:path";
import { describe, test } from "vitest";

/** Which feature may enter which others. Add a row before you add an arrow; nobody enters notifications. */
const arrows: Record<string, string[]> = {
  sessions: [],
  users: ["sessions"],
  "sign-in": ["sessions", "users"],
  chat: ["sessions", "users"],
  notifications: ["chat", "sessions", "users"],
  operations: ["sessions", "users"],
};
const doors = new Set(["index.ts", "contract.ts"]);
const objects = new Set(["hub.ts", "room.ts", "rate-limiter.ts"]);

const files = globSync("src/**/*.{ts,tsx}").toSorted();
const sources = new Map(files.map((file) => [file, readFileSync(file, "utf8")]));
const imports = [...sources].flatMap(([from, text]) =>
  [...text.matchAll(/^(import|export) (type )?[^;]*?"(\.[^"]+)";/gm)].map(([, , type, to = ""]) => ({
    from,
    to: normalize(join(dirname(from), to)),
    isType: type !== undefined,
  })),
);

/** `src/features/chat/room.ts` is in layer `features`, folder `chat`; `src/app.ts` in layer `root`. */
function place(file: string): { layer: string; folder: string } {
  const [, layer = "", folder = ""] = file.split("/");
  return layer.includes(".") ? { layer: "root", folder: "" } : { layer, folder };
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

/** The last route of `app.ts` hands over to the assets, which are no dependency of any feature. */
function mayReadBindings(file: string): boolean {
  return ["src/deps.ts", "src/app.ts"].includes(file) || objects.has(basename(file));
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
});
