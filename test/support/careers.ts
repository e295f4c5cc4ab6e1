import type { Call } from "./http.ts";
import { type Person, signUp } from "./people.ts";
import { signUpAs } from "./roles.ts";

export type Job = { id: string; title: string; status: string; poster: { id: string } | null };
export type JobApplication = {
  id: string;
  jobId: string;
  status: string;
  history: { status: string; at: string }[];
  applicant: { id: string } | null;
};
export type Page<T> = { items: T[]; nextCursor: string | null };

export const madeUpJob = "jobad_01h455vb4pex5vsknk084sn02q";
export const madeUpApplication = "japp_01h455vb4pex5vsknk084sn02q";

export const newJob = { title: "Baker", description: "Bread,\nevery morning." };

export const postJob = (by: Person, json: object = {}, options: Call = {}) =>
  by.call("POST", "/api/v1/jobs", { json: { ...newJob, ...json }, ...options });
export const apply = (by: Person, jobId: string, json: object = {}, options: Call = {}) =>
  by.call("POST", `/api/v1/jobs/${jobId}/applications`, { json: { message: "I bake.", ...json }, ...options });
export const close = (by: Person, jobId: string) => by.call("DELETE", `/api/v1/jobs/${jobId}`);
export const move = (by: Person, id: string, status: string) =>
  by.call("PATCH", `/api/v1/job-applications/${id}`, { json: { status } });
export const withdraw = (by: Person, id: string) => by.call("POST", `/api/v1/job-applications/${id}/withdraw`);

/** A job, and the administrator who posted it. */
export async function postedJob(json: object = {}): Promise<{ poster: Person; job: Job }> {
  const poster = await signUpAs("admin");
  return { poster, job: await (await postJob(poster, json)).json<Job>() };
}

/** A job for which somebody has applied. */
export async function appliedFor(): Promise<{ poster: Person; job: Job; ada: Person; application: JobApplication }> {
  const [{ poster, job }, ada] = await Promise.all([postedJob(), signUp()]);
  return { poster, job, ada, application: await (await apply(ada, job.id)).json<JobApplication>() };
}
