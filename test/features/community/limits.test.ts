import { test } from "vitest";
import { publish } from "../../support/community.ts";
import { newAddress } from "../../support/http.ts";
import { newIsolate } from "../../support/isolate.ts";
import { signUp } from "../../support/people.ts";
import { statusesOf } from "../../support/spaces.ts";

test.for([
  ["posts", "LIMIT_POST"],
  ["comments", "LIMIT_COMMENT"],
] as const)("so many %s an hour are taken from one person", async ([kind, limit], { expect }) => {
  const ada = await signUp();
  const path = kind === "posts" ? "/api/v1/posts" : `/api/v1/posts/${(await publish(ada)).id}/comments`;
  const isolate = newIsolate({ [limit]: "2/3600" });

  const answers = [];
  for (let at = 0; at < 3; at += 1)
    answers.push(
      await isolate.call("POST", path, { json: { content: "Hello" }, token: ada.token, from: newAddress() }),
    );

  expect(statusesOf(answers)).toEqual([201, 201, 429]);
});
