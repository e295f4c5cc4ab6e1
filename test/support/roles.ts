import { env } from "cloudflare:workers";
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
