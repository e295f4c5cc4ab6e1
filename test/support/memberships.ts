import type { Call } from "./http.ts";
import { type Person, signUp } from "./people.ts";
import { signUpAs } from "./roles.ts";

export type Plan = { id: string; name: string; status: string; creator: { id: string } | null };
export type Application = {
  id: string;
  planId: string;
  status: string;
  reason: string | null;
  decidedBy: string | null;
  applicant: { id: string } | null;
};
export type Page<T> = { items: T[]; nextCursor: string | null };

export const madeUpPlan = "plan_01h455vb4pex5vsknk084sn02q";
export const madeUpApplication = "app_01h455vb4pex5vsknk084sn02q";

export const newPlan = { name: "Gold", price: { amount: 1_250, currency: "KWD" }, interval: "month" };

export const create = (by: Person, json: object = {}, options: Call = {}) =>
  by.call("POST", "/api/v1/plans", { json: { ...newPlan, ...json }, ...options });
export const apply = (by: Person, planId: string, json: object = {}, options: Call = {}) =>
  by.call("POST", `/api/v1/plans/${planId}/applications`, { json, ...options });
export const archive = (by: Person, planId: string) => by.call("DELETE", `/api/v1/plans/${planId}`);
export const settle = (by: Person, act: "approve" | "reject" | "withdraw", id: string, options: Call = {}) =>
  by.call("POST", `/api/v1/applications/${id}/${act}`, options);

/** A plan, and the administrator who created it. */
export async function offeredPlan(json: object = {}): Promise<{ manager: Person; plan: Plan }> {
  const manager = await signUpAs("admin");
  return { manager, plan: await (await create(manager, json)).json<Plan>() };
}

/** A plan for which somebody has applied. */
export async function appliedFor(): Promise<{ manager: Person; plan: Plan; ada: Person; application: Application }> {
  const [{ manager, plan }, ada] = await Promise.all([offeredPlan(), signUp()]);
  return { manager, plan, ada, application: await (await apply(ada, plan.id)).json<Application>() };
}
