import { Hono } from "hono";
import { z } from "zod";
import { PageQuery, pageOf } from "../../platform/http/contract.ts";
import { endpoint } from "../../platform/http/endpoint.ts";
import { idempotent } from "../../platform/http/idempotency.ts";
import type { FeatureEnv } from "../../platform/http/request.ts";
import { limitAddress } from "../../platform/limits/address-limit.ts";
import { describeDevice, requireSession, requireStepUp } from "../sessions/index.ts";
import { offerLogin } from "./assertion.ts";
import {
  LoginOptions,
  Passkey,
  PasskeyId,
  PasskeyLoginRequest,
  RegisterPasskey,
  RegistrationOptions,
  RenamePasskey,
} from "./contract.ts";
import type { PasskeysDeps } from "./deps.ts";
import { listPasskeys, removePasskey, renamePasskey } from "./passkeys.ts";
import { addPasskey, offerRegistration } from "./registration.ts";

const OnePasskey = z.strictObject({ id: PasskeyId });

export const passkeyRoutes = new Hono<FeatureEnv<PasskeysDeps>>()
  .post(
    "/auth/passkeys/register/options",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "What a browser needs to make a passkey",
      body: z.strictObject({}),
      responses: { 200: RegistrationOptions },
      problems: ["CONFLICT"],
    }),
    async (c) => c.json(await offerRegistration(c.var.deps, c.var.session.userId)),
  )
  .post(
    "/auth/passkeys/register/verify",
    requireSession,
    idempotent,
    endpoint({
      summary: "Add the passkey that the browser has made",
      body: RegisterPasskey,
      responses: { 201: Passkey },
      problems: ["TOKEN_INVALID", "CONFLICT"],
      audit: "passkey.add",
    }),
    async (c) => {
      const device = describeDevice(c.req.header("user-agent"), undefined);
      const passkey = await addPasskey(c.var.deps, c.var.session.userId, { ...c.req.valid("json"), device });
      c.set("auditNote", { details: { passkeyId: passkey.id } });
      return c.json(passkey, 201);
    },
  )
  .post(
    "/auth/passkeys/login/options",
    limitAddress("FACTOR"),
    endpoint({
      summary: "What a browser needs to use a passkey: to sign in, as a second factor, to step up",
      body: PasskeyLoginRequest,
      responses: { 200: LoginOptions },
    }),
    async (c) => c.json(await offerLogin(c.var.deps)),
  )
  .get(
    "/me/passkeys",
    requireSession,
    endpoint({ summary: "One's passkeys, the newest first", query: PageQuery, responses: { 200: pageOf(Passkey) } }),
    async (c) => c.json(await listPasskeys(c.var.deps, c.var.session.userId, c.req.valid("query"))),
  )
  .patch(
    "/me/passkeys/:id",
    requireSession,
    endpoint({
      summary: "Rename a passkey",
      params: OnePasskey,
      body: RenamePasskey,
      responses: { 200: Passkey },
      problems: ["NOT_FOUND"],
      audit: "passkey.rename",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { passkeyId: id } });
      return c.json(await renamePasskey(c.var.deps, c.var.session.userId, id, c.req.valid("json").name));
    },
  )
  .delete(
    "/me/passkeys/:id",
    requireSession,
    requireStepUp,
    endpoint({
      summary: "Remove a passkey; not the last way in",
      params: OnePasskey,
      responses: { 204: null },
      problems: ["NOT_FOUND", "LAST_CREDENTIAL"],
      audit: "passkey.remove",
    }),
    async (c) => {
      const { id } = c.req.valid("param");
      c.set("auditNote", { details: { passkeyId: id } });
      await removePasskey(c.var.deps, c.var.session.userId, id);
      return c.body(null, 204);
    },
  );
