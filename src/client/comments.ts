import type { Comment, NewComment } from "../features/community/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** What people say to a post, and answer to what others said. */
export class Comments {
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
  }

  /** The oldest first; each answer comes after what it answers. */
  list(postId: string, page: PageQuery = {}): Promise<Result<Page<Comment>>> {
    return this.#transport.request("GET", `/posts/${postId}/comments`, { query: page });
  }

  /** Says something, or with `parentId` answers a comment. */
  create(postId: string, comment: NewComment): Promise<Result<Comment>> {
    return this.#transport.request("POST", `/posts/${postId}/comments`, { body: comment });
  }

  edit(commentId: string, content: string): Promise<Result<Comment>> {
    return this.#transport.request("PATCH", pathOf(commentId), { body: { content } });
  }

  /** Takes it back; where it has answers, a mark stays. */
  remove(commentId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", pathOf(commentId));
  }

  like(commentId: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `${pathOf(commentId)}/like`);
  }

  unlike(commentId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `${pathOf(commentId)}/like`);
  }
}

function pathOf(commentId: string): string {
  return `/comments/${commentId}`;
}
