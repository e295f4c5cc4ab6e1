import { useMutation } from "@tanstack/react-query";
import { IconButton } from "../ui/icon-button.tsx";
import { SignOutIcon } from "../ui/icons.tsx";
import { client } from "./client.ts";
import { failureText } from "./failure-text.ts";
import { failureOf, unwrap } from "./request-failed.ts";

/** Signs out here. When the server can't be told, one is still signed in, and it says so. */
export function SignOut() {
  const { mutate, isPending, error } = useMutation({ mutationFn: () => unwrap(client.auth.logout()) });
  return (
    <>
      {error && (
        <span role="alert" className="max-w-40 text-xs text-danger">
          {failureText(failureOf(error))}
        </span>
      )}
      <IconButton label="Sign out" disabled={isPending} onClick={() => mutate()}>
        <SignOutIcon />
      </IconButton>
    </>
  );
}
