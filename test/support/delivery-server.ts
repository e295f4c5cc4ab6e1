import { createECDH, createHash, createHmac, randomBytes } from "node:crypto";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import ece from "http_ece";
import { importJWK, jwtVerify } from "jose";
import type { TestProject } from "vitest/node";
import { listen, sendJson } from "./loopback.ts";

/** What a provider was asked, and what the server found in it. */
export type ProviderAsked = {
  method: string;
  path: string;
  headers: Record<string, string>;
  body: string;
  /** SES: whether the signature is that of the request. */
  isSigned?: boolean;
  /** Push: what the browser reads, and what the push service reads of the sender. */
  push?: { text: string; claims: unknown; publicKey: string };
};

/** How a provider is to answer: so many times, or until it is told otherwise. */
export type Behaviour = { status: number; headers?: Record<string, string>; body?: unknown; times?: number };

declare module "vitest" {
  interface ProvidedContext {
    /**
     * Providers of mails, messages and pushes: `<url>/<provider>/<key>` is a base address; `/asked/<key>` tells what
     * was asked, a POST to `/behave/<key>` says how to answer, and `/subscription/<key>` is a browser's.
     */
    delivery: { url: string; ses: { region: string; accessKeyId: string; secretAccessKey: string } };
  }
}

const ses = {
  region: "eu-central-1",
  accessKeyId: "AKIDEXAMPLE",
  secretAccessKey: "wJalrXUtnFEMI+K7MDENG/bPxRfiCYEXAMPLE",
};
const asked = new Map<string, ProviderAsked[]>();
const behaviours = new Map<string, Behaviour>();

const browser = createECDH("prime256v1");
const auth = randomBytes(16);

/** Runs on Node beside the tests in workerd. */
export default async function startDeliveryServer(project: TestProject): Promise<() => void> {
  browser.generateKeys();
  const server = createServer((request, response) => void answer(request, response));
  const { url, close } = await listen(server);
  project.provide("delivery", { url, ses });
  return close;
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<unknown> {
  const [, provider = "", key = ""] = (request.url ?? "/").split("/");
  const body = await readBytes(request);
  if (provider === "asked") return sendJson(response, asked.get(key) ?? []);
  if (provider === "behave") return response.end(String(behaviours.set(key, JSON.parse(body.toString())).size));
  if (provider === "subscription") {
    const endpoint = `http://${request.headers.host}/push/${key}/the-secret-of-the-endpoint`;
    return sendJson(response, {
      endpoint,
      keys: { p256dh: browser.getPublicKey("base64url"), auth: auth.toString("base64url") },
    });
  }
  asked.set(key, [...(asked.get(key) ?? []), await recordOf(provider, request, body)]);
  return behave(response, key, provider);
}

async function recordOf(provider: string, request: IncomingMessage, body: Buffer): Promise<ProviderAsked> {
  const headers = Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)]));
  const record = { method: request.method ?? "", path: request.url ?? "", headers, body: body.toString("utf8") };
  if (provider === "ses") return { ...record, isSigned: isSigned(record) };
  if (provider === "push") return { ...record, body: body.toString("base64"), push: await readPush(record, body) };
  return record;
}

function behave(response: ServerResponse, key: string, provider: string): unknown {
  const { status, headers = {}, body = {}, times = Infinity } = behaviours.get(key) ?? wellOf(provider);
  if (times <= 1) behaviours.delete(key);
  else if (times !== Infinity) behaviours.set(key, { status, headers, body, times: times - 1 });
  // One that never answers is told from one that is not there.
  if (status === 0) return response.destroy();
  return response.writeHead(status, { "content-type": "application/json", ...headers }).end(JSON.stringify(body));
}

function wellOf(provider: string): Behaviour {
  const statuses: Record<string, number> = { sendgrid: 202, ses: 200, twilio: 201, push: 201 };
  return { status: statuses[provider] ?? 404 };
}

const sha = (text: string) => createHash("sha256").update(text).digest("hex");
const hmac = (secret: string | Buffer, text: string) => createHmac("sha256", secret).update(text).digest();

/** Signature Version 4, as https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html has it. */
function isSigned({ method, path, headers, body }: ProviderAsked): boolean {
  const pattern =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/(\d{8})\/([^/]+)\/ses\/aws4_request, SignedHeaders=([^,]+), Signature=([0-9a-f]{64})$/;
  const [, id, day = "", region, names = "", signature] = pattern.exec(headers["authorization"] ?? "") ?? [];
  const time = headers["x-amz-date"] ?? "";
  const canonical = [
    method,
    path.split("/").map(encodeURIComponent).join("/"),
    "",
    ...names.split(";").map((name) => `${name}:${headers[name]?.trim()}`),
    "",
    names,
    sha(body),
  ].join("\n");
  const scope = `${day}/${ses.region}/ses/aws4_request`;
  const key = [day, ses.region, "ses", "aws4_request"].reduce<Buffer>(
    (secret, part) => hmac(secret, part),
    Buffer.from(`AWS4${ses.secretAccessKey}`),
  );
  const expected = hmac(key, ["AWS4-HMAC-SHA256", time, scope, sha(canonical)].join("\n")).toString("hex");
  return id === ses.accessKeyId && region === ses.region && time.startsWith(day) && expected === signature;
}

async function readPush({ headers }: ProviderAsked, body: Buffer) {
  const text = ece.decrypt(body, { version: "aes128gcm", privateKey: browser, authSecret: auth }).toString("utf8");
  const [, token = "", publicKey = ""] = /^vapid t=([^,]+), k=([\w-]+)$/.exec(headers["authorization"] ?? "") ?? [];
  const point = Buffer.from(publicKey, "base64url");
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point.subarray(1, 33).toString("base64url"),
    y: point.subarray(33).toString("base64url"),
  };
  const { payload } = await jwtVerify(token, await importJWK(jwk, "ES256"), { audience: `http://${headers["host"]}` });
  return { text, claims: payload, publicKey };
}

async function readBytes(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}
