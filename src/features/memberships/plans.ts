import { and, desc, eq, lt } from "drizzle-orm";
import { decodeCursor, toPage } from "../../platform/db/cursor.ts";
import { commit, GuardFailed, requireChange } from "../../platform/db/database.ts";
import { recordEvent } from "../../platform/events/event.ts";
import { type Page, pageOf } from "../../platform/http/contract.ts";
import { newId } from "../../platform/ids/typeid.ts";
import { Problem } from "../../platform/http/problem.ts";
import { type CurrentSession, permits } from "../sessions/index.ts";
import type { UserSummary } from "../users/contract.ts";
import { findUserSummaries, userTag } from "../users/index.ts";
import { type NewPlan, Plan, type PlanChanges } from "./contract.ts";
import type { MembershipsDeps } from "./deps.ts";
import { planChanged } from "./events.ts";
import { applications, plans } from "./schema.ts";

export type PlanRow = typeof plans.$inferSelect;

type PlanQuery = { limit: number; cursor?: string | undefined };

/** What cached lists of plans bear: every change of a plan invalidates them. */
export const plansTag = "plans";

/** Offers a plan; its creator decides on applications for it. */
export async function createPlan(deps: MembershipsDeps, creatorId: string, input: NewPlan): Promise<Plan> {
  const { name, description = null, interval } = input;
  const now = deps.now();
  const row: PlanRow = {
    id: newId("plan"),
    name,
    description,
    ...priceColumns(input.price),
    interval,
    status: "active",
    creatorId,
    createdAt: now,
    updatedAt: now,
  };
  await commit(deps, [deps.db.insert(plans).values(row), recordEvent(deps, planChanged, { planId: row.id })]);
  deps.cache.forget([plansTag]);
  return renderOne(deps, row);
}

/** The plans that one can apply for, the newest first; the beginning of the list as of a moment ago. */
export async function listPlans(deps: MembershipsDeps, query: PlanQuery): Promise<Page<Plan>> {
  if (query.cursor !== undefined) return readPlans(deps, query);
  const caching = { ttlSeconds: 60, tags: tagsOf, shape: pageOf(Plan) };
  return deps.cache.getOrSet(`memberships.plans.v1:${query.limit}`, caching, () => readPlans(deps, query));
}

function tagsOf({ items }: Page<Plan>): string[] {
  return [plansTag, ...new Set(items.flatMap(({ creator }) => (creator ? [userTag(creator.id)] : [])))];
}

async function readPlans(deps: MembershipsDeps, query: PlanQuery): Promise<Page<Plan>> {
  const before = decodeCursor(query.cursor, [""])?.[0];
  const rows = await deps.db
    .select()
    .from(plans)
    .where(and(eq(plans.status, "active"), before === undefined ? undefined : lt(plans.id, before)))
    .orderBy(desc(plans.id))
    .limit(query.limit + 1);
  const { items, nextCursor } = toPage(rows, query.limit, ({ id }) => [id]);
  const people = await findUserSummaries(deps, [...new Set(items.map(({ creatorId }) => creatorId))]);
  return { items: items.map((row) => render(row, people)), nextCursor };
}

/** One plan. @throws as {@link requirePlan}. */
export async function readPlan(deps: MembershipsDeps, viewer: CurrentSession, id: string): Promise<Plan> {
  return renderOne(deps, await requirePlan(deps, viewer, id));
}

/**
 * Changes an active plan.
 *
 * @throws Problem `NOT_FOUND`, or `ILLEGAL_TRANSITION` for one that is archived.
 */
export async function changePlan(
  deps: MembershipsDeps,
  { id, ...changes }: PlanChanges & { id: string },
): Promise<Plan> {
  const { price, ...others } = changes;
  // Absent is not `undefined` to the wire, and drizzle leaves out what is undefined.
  const named = Object.fromEntries(Object.entries(others).filter(([, value]) => value !== undefined));
  const values = { ...named, ...(price && priceColumns(price)) };
  const isChanged = await updateActive(deps, id, values);
  const row = await requireRow(deps, id);
  if (!isChanged) throw new Problem("ILLEGAL_TRANSITION", "The plan is archived.");
  return renderOne(deps, row);
}

/** Archives a plan: it takes no applications any more. Doing it again changes nothing. @throws Problem `NOT_FOUND`. */
export async function archivePlan(deps: MembershipsDeps, id: string): Promise<void> {
  await requireRow(deps, id);
  await updateActive(deps, id, { status: "archived" });
}

/** @returns whether there was an active plan of this id. */
async function updateActive(deps: MembershipsDeps, id: string, values: Partial<PlanRow>): Promise<boolean> {
  const update = deps.db
    .update(plans)
    .set({ ...values, updatedAt: deps.now() })
    .where(and(eq(plans.id, id), eq(plans.status, "active")));
  try {
    await commit(deps, [update, requireChange(deps), recordEvent(deps, planChanged, { planId: id })]);
  } catch (error) {
    if (error instanceof GuardFailed) return false;
    throw error;
  }
  deps.cache.forget([plansTag]);
  return true;
}

/**
 * A plan that somebody may see: everybody an active one; an archived one its creator, those who manage
 * plans or decide on applications, and who has applied for it.
 *
 * @throws Problem `NOT_FOUND`.
 */
export async function requirePlan(deps: MembershipsDeps, viewer: CurrentSession, id: string): Promise<PlanRow> {
  const row = await requireRow(deps, id);
  if (row.status === "active" || row.creatorId === viewer.userId) return row;
  if (permits(viewer.permissions, "plan.manage") || permits(viewer.permissions, "application.decide")) return row;
  const applied = await deps.db
    .select({ id: applications.id })
    .from(applications)
    .where(and(eq(applications.applicantId, viewer.userId), eq(applications.planId, id)))
    .limit(1)
    .get();
  if (!applied) throw new Problem("NOT_FOUND");
  return row;
}

async function requireRow(deps: MembershipsDeps, id: string): Promise<PlanRow> {
  const row = await deps.db.select().from(plans).where(eq(plans.id, id)).get();
  if (!row) throw new Problem("NOT_FOUND");
  return row;
}

function priceColumns({ amount, currency }: NewPlan["price"]) {
  return { priceAmount: amount, priceCurrency: currency };
}

async function renderOne(deps: MembershipsDeps, row: PlanRow): Promise<Plan> {
  return render(row, await findUserSummaries(deps, [row.creatorId]));
}

function render(row: PlanRow, people: Map<string, UserSummary>): Plan {
  const { id, name, description, interval, status } = row;
  return {
    id,
    name,
    description,
    price: { amount: row.priceAmount, currency: row.priceCurrency },
    interval,
    status,
    creator: people.get(row.creatorId) ?? null,
    createdAt: new Date(row.createdAt).toISOString(),
    updatedAt: new Date(row.updatedAt).toISOString(),
  };
}
