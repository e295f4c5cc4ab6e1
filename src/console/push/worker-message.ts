/** What the worker tells a page: somebody has clicked what was pushed, and wants to be where it leads. */
export type WorkerMessage = { type: "atrium.open"; path: string };

export function isWorkerMessage(data: unknown): data is WorkerMessage {
  return (
    typeof data === "object" &&
    data !== null &&
    "type" in data &&
    data.type === "atrium.open" &&
    "path" in data &&
    typeof data.path === "string"
  );
}
