import { createHash, createHmac, randomUUID } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { decode, listen, type LoopbackServer, readBody, redirect, sendJson } from "./loopback.ts";

type Person = Record<string, unknown>;
type Grant = { person: Person; challenge: string | null; redirectUri: string | null };

/** The two OAuth 2.0 providers' own ways: their paths, and how they tell who somebody is. */
type Dialect = {
  authorize: string;
  token: string;
  /** What GitHub adds to its answers (RFC 9207). */
  issuer?: string;
  /** Codes that are wrong: GitHub says so with a 200. */
  errorStatus: number;
  api(path: string, person: Person, request: IncomingMessage): unknown;
};

/** GitHub's OAuth and user API, as https://docs.github.com describes them. A test says who signs in by `&person=`. */
export function startGithubServer(clientSecret: string): Promise<LoopbackServer> {
  return start(clientSecret, {
    authorize: "/login/oauth/authorize",
    token: "/login/oauth/access_token",
    issuer: "/login/oauth",
    errorStatus: 200,
    api(path, { emails, ...person }, request) {
      if (request.headers["user-agent"] === undefined) return undefined;
      if (path === "/user") return person;
      return path === "/user/emails" ? emails : undefined;
    },
  });
}

/** Facebook Login and the Graph API's `/me`, of an app that demands a proof of its secret. */
export function startFacebookServer(clientSecret: string): Promise<LoopbackServer> {
  return start(clientSecret, {
    authorize: "/dialog/oauth",
    token: "/oauth/access_token",
    errorStatus: 400,
    api(path, person, request) {
      const query = new URL(request.url ?? "", "http://loopback").searchParams;
      const token = String(request.headers.authorization).slice("Bearer ".length);
      const proof = createHmac("sha256", clientSecret).update(token).digest("hex");
      if (path !== "/me" || query.get("appsecret_proof") !== proof) return undefined;
      const fields = (query.get("fields") ?? "id,name").split(",");
      return Object.fromEntries(Object.entries(person).filter(([name]) => fields.includes(name)));
    },
  });
}

async function start(clientSecret: string, dialect: Dialect): Promise<LoopbackServer> {
  const grants = new Map<string, Grant>();
  const people = new Map<string, Person>();
  const server = createServer((request, response) => void answer(request, response));
  const { url, close } = await listen(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    if (pathname === dialect.authorize) return authorize(searchParams, response);
    if (pathname === dialect.token) return exchange(new URLSearchParams(await readBody(request)), response);
    const person = people.get(String(request.headers.authorization).slice("Bearer ".length));
    const found = person && dialect.api(pathname, person, request);
    const status = person === undefined ? 401 : 404;
    return sendJson(response, found ?? { message: "Not Found" }, found === undefined ? status : 200);
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const back = new URL(query.get("redirect_uri") ?? "");
    back.searchParams.set("state", query.get("state") ?? "");
    if (query.has("deny")) {
      back.searchParams.set("error", "access_denied");
      return redirect(response, back);
    }
    const code = randomUUID();
    const person = decode(query.get("person"));
    grants.set(code, { person, challenge: query.get("code_challenge"), redirectUri: query.get("redirect_uri") });
    back.searchParams.set("code", code);
    if (dialect.issuer) back.searchParams.set("iss", url + dialect.issuer);
    return redirect(response, back);
  }

  function exchange(form: URLSearchParams, response: ServerResponse): void {
    const code = form.get("code") ?? "";
    const grant = grants.get(code);
    grants.delete(code);
    const challenge = createHash("sha256")
      .update(form.get("code_verifier") ?? "")
      .digest("base64url");
    const isGood =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get("redirect_uri") &&
      form.get("client_secret") === clientSecret;
    if (!isGood) return sendJson(response, { error: "bad_verification_code" }, dialect.errorStatus);
    const token = randomUUID();
    people.set(token, grant.person);
    return sendJson(response, { access_token: token, token_type: "bearer" });
  }

  return { url, close };
}
