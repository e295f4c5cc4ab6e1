import { Link } from "@tanstack/react-router";
import { t } from "../strings/later.ts";
import { useUserName } from "./use-user-name.ts";

/** A way to somebody's account, under their name where it is known. */
export function UserLink({ userId }: { userId: string }) {
  const name = useUserName(userId);
  return (
    <Link to="/admin/users/$userId" params={{ userId }} className="text-sm underline underline-offset-3">
      <bdi>{name ?? t("admin.sessions.user")}</bdi>
    </Link>
  );
}
