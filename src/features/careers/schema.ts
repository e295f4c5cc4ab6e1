import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";
import { type JobApplicationStatus, jobApplicationStatuses, jobStatuses } from "./contract.ts";

/** Jobs that people can apply for. Never removed, for applications name them. (`jobs` are those of the queues.) */
export const jobAds = sqliteTable(
  "job_ads",
  {
    /** By it the full-text index knows the job: its rows have numbers, not names. */
    number: integer().primaryKey({ autoIncrement: true }),
    id: text().notNull().unique(),
    title: text().notNull(),
    description: text().notNull(),
    location: text(),
    status: text({ enum: jobStatuses }).notNull().default("open"),
    posterId: text().notNull(),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [index("job_ads_by_status").on(table.status, table.id)],
);

/** Who applied for which job, and how far it has come: once, whatever came of it. */
export const jobApplications = sqliteTable(
  "job_applications",
  {
    id: text().primaryKey(),
    jobId: text().notNull(),
    applicantId: text().notNull(),
    message: text().notNull(),
    status: text({ enum: jobApplicationStatuses }).notNull(),
    /** The states that it has been in, and since when each: at most as many as there are. */
    history: text({ mode: "json" }).$type<{ status: JobApplicationStatus; at: number }[]>().notNull().default([]),
    createdAt: integer().notNull(),
    updatedAt: integer().notNull(),
  },
  (table) => [
    uniqueIndex("job_applications_of_user_for_job").on(table.applicantId, table.jobId),
    index("job_applications_of_user").on(table.applicantId, table.id),
    index("job_applications_of_user_by_status").on(table.applicantId, table.status, table.id),
    index("job_applications_of_job").on(table.jobId, table.id),
    index("job_applications_of_job_by_status").on(table.jobId, table.status, table.id),
  ],
);
