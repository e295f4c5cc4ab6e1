import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type CryptoKey, exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { decode, listen, type LoopbackServer, readBody, redirect, sendJson } from "./loopback.ts";

type Keys = { privateKey: CryptoKey; jwk: JWK };

/**
 * An OpenID issuer that misbehaves as a test bids it: `/<fault>/<name>` is one issuer with that fault, and
 * `…/hits` tells how often its keys were read. Who signs in stands in the parameter `person`.
 */
export async function startScriptedIssuer(clientId: string): Promise<LoopbackServer> {
  const [good, other] = await Promise.all([newKeys("good"), newKeys("other")]);
  const hits = new Map<string, number>();
  const server = createServer((request, response) => void answer(request, response));
  const { url, close } = await listen(server);

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams } = new URL(request.url ?? "", url);
    const [, fault = "", name = "", ...rest] = pathname.split("/");
    const issuer = `${url}/${fault}/${name}`;
    switch (rest.join("/")) {
      case ".well-known/openid-configuration":
        if (fault === "down") return sendJson(response, {}, 503);
        if (fault === "silent") return;
        return sendJson(response, discoveryOf(issuer, fault));
      case "authorize":
        return authorize(issuer, fault, searchParams, response);
      case "token":
        if (fault === "silent-token") return;
        if (fault === "redirecting-token") return redirect(response, `${issuer}/keys`);
        return token(issuer, fault, new URLSearchParams(await readBody(request)), response);
      case "keys":
        hits.set(issuer, (hits.get(issuer) ?? 0) + 1);
        if (fault === "redirecting-keys") return redirect(response, `${url}/none/${name}/keys`);
        if (fault === "huge-keys") return sendHuge(response, good.jwk);
        return sendJson(response, { keys: keysOf(fault, hits.get(issuer) ?? 0, good.jwk, other.jwk) });
      case "hits":
        return sendJson(response, hits.get(issuer) ?? 0);
      default:
        return sendJson(response, {}, 404);
    }
  }

  async function token(issuer: string, fault: string, form: URLSearchParams, response: ServerResponse): Promise<void> {
    const { nonce, person } = decode(form.get("code")) as { nonce: string; person: JWTPayload };
    const now = Math.floor(Date.now() / 1000);
    const claims = { iss: issuer, aud: clientId, iat: now, exp: now + 300, nonce, ...person, ...claimsOf(fault, now) };
    const id_token = await sign(fault, claims, good, other);
    sendJson(response, { access_token: "unused", token_type: "Bearer", id_token });
  }

  return { url, close };
}

function discoveryOf(issuer: string, fault: string) {
  return {
    issuer: fault === "other-discovery" ? "http://127.0.0.1:1/elsewhere" : issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: fault === "foreign-keys" ? "http://localhost:1/keys" : `${issuer}/keys`,
    response_types_supported: ["code"],
    subject_types_supported: ["public"],
    // It would take anything, so that what refuses is the client.
    id_token_signing_alg_values_supported: ["RS256", "HS256", "none"],
  };
}

function authorize(issuer: string, fault: string, query: URLSearchParams, response: ServerResponse): void {
  const back = new URL(query.get("redirect_uri") ?? "");
  back.searchParams.set("state", query.get("state") ?? "");
  if (fault === "other-response") back.searchParams.set("iss", `${issuer}/other`);
  const code = { nonce: query.get("nonce"), person: decode(query.get("person")) };
  back.searchParams.set("code", Buffer.from(JSON.stringify(code)).toString("base64url"));
  redirect(response, back);
}

function claimsOf(fault: string, now: number): JWTPayload {
  switch (fault) {
    case "wrong-iss":
      return { iss: "http://127.0.0.1:1/other" };
    case "wrong-aud":
      return { aud: "somebody-else" };
    case "wrong-azp":
      return { aud: ["atrium", "somebody-else"], azp: "somebody-else" };
    case "wrong-nonce":
      return { nonce: "another" };
    case "expired":
      return { iat: now - 60, exp: now - 45 };
    case "long-ago":
      return { iat: now - 3600 };
    default:
      return {};
  }
}

function sign(fault: string, claims: JWTPayload, good: Keys, other: Keys): Promise<string> | string {
  switch (fault) {
    case "alg-none":
      return new UnsecuredJWT(claims).encode();
    case "public-key-as-secret":
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "HS256", kid: "good" })
        .sign(new TextEncoder().encode(JSON.stringify(good.jwk)));
    case "wrong-key":
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "good" }).sign(other.privateKey);
    case "unknown-kid":
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: crypto.randomUUID() }).sign(other.privateKey);
    case "rotating":
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "other" }).sign(other.privateKey);
    case "embedded-key":
      return new SignJWT(claims)
        .setProtectedHeader({ alg: "RS256", kid: "other", jwk: other.jwk })
        .sign(other.privateKey);
    default:
      return new SignJWT(claims).setProtectedHeader({ alg: "RS256", kid: "good" }).sign(good.privateKey);
  }
}

/** One that has changed its keys shows the new one from the second time on. */
function keysOf(fault: string, hits: number, good: JWK, other: JWK): JWK[] {
  return fault === "rotating" && hits > 1 ? [good, other] : [good];
}

function sendHuge(response: ServerResponse, jwk: JWK): void {
  sendJson(response, { keys: [jwk], padding: "x".repeat(10 * 1024 * 1024) });
}

async function newKeys(kid: string): Promise<Keys> {
  const { privateKey, publicKey } = await generateKeyPair("RS256", { extractable: true });
  return { privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: "RS256", use: "sig" } };
}
