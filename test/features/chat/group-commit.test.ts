import { runInDurableObject } from "cloudflare:test";
import { test } from "vitest";
import { GroupCommit } from "../../../src/features/chat/group-commit.ts";
import { roomOf } from "../../support/chat.ts";

test("a group that fails is settled, also when nothing of it can be taken back", async ({ expect }) => {
  const settled = await runInDurableObject(roomOf("conv_group_commit"), async (_, { storage }) => {
    const commit = new GroupCommit({
      storage,
      conclude: () => [],
      onRollback: () => {
        throw new Error("no such table: messages");
      },
      onFlush: () => undefined,
    });
    const failing = new Promise<unknown>((resolve) => {
      commit.add({
        apply: () => {
          throw new Error("no such table: questions");
        },
        settle: (failure) => resolve(failure?.error),
      });
    });
    const beside = new Promise<unknown>((resolve) => {
      commit.add({ apply: () => [], settle: (failure) => resolve(failure?.error) });
    });
    const errors = await Promise.all([failing, beside]);
    return errors.map((error) => (error instanceof AggregateError ? error.errors.map(String) : String(error)));
  });

  const both = ["Error: no such table: questions", "Error: no such table: messages"];
  expect(settled).toEqual([both, both]);
});
