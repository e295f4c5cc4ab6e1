import { createDeps } from "./deps.ts";
import { type Follow, RelayObject } from "./features/activity/index.ts";
import { newId } from "./platform/ids/typeid.ts";

/** The relay with the product's rule on who may see which topics: the same as over HTTP. */
export class ActivityRelay extends RelayObject {
  protected override mayView(userId: string, topics: string[]): Promise<string[]> {
    return this.#deps().mayView(userId, topics);
  }

  protected override topicsWithin(topic: string, topics: string[]): Promise<string[]> {
    return this.#deps().topicsWithin(topic, topics);
  }

  protected override unseenAmong(follows: Follow[]): Promise<Follow[]> {
    return this.#deps().unseenAmong(follows);
  }

  #deps() {
    return createDeps(this.env, { requestId: newId("req") });
  }
}
