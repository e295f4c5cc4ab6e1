import type { Attachment } from "../features/attachments/contract.ts";
import type { Result } from "./result.ts";
import type { FileContent, Transport } from "./transport.ts";

export type UploadOptions = {
  name?: string;
  type?: string;
  onProgress?: (sentBytes: number) => void;
  signal?: AbortSignal;
};

/** Files that messages bear. */
export class Attachments {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /**
   * Uploads a file of at most 25 MiB; its `id` goes into a message's `attachments` within a day.
   * `onProgress` is told in browsers how many bytes have gone; `signal` gives the upload up.
   * `UNSUPPORTED_MEDIA_TYPE` for what is not among the kinds taken, whatever it is called; `BODY_TOO_LARGE`.
   */
  upload(content: FileContent, { name, type, onProgress, signal }: UploadOptions = {}): Promise<Result<Attachment>> {
    const ownType = content instanceof Blob ? content.type : "";
    const file = { content, type: type ?? (ownType || "application/octet-stream") };
    const telling = { ...(onProgress && { onProgress }), ...(signal && { signal }) };
    return this.#transport.request("POST", "/attachments", { query: { name }, file, ...telling });
  }

  /** The content of a file that one may see. */
  download(attachmentId: string): Promise<Result<Blob>> {
    return this.#transport.download(`/attachments/${attachmentId}`);
  }
}
