import type { Space } from "../../client/index.ts";
import { Avatar } from "../ui/avatar.tsx";

/** A space as people are shown, but square. */
export function SpaceAvatar({
  space: { id, name },
  size = "size-10 text-sm",
}: {
  space: Pick<Space, "id" | "name">;
  size?: string;
}) {
  return <Avatar name={name} id={id} size={`${size} rounded-xl!`} />;
}
