import { type ApiDocument, bodySchemaOf, exampleOf, pathOf, type Route, routesOf, takesBytes } from "./api-document.ts";
import { Authenticator } from "./authenticator.ts";
import { apply as applyForJob, close, postedJob } from "./careers.ts";
import { post } from "./chat.ts";
import { newSpace, publish, say } from "./community.ts";
import { eventually } from "./eventually.ts";
import { upload } from "./files.ts";
import { type Call, newAddress } from "./http.ts";
import { type Isolate, newIsolate } from "./isolate.ts";
import { apply as applyForPlan, archive, offeredPlan } from "./memberships.ts";
import { newPushSubscription } from "./notifications.ts";
import { givePasskey } from "./passkeys.ts";
import { openConversation, type Person, signUp } from "./people.ts";
import { providerBindings } from "./provider-visits.ts";
import { invite } from "./spaces.ts";
import { signInTwice, signUpWithTwoFactor } from "./two-factor.ts";

const limits = [
  "LOGIN",
  "REGISTER",
  "VERIFY",
  "MAIL",
  "REFRESH",
  "FACTOR",
  "WRITE",
  "READ",
  "API_KEY",
  "CONNECT",
  "UPLOAD",
  "REPORT",
  "APPLICATION",
  "FOLLOW",
  "INVITATION",
  "POST",
  "COMMENT",
  "SPACE",
];
const unlimited = Object.fromEntries(limits.map((name) => [`LIMIT_${name}`, "1000000/1"]));

type Attempt = Omit<Call, "headers"> & { query?: [string, string][]; headers?: Record<string, string> };

/** Calls every route of the API document with what fits it; where a path names something, with a stranger's. */
export class RouteCaller {
  readonly #document: ApiDocument;
  readonly #isolate: Isolate;
  /** Ids of somebody whom no other knows, by their prefixes. */
  readonly #foreignIds: Map<string, string>;

  private constructor(document: ApiDocument, foreignIds: Map<string, string>, bindings: object = {}) {
    this.#document = document;
    this.#foreignIds = foreignIds;
    this.#isolate = newIsolate({ ...unlimited, ...providerBindings, ...bindings });
  }

  static async create(document: ApiDocument): Promise<RouteCaller> {
    const ids = await ownEverything(await signUp(), routesOf(document));
    return new RouteCaller(document, ids.set("dev", await rememberDevice()));
  }

  /** The same, in an isolate of its own. */
  within(bindings: object): RouteCaller {
    return new RouteCaller(this.#document, this.#foreignIds, bindings);
  }

  /** Calls with a body that fits, or the one that is given; `query` is added to what the route needs. */
  async attempt(
    route: Route,
    { query = [], headers, ...options }: Attempt = {},
    id = this.foreignIdOf(route),
  ): Promise<Response> {
    const schema = bodySchemaOf(route);
    const path = pathOf(this.#document, route, id === undefined ? {} : { id });
    const search = new URLSearchParams([...this.#neededQuery(route), ...query]).toString();
    return this.#isolate.call(route.method, `${path}?${search}`, {
      from: newAddress(),
      headers: { ...(route.path.endsWith("/live") && { upgrade: "websocket" }), ...headers },
      ...(schema && options.body === undefined && { json: exampleOf(this.#document, schema) }),
      ...(takesBytes(route) && { body: "some text" }),
      ...options,
    });
  }

  #neededQuery({ operation }: Route): [string, string][] {
    const needed = operation.parameters.filter(({ in: place, required }) => place === "query" && required);
    return needed.map(({ name, schema }) => [name, String(exampleOf(this.#document, schema))]);
  }

  /** A stranger's id of the kind that the path names. */
  foreignIdOf(route: Route): string | undefined {
    return this.#foreignIds.get(prefixOf(route) ?? "");
  }

  /** An id of that kind that names nothing. */
  madeUpIdOf(route: Route): string | undefined {
    const id = this.foreignIdOf(route);
    return id === undefined ? undefined : `${id.slice(0, -8)}${"0123456789abcdefghjkmnpqrstvwxyz".slice(-8)}`;
  }
}

/** The kind of id that a path names, if it names one. */
function prefixOf({ operation }: Route): string | undefined {
  const pattern = operation.parameters.find(({ in: place, name }) => place === "path" && name === "id")?.schema.pattern;
  return pattern && /^\^([a-z]+)_/.exec(pattern)?.[1];
}

/** Gives somebody one of each thing that has an id. @returns all ids that their own lists show. */
async function ownEverything(person: Person, routes: Route[]): Promise<Map<string, string>> {
  const other = await signUp();
  const conversation = await openConversation(other, person);
  await post(other, conversation, crypto.randomUUID());
  await givePasskey(person, new Authenticator());
  await person.call("POST", "/api/v1/me/api-keys", { json: { name: "theirs", permissions: ["profile.read"] } });
  await person.call("POST", "/api/v1/notifications/push-subscriptions", { json: await newPushSubscription() });
  const file = await upload(person);
  const offers = await ownOffers(person);
  const words = await ownWords(person);
  return eventually(async () => {
    const ids = await idsOf(person, routes);
    if (!ids.has("ntf")) throw new Error("not told yet");
    // No list shows it.
    return new Map([...ids, ...offers, ...words, ["file", file.id]]);
  });
}

/** Has somebody post and comment where nobody else sees it, and be invited elsewhere. */
async function ownWords(person: Person): Promise<[string, string][]> {
  const spaceId = await newSpace(person, "private");
  const other = await signUp();
  await invite(other, { id: await newSpace(other, "private") }, person);
  const published = await publish(person, "among us", { spaceId });
  const comment = await say(person, published);
  return [
    ["space", spaceId],
    ["post", published.id],
    ["cmt", comment.id],
  ];
}

/** Has somebody apply for a plan and a job. Nobody else sees those any more: one is archived, the other closed. */
async function ownOffers(person: Person): Promise<[string, string][]> {
  const [{ manager, plan }, { poster, job }] = await Promise.all([offeredPlan(), postedJob()]);
  await Promise.all([applyForPlan(person, plan.id), applyForJob(person, job.id)]);
  await Promise.all([archive(manager, plan.id), close(poster, job.id)]);
  return [
    ["plan", plan.id],
    ["jobad", job.id],
  ];
}

/** Reads every list that takes no parameter. */
async function idsOf(person: Person, routes: Route[]): Promise<Map<string, string>> {
  const lists = routes.filter(
    ({ method, path, operation }) =>
      method === "GET" && operation.security && !/\{|live$/.test(path) && !operation["x-permissions"],
  );
  const texts = await Promise.all(lists.map(async ({ path }) => (await person.call("GET", path)).text()));
  const ids = texts.flatMap((text) => text.match(/\b[a-z]+_[0-7][0-9a-hjkmnp-tv-z]{25}\b/g) ?? []);
  return new Map(ids.map((id) => [id.slice(0, id.indexOf("_")), id]));
}

/** Somebody else's device that stands for their second factor. */
async function rememberDevice(): Promise<string> {
  const person = await signUpWithTwoFactor();
  const [code = ""] = person.backupCodes;
  const again = await signInTwice(person, { method: "backup_code", code, rememberDevice: true });
  const { items } = await (await again.call("GET", "/api/v1/2fa/devices")).json<{ items: { id: string }[] }>();
  return items[0]?.id ?? "";
}

/** Status and problem code of an answer. */
export async function outcome(response: Response): Promise<[number, string | undefined]> {
  const { code } = await response.json<{ code?: string }>();
  return [response.status, code];
}

/** Everything that a caller sees of an answer, but for what names the request or counts the calls. */
export async function seen(response: Response) {
  const own = new Set(["x-request-id", "ratelimit"]);
  return {
    status: response.status,
    body: (await response.text()).replace(/"requestId":"[^"]*"/, ""),
    headers: [...response.headers].filter(([name]) => !own.has(name)),
  };
}
