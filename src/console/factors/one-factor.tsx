import type { StepUpMethod } from "../../client/index.ts";
import { client } from "../app/client.ts";
import { unwrap } from "../app/request-failed.ts";
import { useSubmit } from "../app/use-submit.ts";
import { t } from "../strings/strings.ts";
import { Button } from "../ui/button.tsx";
import { Notice } from "../ui/notice.tsx";
import { signWithPasskey } from "./ceremony.ts";
import { FactorInput } from "./factor-input.tsx";
import type { FactorQuestion } from "./factor-question.ts";
import { methodWords } from "./method-words.ts";
import { SendCode } from "./send-code.tsx";

type OneFactorProps = FactorQuestion & { method: StepUpMethod };

/** The form for one way to prove oneself. */
export function OneFactor({ method, prove, send, words, children }: OneFactorProps) {
  const { submit, isPending, problem } = useSubmit(async (field) => {
    await prove({ method, code: await codeOf(method, field("code")) }, field);
  }, words);
  return (
    <>
      <p className="text-sm text-muted">{methodWords[method].ask}</p>
      {(method === "email" || method === "sms") && <SendCode send={() => send(method)} />}
      <form onSubmit={submit} className="grid gap-4">
        <FactorInput method={method} />
        {children}
        {problem !== null && <Notice look="problem">{problem}</Notice>}
        <Button type="submit" isBusy={isPending}>
          {method === "passkey" ? t("factors.usePasskey") : t("factors.continue")}
        </Button>
      </form>
    </>
  );
}

async function codeOf(method: StepUpMethod, typed: string): Promise<string> {
  if (method === "password") return typed;
  if (method !== "passkey") return typed.replaceAll(/\s/g, "");
  // A passkey's proof stands where others have a code.
  return JSON.stringify(await signWithPasskey(await unwrap(client.passkeys.loginOptions())));
}
