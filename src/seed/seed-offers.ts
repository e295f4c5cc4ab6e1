import { sql } from "drizzle-orm";
import type { Deps } from "../deps.ts";
import { moveJobApplication, postJob, submitJobApplication } from "../features/careers/index.ts";
import { approveApplication, createPlan, rejectApplication, submitApplication } from "../features/memberships/index.ts";
import { type SeedJob, seedJobs, type SeedPlan, seedPlans } from "./offers.ts";
import { findId, type Ids, idOf, sessionOf } from "./seeding.ts";

/** Whether the last of all that is made has been made: somebody's application, taken one step on. */
export async function hasLastOffer(deps: Deps, posterId: string): Promise<boolean> {
  const job = seedJobs.at(-1);
  const found = await findId(
    deps,
    sql`SELECT job_applications.id FROM job_applications
      JOIN job_ads ON job_ads.id = job_applications.job_id JOIN users ON users.id = applicant_id
      WHERE poster_id = ${posterId} AND title = ${job?.title ?? ""}
        AND username = ${job?.applications.at(-1)?.applicant ?? ""} AND job_applications.status <> 'submitted'`,
  );
  return found !== undefined;
}

/** What the administrator offers, and who has applied for it. */
export async function seedOffers(deps: Deps, ids: Ids): Promise<void> {
  for (const plan of seedPlans) await seedPlan(deps, ids, plan);
  for (const job of seedJobs) await seedJob(deps, ids, job);
}

async function seedPlan(deps: Deps, ids: Ids, { applications, ...plan }: SeedPlan): Promise<void> {
  const creatorId = idOf(ids, "admin");
  const known = await findId(deps, sql`SELECT id FROM plans WHERE creator_id = ${creatorId} AND name = ${plan.name}`);
  const planId = known ?? (await createPlan(deps, creatorId, plan)).id;
  for (const { applicant, message, outcome, reason } of applications) {
    const applicantId = idOf(ids, applicant);
    const isThere = sql`SELECT id FROM applications WHERE plan_id = ${planId} AND applicant_id = ${applicantId}`;
    if (await findId(deps, isThere)) continue;
    const { id } = await submitApplication(deps, sessionOf(applicantId), { planId, message });
    if (outcome === "approved") await approveApplication(deps, sessionOf(creatorId), id);
    if (outcome === "rejected") await rejectApplication(deps, sessionOf(creatorId), { id, reason: reason ?? null });
  }
}

async function seedJob(deps: Deps, ids: Ids, { applications, ...job }: SeedJob): Promise<void> {
  const posterId = idOf(ids, "admin");
  const jobId = (await findJob(deps, posterId, job.title)) ?? (await postJob(deps, posterId, job)).id;
  for (const { applicant, message, moves } of applications) {
    const applicantId = idOf(ids, applicant);
    const isThere = sql`SELECT id FROM job_applications WHERE job_id = ${jobId} AND applicant_id = ${applicantId}`;
    if (await findId(deps, isThere)) continue;
    const { id } = await submitJobApplication(deps, sessionOf(applicantId), { jobId, message });
    for (const status of moves) await moveJobApplication(deps, sessionOf(posterId), { id, status });
  }
}

function findJob(deps: Deps, posterId: string, title: string): Promise<string | undefined> {
  return findId(deps, sql`SELECT id FROM job_ads WHERE poster_id = ${posterId} AND title = ${title}`);
}
