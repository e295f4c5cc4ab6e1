import type { NewPost, Post } from "../features/community/contract.ts";
import type { UserSummary } from "../features/users/contract.ts";
import type { Space } from "../features/spaces/contract.ts";
import type { Page } from "../platform/http/contract.ts";
import { Comments } from "./comments.ts";
import type { Result } from "./result.ts";
import type { Transport } from "./transport.ts";

type PageQuery = { limit?: number; cursor?: string };

/** What can be searched, and what is found there. */
type Found = { posts: Post; users: UserSummary; spaces: Space };

/** Posts: written, read in feeds, liked, searched. */
export class Community {
  readonly comments: Comments;
  readonly #transport: Transport;

  constructor(transport: Transport) {
    this.#transport = transport;
    this.comments = new Comments(transport);
  }

  /** Newest first: of those followed and one's spaces, of everybody, of a space, or of a user. */
  feed(
    feed: "home" | "global" | `space:${string}` | `user:${string}`,
    page: PageQuery = {},
  ): Promise<Result<Page<Post>>> {
    return this.#transport.request("GET", "/posts", { query: { feed, ...page } });
  }

  /** `FORBIDDEN` in a space that one is not in. */
  publish(post: NewPost): Promise<Result<Post>> {
    return this.#transport.request("POST", "/posts", { body: post });
  }

  get(postId: string): Promise<Result<Post>> {
    return this.#transport.request("GET", pathOf(postId));
  }

  /** Changes what one's own post says. */
  edit(postId: string, content: string): Promise<Result<Post>> {
    return this.#transport.request("PATCH", pathOf(postId), { body: { content } });
  }

  remove(postId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", pathOf(postId));
  }

  like(postId: string): Promise<Result<null>> {
    return this.#transport.request("PUT", `${pathOf(postId)}/like`);
  }

  unlike(postId: string): Promise<Result<null>> {
    return this.#transport.request("DELETE", `${pathOf(postId)}/like`);
  }

  /** Tells that one has seen it; once a day it counts. */
  view(postId: string): Promise<Result<null>> {
    return this.#transport.request("POST", `${pathOf(postId)}/view`);
  }

  /** Posts, people or spaces that have these words. */
  search<K extends keyof Found>(kind: K, q: string, page: PageQuery = {}): Promise<Result<Page<Found[K]>>> {
    return this.#transport.request("GET", "/search", { query: { q, in: kind, ...page } });
  }
}

function pathOf(postId: string): string {
  return `/posts/${postId}`;
}
