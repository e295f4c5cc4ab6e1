import { env } from "cloudflare:workers";
import { call } from "./http.ts";
import { type Person, signIn, signUp } from "./people.ts";

/** Somebody new who holds a role, signed in. */
export async function signUpAs(role: "admin" | "support" | "operator" | "moderator"): Promise<Person> {
  const { email } = await signUp();
  await env.DB.batch([
    env.DB.prepare("INSERT INTO user_roles (user_id, role) SELECT id, ? FROM users WHERE email = ?").bind(role, email),
    env.DB.prepare("UPDATE users SET roles_version = roles_version + 1 WHERE email = ?").bind(email),
  ]);
  return signIn(email);
}

/** Takes all roles from somebody. @returns the same person, signed in anew. */
export async function withoutRoles({ email }: Pick<Person, "email">): Promise<Person> {
  await env.DB.batch([
    env.DB.prepare("DELETE FROM user_roles WHERE user_id = (SELECT id FROM users WHERE email = ?)").bind(email),
    env.DB.prepare("UPDATE users SET roles_version = roles_version + 1 WHERE email = ?").bind(email),
  ]);
  return signIn(email);
}

/** An administrator's API key with these permissions alone, as somebody who calls with it. */
export async function signUpWith(...permissions: string[]): Promise<Person> {
  const admin = await signUpAs("admin");
  const made = await admin.call("POST", "/api/v1/me/api-keys", { json: { name: "a key", permissions } });
  const { secret } = await made.json<{ secret: string }>();
  return {
    ...admin,
    token: secret,
    call: (method, path, options) => call(method, path, { token: secret, ...options }),
  };
}
