import type { IdempotencyDeps } from "../../platform/http/idempotency.ts";
import type { AddressLimitDeps } from "../../platform/limits/address-limit.ts";
import type { SessionsDeps } from "../sessions/index.ts";

/** Where the bytes are. */
export type FileStore = Pick<R2Bucket, "put" | "get" | "delete" | "createMultipartUpload" | "resumeMultipartUpload">;

export interface AttachmentsDeps extends SessionsDeps, AddressLimitDeps, IdempotencyDeps {
  files: FileStore;
  /** Those of the audiences that somebody is in. */
  audiencesOf(userId: string, audiences: string[]): Promise<string[]>;
}
