import { createDeps } from "./deps.ts";
import { RelayObject } from "./features/activity/index.ts";
import { newId } from "./platform/ids/typeid.ts";

/** The relay with the product's rule on who may see which topics: the same as over HTTP. */
export class ActivityRelay extends RelayObject {
  protected override mayView(userId: string, topics: string[]): Promise<string[]> {
    return createDeps(this.env, { requestId: newId("req") }).mayView(userId, topics);
  }
}
