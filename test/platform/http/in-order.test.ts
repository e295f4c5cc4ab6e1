import * as fc from "fast-check";
import { type Context, Hono, type Next } from "hono";
import { describe, test } from "vitest";
import { RememberingRouter } from "../../../src/platform/http/router.ts";

/** What a handler does, in this order; one that does not have the next called answers, or throws. */
type Step = { waits: boolean; throws: "before" | "after" | "never"; passes: boolean; answers: boolean };

const step: fc.Arbitrary<Step> = fc.record({
  waits: fc.boolean(),
  throws: fc.constantFrom("never", "never", "before", "after"),
  passes: fc.boolean(),
  answers: fc.boolean(),
});

const onError = (error: unknown, c: Context) => c.text(`failed: ${String(error)}`, 500);

/** The app of a chain, and what its handlers have done. */
function appOf(chain: Step[], router?: RememberingRouter) {
  const told: string[] = [];
  const app = new Hono(router ? { router } : {}).onError(onError);
  for (const [at, { waits, throws, passes, answers }] of chain.entries()) {
    const handle = async (c: Context, next: Next) => {
      told.push(`begin ${at}`);
      if (throws === "before") throw new Error(`before ${at}`);
      if (passes) await next();
      told.push(`end ${at} with ${passes ? c.res.status : "nothing"}`);
      if (throws === "after") throw new Error(`after ${at}`);
      return answers || !passes ? c.text(`answer ${at}`) : undefined;
    };
    const handleNow = (c: Context, next: Next) => {
      told.push(`now ${at}`);
      if (throws !== "never") throw new Error(`now ${at}`);
      return passes ? next() : c.text(`answer ${at}`);
    };
    app.get("/things/:name", (waits ? handle : handleNow) as typeof handle);
  }
  return { app, told };
}

async function ask(app: Hono) {
  const response = await app.request("/things/one");
  return { status: response.status, body: await response.text() };
}

const routed = () => new Hono({ router: new RememberingRouter(onError) }).onError(onError);

describe("handlers in order", () => {
  test("do what Hono has them do, whatever each does", async ({ expect }) => {
    await fc.assert(
      // Hono composes from two on.
      fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), async (chain) => {
        const hono = appOf(chain);
        const ours = appOf(chain, new RememberingRouter(onError));

        const [expected, answer] = [await ask(hono.app), await ask(ours.app)];

        expect(answer).toEqual(expected);
        expect(ours.told).toEqual(hono.told);
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  test("fail inside their envelope when none of them answers", async ({ expect }) => {
    const seen: number[] = [];
    const app = routed()
      .use("*", async (c, next) => {
        await next();
        seen.push(c.res.status);
      })
      .get("/things/:name", () => undefined as unknown as Response);

    expect(await ask(app)).toMatchObject({ status: 500, body: /neither answers/ });
    expect(seen).toEqual([500]);
  });

  test("fail when one does not wait for the next", async ({ expect }) => {
    const app = routed()
      .use("*", (_, next) => {
        void next();
        return undefined as unknown as Promise<void>;
      })
      .get("/things/:name", async (c) => {
        await Promise.resolve();
        return c.text("late");
      });

    expect(await ask(app)).toMatchObject({ status: 500 });
  });

  test("do their work once, also where the next is called twice", async ({ expect }) => {
    let done = 0;
    const app = routed()
      .use("*", async (_, next) => {
        await next();
        await next();
      })
      .get("/things/:name", (c) => {
        done += 1;
        return c.text("done");
      });

    expect(await ask(app)).toMatchObject({ status: 500 });
    expect(done).toBe(1);
  });

  test.for(["at once", "later"])("give an answer for whatever is thrown %s", async (when, { expect }) => {
    const seen: number[] = [];
    const thrown: unknown = "text";
    const app = routed()
      .use("*", async (c, next) => {
        await next();
        seen.push(c.res.status);
      })
      .get("/things/:name", when === "at once" ? () => fling(thrown) : async () => fling(thrown));

    expect(await ask(app)).toEqual({ status: 500, body: "failed: text" });
    expect(seen).toEqual([500]);
  });

  test("take what has a then for a promise, as calls of objects give it", async ({ expect }) => {
    const app = routed().get("/things/:name", (c) => {
      const answer = Promise.resolve(c.text("from afar"));
      // oxlint-disable-next-line unicorn/no-thenable -- the runtime's own have one and are no Promise
      return { then: answer.then.bind(answer) } as unknown as Promise<Response>;
    });

    expect(await ask(app)).toEqual({ status: 200, body: "from afar" });
  });
});

describe("the router", () => {
  test("takes nothing for all below a path with parameters: that would be given another's", ({ expect }) => {
    expect(() => routed().use("/things/:id/*", (_, next) => next())).toThrow("/things/:id/*");
  });

  test("gives a route its own parameters, first or again", async ({ expect }) => {
    const app = routed()
      .get("/things/:id/parts/:part", (c) => c.json(c.req.param()))
      .get("/names/:name/parts/:part", (c) => c.json(c.req.param()));
    const id = "thing_01jd4c7w3yeqe9w0f3x7m2k8ba";
    const part = "part_01jd4c7w3yeqe9w0f3x7m2k8bb";

    for (const time of ["first", "again"]) {
      expect(await (await app.request(`/things/${id}/parts/${part}`)).json(), time).toEqual({ id, part });
      expect(await (await app.request(`/names/a%20b/parts/${part}`)).json(), time).toEqual({ name: "a b", part });
    }
  });
});

function fling(thrown: unknown): never {
  throw thrown;
}
